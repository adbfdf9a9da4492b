"""Mail: the server that the clerk's own configuration names, and a queue on the disk from which each is sent once.

A message has its number (Message-ID) from the register, the day, the period and the receiver. One that is queued
stays until a server took it; one that was taken is not queued again. Between the server's yes and the note of it lies
a moment: whoever is killed in it sends the same number again, which mail programs show once.
"""

import os
import shlex
import smtplib
import ssl
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, NamedTuple

from reception_cli.app import programs
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why
from reception_cli.ledger import files

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_KEYS = ("host", "port", "security", "from", "user", "password_file", "password_command", "ca")
_MOST_SECRET = 4096  # bytes
_MOST_MAIL = 1 << 25
_PATIENCE = 30  # seconds that a server may take to answer
_KEPT = timedelta(days=400)  # so long it is known which were sent
FOLDER = "mail"  # below the clerk's folder of a register
_SENT = "sent"
_REFUSED = 535  # the answer to a wrong name or password


class Server(NamedTuple):
    """How mail is sent."""

    host: str
    port: int
    security: str  # starttls | tls | none
    sender: str
    user: str = ""
    password_file: str = ""
    password_command: tuple[str, ...] = ()
    ca: str = ""  # a file with the certificates to believe, where the system's do not know the server


def server(own: Mapping[str, Any], folder: str) -> Server:
    """Read the table `mail` of the clerk's own configuration in `folder`; raises UsageFault with what is wrong."""
    told = own.get("mail")
    if not isinstance(told, dict):
        raise UsageFault(
            _("No mail server is named."),
            _("Name it in your own configuration {file}: [mail] with host, from and, where needed, user and "
              "password_file.").format(file=os.path.join(folder, "config.toml")),
        )  # fmt: skip
    if unknown := sorted(set(told) - set(_KEYS)):
        raise _wrong(_("'{key}' is not known").format(key=shown(str(unknown[0])[:40])))
    security = str(told.get("security", "starttls"))
    if security not in _PORTS:
        raise _wrong(_("security is one of {list}").format(list=", ".join(_PORTS)))
    host, port = told.get("host"), told.get("port", _PORTS[security])
    if not isinstance(host, str) or not host.strip():
        raise _wrong(_("host is missing"))
    if type(port) is not int or not 0 < port < 65536:
        raise _wrong(_("port is a number from 1 to 65535"))
    sender = _address(told.get("from"), _wrong(_("from is no address")))
    command = told.get("password_command", ())
    words = tuple(shlex.split(command)) if isinstance(command, str) else tuple(map(str, command))
    made = Server(
        host, port, security, sender, str(told.get("user", "")), str(told.get("password_file", "")), words,
        os.path.expanduser(str(told.get("ca", ""))),
    )  # fmt: skip
    if made.user and bool(made.password_file) == bool(made.password_command):
        raise _wrong(_("user wants password_file or password_command, one of them"))
    if made.user and security == "none" and host not in ("localhost", "127.0.0.1", "::1"):
        raise _wrong(_("a password goes to another machine by starttls or tls only"))
    return made


def _wrong(reason: str) -> UsageFault:
    return UsageFault(
        _("The table [mail] of your own configuration cannot be used: {reason}.").format(reason=reason),
        _("Mend that file."),
    )


def _address(value: Any, fault: UsageFault) -> str:
    """Take a plain address alone: no name, no list, nothing that could begin another header."""
    text = value.strip() if isinstance(value, str) else ""
    local, at, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>,;:"()[]\\')
    if not (at and local and "." in f"{domain}." and domain and plain):
        raise fault
    return text


def receivers(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Read the addresses of `--mail`; raises UsageFault."""
    parts = [part for one in typed for part in one.replace(",", " ").split()]
    hint = _("Type it as name@domain, such as --mail truong@example.vn; several with commas between them.")
    return tuple(dict.fromkeys(
        _address(part, UsageFault(_("'{text}' is no mail address.").format(text=shown(part[:80])), hint))
        for part in parts
    ))  # fmt: skip


def password(told: Server) -> str:
    """Read the password from its file, which its owner alone may read, or ask the program that knows it.

    Raises Unwritable.
    """
    if not told.user:
        return ""
    secret = programs.answer(told.password_command).split("\n")[0] if told.password_command else _from_file(told)
    if not (secret.isascii() and told.user.isascii()):
        raise Unwritable(_("The password or the name of the mail server holds a letter that mail cannot carry: only "
                           "those without accents."))
    return secret


def _from_file(told: Server) -> str:
    path = os.path.expanduser(told.password_file)
    try:
        mode = os.stat(path)
        if os.name != "nt" and (stat.S_IMODE(mode.st_mode) & 0o077 or mode.st_uid != os.getuid()):
            raise Unwritable(
                _("The password file '{file}' can be read by others.").format(file=shown(path)),
                _("Say `chmod 600 {file}`.").format(file=shown(path)),
            )
        return files.text(path, _MOST_SECRET).split("\n")[0].rstrip("\r")
    except (OSError, ValueError) as fault:
        reason = why(fault)
        raise Unwritable(
            _("The password file '{file}' cannot be read: {reason}.").format(file=shown(path), reason=reason)
        ) from fault


class Letter(NamedTuple):
    """What is to be sent: the same to every receiver."""

    subject: str
    text: str
    html: str
    day: date
    about: str  # what makes it this letter and no other: register, period


class Queue:
    """The letters of one register that wait, and which were sent."""

    def __init__(self, folder: str) -> None:
        """`folder` is the clerk's own; it is made when something is put there."""
        self._folder = os.path.join(folder, FOLDER)
        self._sent = os.path.join(self._folder, _SENT)

    def put(self, letter: Letter, sender: str, to: str, now: datetime) -> bool:
        """Queue a letter for one receiver, in place of an earlier state of it; whether it was not sent already.

        Raises OSError.
        """
        for folder in (self._folder, self._sent):
            if not os.path.isdir(folder):
                files.make_folder(folder)
        number = sha256("\n".join((letter.about, letter.day.isoformat(), to)).encode()).hexdigest()[:32]
        name = f"{letter.day.isoformat()}-{number}"
        if os.path.lexists(os.path.join(self._sent, name)):
            return False
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = sender, to, shown(letter.subject)
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{number}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        files.replace(os.path.join(self._folder, name + ".eml"), [message.as_bytes()])
        return True

    def waiting(self) -> list[str]:
        """List the files of the letters that wait, the oldest first."""
        with suppress(OSError):
            return sorted(
                os.path.join(self._folder, name) for name in os.listdir(self._folder) if name.endswith(".eml")
            )
        return []

    def read(self, path: str) -> EmailMessage:
        """Read a letter that waits; raises OSError."""
        return BytesParser(EmailMessage, policy=policy.SMTP).parsebytes(files.content(path, _MOST_MAIL))

    def done(self, path: str) -> None:
        """Note that a letter was taken; raises OSError."""
        files.move(path, os.path.join(self._sent, os.path.basename(path).removesuffix(".eml")))
        files.sync_folder(self._sent)

    def forget(self, today: date) -> None:
        """Remove the notes of letters that were sent long ago."""
        oldest = (today - _KEPT).isoformat()
        with suppress(OSError):
            for name in os.listdir(self._sent):
                if name[:10] < oldest:
                    files.forget(os.path.join(self._sent, name))


class Delivered(NamedTuple):
    """What a server took and what still waits, with the reasons."""

    sent: int
    waiting: int
    reasons: tuple[str, ...]


def send(queue: Queue, told: Server) -> Delivered:
    """Send what waits, each letter by itself: what one receiver's server refuses keeps no other back.

    Raises Unwritable where the password cannot be read; a server that is away leaves all waiting.
    """
    letters = queue.waiting()
    if not letters:
        return Delivered(0, 0, ())
    secret = password(told)
    sent, reasons = 0, dict[str, None]()
    try:
        with _connected(told, secret) as link:
            for path in letters:
                try:
                    link.send_message(queue.read(path))
                    queue.done(path)
                    sent += 1
                except smtplib.SMTPServerDisconnected:
                    raise
                except (smtplib.SMTPException, OSError) as fault:
                    reasons[_reason(fault)] = None
                    with suppress(smtplib.SMTPException):
                        link.rset()
    except (smtplib.SMTPException, OSError) as fault:
        reasons[_reason(fault)] = None
    return Delivered(sent, len(letters) - sent, tuple(reasons))


def _connected(told: Server, secret: str) -> smtplib.SMTP:
    """Connect, encrypted unless the configuration says otherwise, and sign in; raises SMTPException and OSError."""
    trust = ssl.create_default_context(cafile=told.ca or None) if told.security != "none" else None
    link: smtplib.SMTP
    if told.security == "tls":
        link = smtplib.SMTP_SSL(told.host, told.port, timeout=_PATIENCE, context=trust)
    else:
        link = smtplib.SMTP(told.host, told.port, timeout=_PATIENCE)
    try:
        if told.security == "starttls":
            link.starttls(context=trust)
        if told.user:
            _sign_in(link, told.user, secret)
    except BaseException:
        link.close()
        raise
    return link


def _sign_in(link: smtplib.SMTP, user: str, secret: str) -> None:
    """Sign in; a server that hangs up instead of saying no said no."""
    try:
        link.login(user, secret)
    except smtplib.SMTPServerDisconnected as fault:
        raise smtplib.SMTPAuthenticationError(_REFUSED, b"") from fault


def _reason(fault: Exception) -> str:
    """Say why in few words: the server's code, or the system's reason; a server's own words may tell an address."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return _("the server did not take the name or the password ({code})").format(code=fault.smtp_code)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _text in fault.recipients.values()})
        return _("the server refused a receiver ({code})").format(code=", ".join(map(str, codes)))
    if isinstance(fault, smtplib.SMTPResponseException):
        return _("the server answered with code {code}").format(code=fault.smtp_code)
    if isinstance(fault, ssl.SSLCertVerificationError):
        return _("the certificate of the server is not to be trusted")
    if isinstance(fault, smtplib.SMTPException):
        return _("the server does not do what was asked of it ({what})").format(what=type(fault).__name__)
    return shown(why(fault))
