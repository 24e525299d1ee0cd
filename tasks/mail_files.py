"""Mails kept in a folder instead of being sent: for the demo, where nobody shall get one and a visitor wants to look.

Belongs here: writing one. Does not: when this is done (deployments/mailing).
"""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from models.mail_bytes import mail_bytes, sender_of, usable
from models.outbox_messages import Message
from models.settings import Settings
from tasks.ways import Handed


class MailFiles:
    """A folder of .eml files, one for each mail: tried again, the same mail is the same file."""

    channel = "file"

    def __init__(self, here: Settings, folder: Path) -> None:
        """Write to `folder`, which is made when the first mail comes; only this account reads in it."""
        self._folder, self._sender = folder, sender_of(here.mail_sender)

    async def hand(self, message: Message) -> Handed:
        """Keep one mail."""
        to = usable(message.mail.to)
        if to is None:
            return Handed.of("bounced", "not a mail address")
        data = mail_bytes(message, to, self._sender, datetime.now(UTC))
        try:
            await asyncio.to_thread(self._write, message, data)
        except OSError as problem:
            return Handed.of("refused", problem, dead=True)
        return Handed.of("sent")

    async def close(self) -> None:
        """Nothing stays open."""

    def _write(self, message: Message, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{message.mail.notice_ids[0]:08d}-{hashlib.sha256(message.message_id.encode()).hexdigest()[:12]}"
        unfinished = self._folder / f".{name}.part"
        unfinished.write_bytes(data)
        unfinished.replace(self._folder / f"{name}.eml")
