"""How a datum that stands by a waiver is marked: a sign in its row, and under the table until when, why and by whom.

Belongs here: the sign and the lines, alike in every command. Does not: what stands by a waiver (models/waivers).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from cli.output import say
from models.language import _


def signed(text: Any, waived: Iterable[Any]) -> str:
    """`text` of a row, with a sign where something in the row stands by a waiver."""
    return f"{text} !" if any(True for _mark in waived) else str(text)


def say_marks(waived: Iterable[Mapping[str, Any]], *, about: str = "") -> None:
    """A line for each mark, once: which datum, until when, why, by whom; `about` says whose datum it is."""
    for mark in {each["finding"]: each for each in waived}.values():
        text = _("! {datum}: WAIVED through {day}: {reason}, by {name} ({code}, finding {finding})")
        say(
            text.format(
                datum=f"{about}, {mark['subject']}" if about else mark["subject"],
                day=mark["waived_through"],
                reason=mark["waived_reason"],
                name=mark["waived_by"],
                code=mark["code"],
                finding=mark["finding"],
            )
        )


def say_marks_of(rows: Iterable[Mapping[str, Any]], about: str) -> None:
    """The marks of several rows, each with whose it is: the row's value of `about`."""
    for row in rows:
        say_marks(row["waived"], about=str(row[about]))
