"""`reception config encrypt denunciations`: their private values are written for the desk's key and a second one."""

from reception_cli.app.desk import Desk
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import keys as key_files
from reception_cli.index import encryption
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import age
from reception_cli.reporting import settings
from reception_cli.reporting.table import Table, in_sentences

KEY, WHAT, NONE = encryption.FACT, "denunciations", "no"
RECOVERY = "recovery_key"
_EXAMPLE = "reception config encrypt denunciations --recovery-key"


def config(
    desk: Desk, value: str | None, unset: bool, recipient: str | None, recovery: bool, key_file: str | None
) -> Table:
    """Show whether they are encrypted, switch it on, exchange the keys, or switch it off."""
    to = encryption.keys(desk.book.setting(KEY))
    if value is None and not unset:
        if recipient or recovery or key_file:
            raise UsageFault(_("Missing: what is to be encrypted."), _("Example: {example}").format(example=_EXAMPLE))
        return _table(to)
    if unset and value is not None:
        raise UsageFault(_("--unset takes no value."), _("Say `reception config --unset KEY`."))
    if value not in (None, WHAT):
        raise UsageFault(
            _("'{text}' is no value of '{key}'.").format(text=str(value)[:40], key=KEY),
            _("It takes: {wanted}.").format(wanted=WHAT),
        )
    if unset:
        return _off(desk, to, recipient, recovery, key_file)
    return _on(desk, recipient, recovery, key_file)


def _on(desk: Desk, recipient: str | None, recovery: bool, key_file: str | None) -> Table:
    """Encrypt to the desk's key and another one: a single key dies with the machine that it lies on."""
    if bool(recipient) == recovery:
        raise UsageFault(
            _("A desk's machine dies, and its key with it: a second key must open what is encrypted."),
            _("Say --recovery-key to have one printed, or --recipient KEY with the public key of another office."),
        )
    own = key_files.unit_key(desk.folder.path)
    if own is None:
        raise Refused(
            _("Nothing is encrypted yet:"), (_("this desk has no key"),), _("Make it first: `reception keys new`.")
        )
    secret, other = age.new_identity() if recovery else ("", _public(recipient or ""))
    if other == own.public.age:
        raise Refused(
            _("Nothing is encrypted yet:"), (_("the second key is the desk's own"),), _("Name another office's key.")
        )
    wanted = [own.public.age, other]
    _record(desk, wanted, key_file)
    dry = desk.settings.dry_run
    said = _("Private values of denunciations would be encrypted.") if dry else _(
        "Private values of denunciations are encrypted from now on; reading them takes keys/unit.key or the second key."
    )  # fmt: skip
    if dry or not secret:
        return in_sentences(_table(wanted)._replace(said=(said,)))
    shown = (
        said, _("This is the recovery key. It is told this once: print it and lock it away, never beside the desk:"),
        secret,
    )  # fmt: skip
    desk.did(secret)  # told by the message, should the answer not be written: nobody could ask for it again
    table = _table(wanted)
    rows = [*table.rows, {"key": RECOVERY, "value": secret, "from": "register"}]
    return in_sentences(table._replace(rows=rows, said=shown))


def _off(desk: Desk, to: list[str], recipient: str | None, recovery: bool, key_file: str | None) -> Table:
    """Write what is encrypted readable again; that takes a key."""
    if recipient or recovery:
        raise UsageFault(_("--recipient and --recovery-key belong to `reception config encrypt denunciations`."))
    if to:
        _record(desk, [], key_file)
    dry = desk.settings.dry_run
    said = _("Private values of denunciations would no longer be encrypted.") if dry else _(
        "Private values of denunciations are no longer encrypted; those that were are readable again."
    )  # fmt: skip
    return in_sentences(_table([])._replace(said=(said,)))


def _record(desk: Desk, wanted: list[str], key_file: str | None) -> None:
    """Say in the register to which keys; what is there already is written anew for them."""
    if key_file or encryption.keys(desk.own.setting(KEY)):
        desk.unlock(key_file)

    def decide(book: RegisterView) -> list[Draft]:
        return [Draft("configured", "", {KEY: wanted})] if encryption.keys(book.setting(KEY)) != wanted else []

    desk.record("config", decide)


def _public(text: str) -> str:
    """Read the public key of another office: as it was mailed, a file with it, or its age part alone."""
    word = key_files.word(text)
    found = word if word.startswith("age1") else key_files.public(word).age
    age.recipient(found)
    return found


def _table(to: list[str]) -> Table:
    return settings.table([("register", {KEY: WHAT if to else NONE})], {}, KEY)
