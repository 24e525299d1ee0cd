"""Mails handed to the agency's mail server, and what each of its answers means for the mail.

Belongs here: one connection, kept for as many mails as it lasts. Does not: the mail's bytes (models/mail_bytes), which
mails are sent and what becomes of their notices (sending).
A mail is the server's from its answer to the last dot on: a connection that breaks just before that answer leaves
unknown whether it has the mail.
"""

import asyncio
import re
from datetime import UTC, datetime
from email.headerregistry import Address

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)

from models.errors import UnavailableError
from models.language import N_
from models.mail_bytes import mail_bytes, sender_of, usable
from models.outbox_messages import Message
from models.settings import Settings
from tasks.ways import Handed

#: Answers of 5xx are final.
_FINAL = 500
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
#: A mailbox that is full: RFC 3463 X.2.2, or RFC 5321's 552 about the recipient. Refused for good, but people empty it.
_FULL, _FULL_CODE = re.compile(r"[45]\.2\.2\b"), 552
#: The server takes no (more) mail on this connection, RFC 5321 §3.8; nothing is said of the mail.
_CLOSING = 421
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
#: Mails after which a connection is made anew: some servers take no more, and a balancer can choose again.
_MAILS_A_CONNECTION = 500


def sender(here: Settings) -> Address:
    """Who writes, by the settings.

    Raises:
        UnavailableError: KINERJA_MAIL_SENDER has no mail address.
    """
    try:
        return sender_of(here.mail_sender)
    except ValueError as problem:
        raise UnavailableError(
            N_('No mail can leave: KINERJA_MAIL_SENDER is no mail address. Set it to one such as "{example}".'),
            example="Kinerja <kinerja@contohkab.go.id>",
        ) from problem


def client(here: Settings) -> SMTP:
    """A connection to the mail server by the settings, not yet made.

    Raises:
        UnavailableError: the settings would send a password over a network unencrypted.
    """
    secured = here.mail_security != "none"
    if here.mail_user and not secured and here.mail_host not in _LOCAL_HOSTS:
        raise UnavailableError(
            N_(
                "No mail can leave: KINERJA_MAIL_PASSWORD would cross the network for everybody to read. "
                "Set KINERJA_MAIL_SECURITY to starttls or tls."
            )
        )
    return SMTP(
        hostname=here.mail_host,
        port=here.mail_port or _PORTS[here.mail_security],
        username=here.mail_user or None,
        password=here.mail_password.get_secret_value() or None,
        use_tls=here.mail_security == "tls",
        start_tls=here.mail_security == "starttls",
        cert_bundle=here.mail_ca_file or None,
        timeout=here.mail_timeout,
    )


class Smtp:
    """One connection to the mail server, made when it is needed and made again when it broke."""

    channel = "mail"

    def __init__(self, here: Settings) -> None:
        """Make nothing yet.

        Raises:
            UnavailableError: the settings are not such that a mail can leave.
        """
        self._here, self._sender = here, sender(here)
        self._client: SMTP | None = None
        self._sent = 0
        client(here)

    async def hand(self, message: Message) -> Handed:
        """Hand one mail over."""
        to = usable(message.mail.to)
        if to is None:
            return Handed.of("bounced", "not a mail address")
        data = mail_bytes(message, to, self._sender, datetime.now(UTC))
        try:
            ready = await self._ready()
        except (SMTPException, OSError, ValueError, EOFError) as problem:
            await self.close()
            return _unreachable(problem)
        handed = await _transfer(ready, self._sender.addr_spec, to, data)
        self._sent += 1
        if handed.outcome in {"sent", "bounced", "rejected", "deferred"} and ready.is_connected:
            await self._rest(ready, handed)
        else:
            await self.close()
        await asyncio.sleep(self._here.mail_pause)
        return handed

    async def _ready(self) -> SMTP:
        if self._client and self._client.is_connected and self._sent < _MAILS_A_CONNECTION:
            return self._client
        await self.close()
        made = client(self._here)
        await made.connect()
        self._client, self._sent = made, 0
        return made

    async def _rest(self, ready: SMTP, handed: Handed) -> None:
        """Take back what a refused mail left begun, so that the next one starts afresh."""
        if handed.code == _CLOSING:
            await self.close()
        elif handed.outcome != "sent":
            try:
                await ready.rset()
            except (SMTPException, OSError):
                await self.close()

    async def close(self) -> None:
        """End the connection, politely if that is quick."""
        leaving, self._client = self._client, None
        if leaving is None:
            return
        try:
            if leaving.is_connected:
                await leaving.quit(timeout=1.0)
        except (SMTPException, OSError):
            pass
        finally:
            leaving.close()


async def _transfer(ready: SMTP, by: str, to: str, data: bytes) -> Handed:
    """One mail on a connection that is ready; what an error means depends on how far it had come."""
    try:
        await ready.mail(by)
        await ready.rcpt(to)
    except SMTPResponseException as problem:
        return _refusal(problem)
    except SMTPTimeoutError as problem:
        return Handed.of("timed_out", problem.message, dead=True)
    except (SMTPException, OSError) as problem:
        return Handed.of("refused", problem, dead=True)
    try:
        answer = await ready.data(data)
    except SMTPResponseException as problem:
        return _refusal(problem)
    except (SMTPException, OSError) as problem:
        return Handed.of("unknown", problem, dead=True)
    return Handed.of("sent", answer.message, answer.code)


def _refusal(problem: SMTPResponseException) -> Handed:
    """What the server's refusal of a mail means: later, never to this person, or never this mail."""
    of_person = isinstance(problem, SMTPRecipientRefused)
    full = bool(_FULL.match(problem.message.lstrip())) or (of_person and problem.code == _FULL_CODE)
    if full or not _FINAL <= problem.code < _FINAL + 100:
        return Handed.of("deferred", problem.message, problem.code, dead=problem.code == _CLOSING)
    outcome = "bounced" if of_person else "rejected"
    return Handed.of(outcome, problem.message, problem.code)


def _unreachable(problem: Exception) -> Handed:
    """No connection: nothing is said of any mail, whatever the code is; a wrong password is mended by somebody."""
    code = problem.code if isinstance(problem, SMTPResponseException) else None
    if isinstance(problem, TimeoutError):
        return Handed.of("timed_out", problem, code, dead=True)
    said = "the server did not take user name and password: " if isinstance(problem, SMTPAuthenticationError) else ""
    text = problem.message if isinstance(problem, SMTPException) else problem
    return Handed.of("refused", f"{said}{text}", code, dead=True)
