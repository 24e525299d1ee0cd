"""What came of handing one message over, and what every way of handing over has in common.

Belongs here: the words for it. Does not: a way itself (smtp, chat, mail_files), what follows from it (sending).
"""

from dataclasses import dataclass
from typing import Protocol

from models.notice_pieces import plain
from models.outbox_messages import Message

_LONGEST_ANSWER = 200


@dataclass(frozen=True)
class Handed:
    """How handing one message over ended: a word of `notice_delivery.outcome`, the server's code and answer.

    `held`: it was not tried, since the server cannot be used now; nothing is recorded, and it is tried again.
    `dead`: as far as this message tells, the server cannot be used at all.
    """

    outcome: str
    code: int | None = None
    answer: str = ""
    held: bool = False
    dead: bool = False

    @classmethod
    def of(cls, outcome: str, answer: object = "", code: int | None = None, *, dead: bool = False) -> "Handed":
        """One with the answer made harmless: whatever a server writes, it is one short line."""
        return cls(outcome, code, plain(answer, _LONGEST_ANSWER), dead=dead)


class Way(Protocol):
    """A way by which messages leave; one worker uses it for one message at a time."""

    #: As which channel its attempts are recorded.
    channel: str

    async def hand(self, message: Message) -> Handed:
        """Hand one message over; never raises for what the other side does."""

    async def close(self) -> None:
        """Give up what was opened."""
