"""Deadlines are data: extended for one person, one unit or all, with a reason; the old date stays on record.

Belongs here: the verb. Does not: reading due dates (gates), moving them after a downtime (downtime).
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
from models.gates import Due, due, due_for
from models.labels import label
from models.language import N_, Day
from models.ledger import Subject
from models.vocabulary import Stage

#: Stages whose date can be one person's own: there they, or their rater on them, have something to do.
PERSONAL = (Stage.TARGET_SETTING, Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL)
_MAY = "SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin') AS may"


def is_hr_administrator(session: Session, by: Actor) -> bool:
    """Whether `by` may act for HR: an HR administrator, or an operator at the command line."""
    if by.kind != "person":
        return True
    return bool((one(session, _MAY, by=by.person_id) or {}).get("may"))


def extend(
    session: Session,
    code: str,
    stage: Stage,
    until: date,
    *,
    by: Actor,
    reason: str,
    unit: str | None = None,
    nip: str | None = None,
) -> int:
    """Set a later deadline of a stage for one person (NIP), one unit (code) or all, through the end of day `until`.

    A unit or person whose own deadline is later keeps it. Open requests of the stage get the new date, and whoever it
    concerns a notice. Given a person, `unit` names one of the agencies they serve in. Returns how many units it
    concerns, or how many segments of the person.

    Raises:
        NotFoundError: no such period or unit, or the person is not appraised there.
        NotAllowedError: not an HR administrator (an operator at the command line may), or one's own deadline.
        InvalidInputError: no reason given, a date that has passed or is not later than the one in force, or for one
            person a stage in which they have nothing to do (the time to object runs from delivery, SPEC §2.6).
        WrongStateError: the stage is sealed for every unit it would concern.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the deadline is moved: everybody concerned reads it."))
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may move a deadline."))
    period = find_period(session, code)
    if nip is not None:
        return _extend_person(session, period, stage, until, nip, unit, by=by, reason=reason)
    units = rows(session, _CONCERNED, period=period["id"], unit=unit)
    if not units:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=code, unit=unit)
    end = _end_of(session, period, until)
    dates = due(session, period["id"], [each["unit_id"] for each in units], stage)
    moved = _later([(each, dates[each["unit_id"]]) for each in _unsealed(units, stage)], end)
    place = units[0]["unit_id"] if unit else None
    subject = Subject(period["id"], place, None, "deadline", stage.position)
    ledger.record(session, "deadline.extended", by=by, subject=subject, text=reason, stage=stage, until=str(until))
    added = _add(session, period["id"], place, None, stage, end, reason)
    concerned = [each["unit_id"] for each in moved]
    run(session, _REQUESTS, period=period["id"], units=concerned, segment=None, kinds=_kinds(stage), end=end)
    run(session, _TELL, period=period["id"], units=concerned, segment=None, stage=str(stage), end=end, deadline=added)
    for each in concerned:
        wakes.wake(session, period["id"], each, "deadline")
    return len(moved)


#: The stage cannot be sealed between the look at it and the new date.
_CONCERNED = """
SELECT u.unit_id, u.position FROM period_unit u JOIN unit ON unit.id = u.unit_id
 WHERE u.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s) ORDER BY u.unit_id FOR SHARE OF u
"""
_SEGMENTS = """
SELECT s.id AS segment, s.unit_id, s.person_id, u.position
  FROM segment s JOIN person e ON e.id = s.person_id JOIN period_unit u USING (period_id, unit_id)
  JOIN unit ON unit.id = s.unit_id
 WHERE s.period_id = %(period)s AND e.nip = %(nip)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s)
 ORDER BY s.unit_id, s.id FOR SHARE OF u
"""


def _extend_person(
    session: Session, period: Row, stage: Stage, until: date, nip: str, unit: str | None, *, by: Actor, reason: str
) -> int:
    if stage not in PERSONAL:
        raise InvalidInputError(
            N_("At {stage} nobody has a date of their own. Move the date of the unit, or of all units."),
            stage=label(stage),
        )
    found = rows(session, _SEGMENTS, period=period["id"], nip=nip, unit=unit)
    if not found:
        raise NotFoundError(N_("Nobody with the NIP {nip} is appraised in this period."), nip=nip)
    if found[0]["person_id"] == by.person_id:
        raise NotAllowedError(N_("Nobody moves their own deadline: another HR administrator can."))
    end = _end_of(session, period, until)
    moved = _later([(each, due_for(session, each["segment"], stage)) for each in _unsealed(found, stage)], end)
    for each in moved:
        unit_id, segment = each["unit_id"], each["segment"]
        subject = Subject(period["id"], unit_id, segment, "deadline", stage.position)
        ledger.record(session, "deadline.extended", by=by, subject=subject, text=reason, stage=stage, until=str(until))
        added = _add(session, period["id"], unit_id, segment, stage, end, reason)
        place = {"period": period["id"], "units": [unit_id], "segment": segment, "end": end}
        run(session, _REQUESTS, **place, kinds=_kinds(stage))
        run(session, _TELL, **place, stage=str(stage), deadline=added)
        wakes.wake(session, period["id"], unit_id, "deadline")
    return len(moved)


_END = """
SELECT at, at <= now() AS over
  FROM (SELECT (%(until)s::date + 1)::timestamp AT TIME ZONE %(zone)s AS at) AS evening
"""


def _end_of(session: Session, period: Row, until: date) -> datetime:
    found = one(session, _END, until=until, zone=period["timezone"])
    assert found is not None  # noqa: S101 - a row without a table
    if found["over"]:
        raise InvalidInputError(N_("{until} has passed. Choose a day that is still ahead."), until=Day(until))
    end: datetime = found["at"]
    return end


def _unsealed(places: list[Row], stage: Stage) -> list[Row]:
    unsealed = [place for place in places if place["position"] <= stage.position]
    if not unsealed:
        raise WrongStateError(
            N_("The stage {stage} is sealed already; its deadline cannot move any more."), stage=label(stage)
        )
    return unsealed


def _later(places: list[tuple[Row, Due]], end: datetime) -> list[Row]:
    """The units or segments whose deadline this moves: it is later than theirs."""
    moved = [place for place, theirs in places if theirs.at is None or theirs.at < end]
    if not moved:
        latest = max((theirs for _, theirs in places), key=lambda theirs: (theirs.at is not None, theirs.at))
        raise InvalidInputError(
            N_("A deadline is only moved to a later day, and this one ends on {due} already."), due=latest.said
        )
    return moved


_EXTEND = """
INSERT INTO deadline (period_id, unit_id, segment_id, stage, due_at, reason)
VALUES (%(period)s, %(unit)s, %(segment)s, %(stage)s, %(end)s, %(reason)s) RETURNING id
"""
#: Whoever has a later date of their own keeps it.
_REQUESTS = """
UPDATE approval SET due_at = %(end)s
 WHERE period_id = %(period)s AND unit_id = ANY(%(units)s) AND kind = ANY(%(kinds)s) AND closed_at IS NULL
   AND (%(segment)s::bigint IS NULL OR segment_id = %(segment)s) AND coalesce(due_at < %(end)s, true)
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT DISTINCT ON (s.person_id) 'deadline_extended:' || %(deadline)s::bigint || ':' || s.person_id, s.person_id,
       'deadline_extended', jsonb_build_object('period', p.code, 'stage', %(stage)s::text,
                                               'until', %(end)s::timestamptz)
  FROM segment s JOIN period p ON p.id = s.period_id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) AND (%(segment)s::bigint IS NULL OR s.id = %(segment)s)
   AND stage_due(s.period_id, s.unit_id, s.id, %(stage)s) = %(end)s
ON CONFLICT (key) DO NOTHING
"""


def _add(
    session: Session, period_id: int, unit_id: int | None, segment: int | None, stage: Stage, end: datetime, reason: str
) -> int:
    place = {"period": period_id, "unit": unit_id, "segment": segment}
    added = one(session, _EXTEND, **place, stage=str(stage), end=end, reason=reason)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    return int(added["id"])


def _kinds(stage: Stage) -> list[str]:
    return [kind for kind, of in STAGE_OF_KIND.items() if of is stage]
