"""What is wrong, and the verdict over all that was checked.

Belongs here: the form of a fault. Does not: finding any (verifying and the modules it asks).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.language import Message


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code for programs, and words that say what and where."""

    code: str
    message: Message
    #: The event concerned, if one is.
    event: int | None = None


@dataclass
class Verdict:
    """What was checked, and everything that is wrong, the first in the chain first."""

    events: int = 0
    roots: int = 0
    seals: int = 0
    #: Rows of today that were held against what the events say of them, and rows held against the duties.
    rows: int = 0
    duties: int = 0
    #: Events that wait for their number.
    waiting: int = 0
    #: Runs that Prefect still knows and that were compared; None: it was not asked, or did not answer.
    prefect: int | None = None
    #: Size of the checkpoint that was given and that the ledger still begins with.
    checkpoint: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def combined(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict of several over different parts: counts added up, faults in the order of the parts."""
    found = Verdict()
    for each in verdicts:
        for name in ("events", "roots", "seals", "rows", "duties", "waiting"):
            setattr(found, name, getattr(found, name) + getattr(each, name))
        found.checkpoint = each.checkpoint if found.checkpoint is None else found.checkpoint
        found.prefect = each.prefect if found.prefect is None else found.prefect
        found.faults += each.faults
    return found


def fault(code: str, text: str, event: int | None = None, /, **values: Any) -> Fault:
    """A fault in words: `text` with `values`, and with the number of the event where one is concerned."""
    return Fault(code, Message(text, values | ({"event": event} if event is not None else {})), event)
