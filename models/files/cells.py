"""What a cell of an outside file is: text, an exact number, a day, a moment, a time, yes or no, nothing, or a formula.

Belongs here: the types, and reading the marked text in which a reading process hands a cell over. Does not: meaning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Formula:
    """A cell that is worked out by the spreadsheet program: what it came to, or the formula in a text file."""

    text: str


@dataclass(frozen=True)
class Failed(Formula):
    """A formula that came to nothing: the error that the spreadsheet program shows, such as #REF! or #N/A."""


class Undecodable(str):
    """Text that is not in the declared encoding or cannot be stored, with a sign for every such letter."""

    __slots__ = ()


Cell = str | Decimal | bool | date | datetime | time | None | Formula


def _number(text: str) -> Cell:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


_READ: Mapping[str, Callable[[str], Cell]] = {
    "s": str,
    "n": _number,
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
    "b": lambda text: text == "1",
    "f": Formula,
    "e": Failed,
    "u": Undecodable,
}


def cell_of(marked: str) -> Cell:
    """The cell that a reading process wrote as text with a first letter for its kind."""
    return _READ[marked[0]](marked[1:]) if marked else None
