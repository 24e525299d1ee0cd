"""What a gate is: whether a unit's stage may be sealed, how much is missing, and whose turn it is.

Belongs here: the shape of an answer and the due dates. Does not: the conditions (each stage's module has its own).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.language import N_, Day, Message
from models.vocabulary import Stage


@dataclass(frozen=True)
class Gate:
    """The state of one unit's gate: open, or shut with the number of things that are missing and why."""

    open: bool
    remaining: int
    total: int
    message: Message = field(default_factory=lambda: Message(N_("open")))


#: A gate answers for many units of one period at once, in one statement, by unit id.
GateFunction = Callable[[Session, int, Sequence[int]], Mapping[int, Gate]]

#: Of the newest deadlines for everybody, for the unit and for the person, the latest counts (`stage_due`, 0019).
_DUE = """
SELECT d.unit_id, d.due_at, d.due_at <= now() AS passed,
       ((d.due_at - interval '1 second') AT TIME ZONE p.timezone)::date AS last_day
  FROM (SELECT unit_id, stage_due(%(period)s, unit_id, NULL, %(stage)s) AS due_at
          FROM unnest(%(units)s::bigint[]) AS u(unit_id)) d JOIN period p ON p.id = %(period)s
 WHERE d.due_at IS NOT NULL
"""
_DUE_FOR = """
SELECT d.due_at, d.due_at <= now() AS passed,
       ((d.due_at - interval '1 second') AT TIME ZONE d.timezone)::date AS last_day
  FROM (SELECT p.timezone, stage_due(s.period_id, s.unit_id, s.id, %(stage)s) AS due_at
          FROM segment s JOIN period p ON p.id = s.period_id WHERE s.id = %(segment)s) d
 WHERE d.due_at IS NOT NULL
"""
#: A person's own date of a stage, by segment: for statements over a whole unit, beside the unit's date.
OWN_DUE: LiteralString = """
(SELECT segment_id, max(due_at) AS due_at FROM deadline
  WHERE period_id = %(period)s AND stage = %(stage)s AND segment_id IS NOT NULL GROUP BY segment_id)
"""


@dataclass(frozen=True)
class Due:
    """When a stage is due for a unit, and whether that moment has passed by the database's clock."""

    at: datetime | None
    passed: bool
    #: The last day of it in the region's time zone: what ends at midnight ends on the day before.
    last_day: date | None = None

    @property
    def said(self) -> Day | str:
        """The last day as a value of a message; a dash where there is no deadline."""
        return Day(self.last_day) if self.last_day else "–"  # noqa: RUF001


def due(session: Session, period_id: int, units: Sequence[int], stage: Stage) -> dict[int, Due]:
    """Due date of `stage` by unit: the deadline for everybody, or the unit's own where that is later."""
    found = rows(session, _DUE, period=period_id, units=list(units), stage=str(stage))
    dates = {row["unit_id"]: Due(row["due_at"], row["passed"], row["last_day"]) for row in found}
    return {unit: dates.get(unit, Due(None, False)) for unit in units}


def due_for(session: Session, segment_id: int, stage: Stage) -> Due:
    """Due date of `stage` for one person: that of their unit, or their own where that is later."""
    found = one(session, _DUE_FOR, segment=segment_id, stage=str(stage))
    return Due(found["due_at"], found["passed"], found["last_day"]) if found else Due(None, False)


def ask(
    session: Session,
    statement: LiteralString,
    stage: Stage,
    period_id: int,
    units: Sequence[int],
    judge: Callable[[Row, Due], Gate],
) -> dict[int, Gate]:
    """Answer for many units with one statement: `judge` makes a gate of a row (unit_id, counts) and its due date."""
    dates = due(session, period_id, units, stage)
    found = rows(session, statement, period=period_id, units=list(units))
    return {row["unit_id"]: judge(row, dates[row["unit_id"]]) for row in found}


def counted(row: Row, due: Due, text: str, *, opens: bool | None = None) -> Gate:
    """The gate of a row with `remaining` and `total`: open when nothing remains, or as `opens` says.

    `text` may use every column of the row and {due}.
    """
    shown = Message(text, dict(row) | {"due": due.said})
    return Gate(row["remaining"] == 0 if opens is None else opens, row["remaining"], row["total"], shown)
