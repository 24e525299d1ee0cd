"""A real mail server that misbehaves as told, recipient by recipient, and remembers what it took.

Belongs here: the server. Does not: sending to it.
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "kinerja", "a password of the tests"


@dataclass
class Taken:
    """A mail that the server took: to whom by the envelope, and what it says."""

    to: list[str]
    mail: EmailMessage
    data: bytes


@dataclass
class Server:
    """What the server took, and how it treats a recipient: a reply, "hang" or "drop"; by default it takes all."""

    taken: list[Taken] = field(default_factory=list)
    at_recipient: Callable[[str], str] = lambda _to: ""
    at_words: Callable[[str], str] = lambda _to: ""
    port: int = 0
    secured: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        reply = await self._treat(server, self.at_recipient(address))
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        how = self.at_words(envelope.rcpt_tos[0])
        if not how or how == "drop":
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.taken.append(Taken(envelope.rcpt_tos, mail, envelope.content))
            self.secured.append(session.ssl is not None)
        return await self._treat(server, how) or "250 OK"

    async def _treat(self, server: Any, how: str) -> str:
        if how == "hang":
            await asyncio.sleep(30)
        if how == "drop":
            server.transport.abort()
        return "" if how in {"hang", "drop"} else how

    def message_ids(self) -> Counter[str]:
        return Counter(each.mail["Message-ID"] for each in self.taken)


class _AnyPort(Controller):
    """Learns which free port it was given before it looks whether it answers there."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _accept(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    return AuthResult(handled=False, success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))


@contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[Server]:
    """A server on a free port of this machine; with a certificate it wants STARTTLS and a password."""
    server = Server()
    more: dict[str, Any] = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        more = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _accept}
    controller = _AnyPort(server, hostname="127.0.0.1", port=0, **more)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def certificate(folder: Path) -> Path:
    """A certificate for this machine, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path
