"""A real SMTP server on loopback, and the clerk's own configuration that names it."""

import json
import os
import socket
import ssl
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

PEM = Path(__file__).parent / "localhost.pem"


class Server:
    """A real SMTP server on loopback that can go away and come back at the same port."""

    def __init__(self, security: str = "none", password: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.security, self.password = security, password
        self.letters: list[Any] = []
        self.refused: set[str] = set()
        self._controller: Controller | None = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.append((tuple(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def up(self) -> None:
        context = None
        if self.security != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(PEM)
        secret = self.password.encode()

        def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
            return AuthResult(success=isinstance(data, LoginPassword) and data.password == secret)

        tls = {"ssl_context": context} if self.security == "tls" else {}
        start = {"tls_context": context, "require_starttls": True} if self.security == "starttls" else {}
        auth = {"authenticator": known, "auth_required": True} if self.password else {}
        auth |= {"auth_require_tls": False} if self.security == "tls" else {}
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **tls, **start, **auth)
        self._controller.start()

    def down(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None


def configured(server: Server, **more: Any) -> Path:
    """Name a server in the clerk's own configuration."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "reception"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "host": "localhost", "port": server.port, "security": server.security, "from": "tiepdan@example.vn",
        "ca": str(PEM), **more,
    }  # fmt: skip
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items() if value is not None]
    file = folder / "config.toml"
    file.write_text("\n".join(["[mail]", *lines]) + "\n", encoding="utf-8")
    return file
