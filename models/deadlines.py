"""Deadlines are data: extended for one unit or all, with a reason; the old date stays on record.

Belongs here: the verb. Does not: reading due dates (gates).
A deadline only moves on: what people were promised is never taken back.
"""

from datetime import date, datetime

from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows, run
from models.decisions import STAGE_OF_KIND
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import due
from models.labels import label
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Stage

_MAY = "SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin') AS may"


def is_hr_administrator(session: Session, by: Actor) -> bool:
    """Whether `by` may act for HR: an HR administrator, or an operator at the command line."""
    if by.kind != "person":
        return True
    return bool((one(session, _MAY, by=by.person_id) or {}).get("may"))


def extend(
    session: Session, code: str, stage: Stage, until: date, *, by: Actor, reason: str, unit: str | None = None
) -> int:
    """Set a later deadline of a stage for one unit (code) or for all, through the end of the day `until`.

    A unit whose own deadline is later keeps it. Open requests of the stage get the new date, and the units' people a
    notice. Returns how many units it concerns.

    Raises:
        NotFoundError: no such period or unit.
        NotAllowedError: not an HR administrator (an operator at the command line may).
        InvalidInputError: no reason given, or a date that has passed or is not later than the one in force.
        WrongStateError: the stage is sealed for every unit it would concern.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the deadline is moved: everybody concerned reads it."))
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may move a deadline."))
    period = find_period(session, code)
    units = rows(session, _CONCERNED, period=period["id"], unit=unit)
    if not units:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=code, unit=unit)
    end = _end_of(session, period, until)
    moved = _moved(session, period["id"], stage, units, end)
    place = units[0]["unit_id"] if unit else None
    subject = Subject(period["id"], place, None, "deadline", stage.position)
    ledger.record(session, "deadline.extended", by=by, subject=subject, text=reason, stage=stage, until=str(until))
    _store(session, period["id"], place, stage, end, reason, moved)
    for concerned in moved:
        wakes.wake(session, period["id"], concerned, "deadline")
    return len(moved)


#: The stage cannot be sealed between the look at it and the new date.
_CONCERNED = """
SELECT u.unit_id, u.position FROM period_unit u JOIN unit ON unit.id = u.unit_id
 WHERE u.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s) ORDER BY u.unit_id FOR SHARE OF u
"""
_END = """
SELECT at, at <= now() AS over
  FROM (SELECT (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s AS at) AS evening
"""


def _end_of(session: Session, period: Row, until: date) -> datetime:
    found = one(session, _END, until=until, zone=period["timezone"])
    assert found is not None  # noqa: S101 - a row without a table
    if found["over"]:
        raise InvalidInputError(N_("{until} has passed. Choose a day that is still ahead."), until=until)
    end: datetime = found["at"]
    return end


def _moved(session: Session, period_id: int, stage: Stage, units: list[Row], end: datetime) -> list[int]:
    """The units whose deadline this moves: the stage is not sealed, and the date is later than theirs."""
    unsealed = [unit["unit_id"] for unit in units if unit["position"] <= stage.position]
    if not unsealed:
        raise WrongStateError(
            N_("The stage {stage} is sealed already; its deadline cannot move any more."), stage=label(stage)
        )
    dates = due(session, period_id, unsealed, stage)
    moved = [unit for unit in unsealed if (at := dates[unit].at) is None or at < end]
    if not moved:
        latest = max((dates[unit] for unit in unsealed), key=lambda date: (date.at is not None, date.at))
        raise InvalidInputError(
            N_("A deadline is only moved to a later day, and this one ends on {due} already."), due=latest.said
        )
    return moved


_EXTEND = """
INSERT INTO deadline (period_id, unit_id, stage, due_at, reason)
VALUES (%(period)s, %(unit)s, %(stage)s, %(end)s, %(reason)s) RETURNING id
"""
_REQUESTS = """
UPDATE approval SET due_at = %(end)s
 WHERE period_id = %(period)s AND unit_id = ANY(%(units)s) AND kind = ANY(%(kinds)s) AND closed_at IS NULL
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT DISTINCT 'deadline_extended:' || %(deadline)s::bigint || ':' || person_id, person_id, 'deadline_extended',
       jsonb_build_object('stage', %(stage)s::text, 'until', %(end)s::timestamptz,
                          'period', (SELECT code FROM period WHERE id = %(period)s))
  FROM segment WHERE period_id = %(period)s AND unit_id = ANY(%(units)s)
ON CONFLICT (key) DO NOTHING
"""


def _store(
    session: Session, period_id: int, place: int | None, stage: Stage, end: datetime, reason: str, moved: list[int]
) -> None:
    added = one(session, _EXTEND, period=period_id, unit=place, stage=str(stage), end=end, reason=reason)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    kinds = [kind for kind, of in STAGE_OF_KIND.items() if of is stage]
    run(session, _REQUESTS, period=period_id, units=moved, kinds=kinds, end=end)
    run(session, _TELL, period=period_id, units=moved, stage=str(stage), end=end, deadline=added["id"])
