"""Messages to a person's chat, through apprise.

Belongs here: handing one over. Does not: which chats are allowed (models/preferences).
"""

import asyncio

import apprise

from models.outbox_messages import Message
from tasks.ways import Handed


class Chat:
    """A chat of whatever service the address names."""

    channel = "chat"

    def __init__(self, timeout: float) -> None:
        """Wait so many seconds for a service."""
        self._timeout = timeout

    async def hand(self, message: Message) -> Handed:
        """Hand one message over; apprise says only whether a service took it, so a refusal is tried again."""
        service = apprise.Apprise()
        if not service.add(message.mail.to):
            return Handed.of("rejected", "not the address of a chat")
        sending = asyncio.to_thread(service.notify, title=message.mail.subject, body=message.mail.text)
        try:
            taken = await asyncio.wait_for(sending, self._timeout)
        except TimeoutError:
            return Handed.of("unknown", "no answer in time")
        except TypeError:  # apprise refuses a message without any words in this way
            return Handed.of("rejected", "nothing to say")
        return Handed.of("sent") if taken else Handed.of("deferred", "the service did not take it")

    async def close(self) -> None:
        """Nothing stays open."""
