"""What a gate is: whether a unit's stage may be sealed, how much is missing, and whose turn it is.

Belongs here: the shape of an answer and the due dates. Does not: the conditions (each stage's module has its own).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
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

#: Of the newest deadline for everybody and the newest for the unit, the later one counts.
_DUE = """
SELECT unit_id, max(due_at) AS due_at, max(due_at) <= now() AS passed,
       ((max(due_at) - interval '1 second') AT TIME ZONE
         (SELECT timezone FROM period WHERE id = %(period)s))::date AS last_day
  FROM (SELECT DISTINCT ON (u.unit_id, d.unit_id) u.unit_id, d.due_at
          FROM unnest(%(units)s::bigint[]) AS u(unit_id)
          JOIN deadline d ON d.period_id = %(period)s AND d.stage = %(stage)s
                         AND (d.unit_id IS NULL OR d.unit_id = u.unit_id)
         ORDER BY u.unit_id, d.unit_id, d.id DESC) AS newest
 GROUP BY unit_id
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
