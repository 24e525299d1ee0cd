"""Deadlines are data: extended for one unit or all, with a reason; the old date stays on record.

Belongs here: the verb. Does not: reading due dates (gates).
"""

from datetime import date

from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.board import find_period
from models.database import one, rows
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Stage

_MAY = "SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin') AS may"
_EXTEND = """
INSERT INTO deadline (period_id, unit_id, stage, due_at, reason)
SELECT p.id, %(unit)s, %(stage)s, (%(until)s::date + 1)::timestamp AT TIME ZONE p.timezone, %(reason)s
  FROM period p WHERE p.id = %(period)s RETURNING id, due_at
"""


def is_hr_administrator(session: Session, by: Actor) -> bool:
    """Whether `by` may act for HR: an HR administrator, or an operator at the command line."""
    if by.kind != "person":
        return True
    return bool((one(session, _MAY, by=by.person_id) or {}).get("may"))


def extend(
    session: Session, code: str, stage: Stage, until: date, *, by: Actor, reason: str, unit: str | None = None
) -> int:
    """Set a new deadline of a stage for one unit (code) or for all, through the end of the day `until`.

    Returns how many units it concerns.

    Raises:
        NotFoundError: no such period or unit.
        NotAllowedError: not an HR administrator (an operator at the command line may).
        InvalidInputError: no reason given.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the deadline is moved (--reason): everybody concerned reads it."))
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may move a deadline."))
    period = find_period(session, code)
    units = rows(session, _CONCERNED, period=period["id"], unit=unit)
    if not units:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=code, unit=unit)
    place = units[0]["unit_id"] if unit else None
    one(session, _EXTEND, period=period["id"], unit=place, stage=str(stage), until=until, reason=reason)
    subject = Subject(period["id"], place, None, "deadline", stage.position)
    ledger.record(session, "deadline.extended", by=by, subject=subject, text=reason, stage=stage, until=str(until))
    for concerned in units:
        wakes.wake(session, period["id"], concerned["unit_id"], "deadline")
    return len(units)


_CONCERNED = """
SELECT u.unit_id FROM period_unit u JOIN unit ON unit.id = u.unit_id
 WHERE u.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s)
"""
