"""The register of downtimes: time in which people could not work in the appraisal; deadlines near it move on.

Belongs here: recording one, what the system notices itself, and the list. Does not: which dates it moves
(downtime_extensions), outages of services to citizens (a dataset). Source: SPEC §10 (downtime extends deadlines).
"""

from datetime import datetime

from sqlmodel import Session

from models import downtime_extensions, ledger, work_calendar
from models.actors import SYSTEM, Actor
from models.database import Row, one, rows, run
from models.deadlines import is_hr_administrator
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from models.language import N_, Message
from models.ledger import Subject
from models.period_file import usual

#: A longer silence of the system is not recorded by itself: whether people were kept from their work is for HR to say.
LONGEST_NOTICED_DAYS = 3
#: Nobody means to record more at once; a typing error in a year would move every deadline.
_LONGEST_DAYS = 60

_SPAN = """
SELECT starts_at, ends_at, starts_at >= ends_at AS reversed, ends_at > now() AS ahead,
       ends_at - starts_at > make_interval(days => %(longest)s) AS too_long,
       (SELECT id FROM unit WHERE code = %(unit)s) AS unit_id
  FROM (SELECT %(starts)s::timestamp AT TIME ZONE %(zone)s AS starts_at,
               %(ends)s::timestamp AT TIME ZONE %(zone)s AS ends_at) AS span
"""
#: One at a time, so that of two that overlap the second sees the first.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('downtime', 0))"
_SAME = """
SELECT to_char(starts_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI') AS starts,
       to_char(ends_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD HH24:MI') AS ends
  FROM downtime WHERE unit_id IS NOT DISTINCT FROM %(unit)s::bigint
   AND tstzrange(starts_at, ends_at) && tstzrange(%(starts)s, %(ends)s) ORDER BY starts_at LIMIT 1
"""
_ADD = """
INSERT INTO downtime (unit_id, starts_at, ends_at, reason, noticed, recorded_by)
VALUES (%(unit)s, %(starts)s, %(ends)s, %(reason)s, %(noticed)s, %(by)s) RETURNING id
"""
_OPEN_PERIODS = "SELECT id FROM period WHERE closed_at IS NULL ORDER BY id"


def record(
    session: Session,
    starts: datetime,
    ends: datetime,
    *,
    zone: str,
    by: Actor,
    reason: str,
    unit: str | None = None,
) -> downtime_extensions.Moved:
    """Record a downtime that is over, everywhere or in one unit (code); deadlines near it move, and people are told.

    `starts` and `ends` are what a clock showed in `zone`. Returns what moved.

    Raises:
        NotAllowedError: not an HR administrator (an operator at the command line may).
        InvalidInputError: no reason, an end before the beginning, one still ahead, or more than 60 days.
        NotFoundError: no such unit.
        ConflictError: some of that time is recorded already.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may record a downtime. Tell your HR office of it."))
    if not reason.strip():
        raise InvalidInputError(N_("Say what was down and why: everybody whose deadline moves reads it."))
    clocks = {"starts": starts.replace(tzinfo=None), "ends": ends.replace(tzinfo=None), "zone": zone}
    span = one(session, _SPAN, **clocks, unit=unit, longest=_LONGEST_DAYS)
    assert span is not None  # noqa: S101 - a row without a table
    _check(span, unit)
    run(session, _LOCK)
    place = {"unit": span["unit_id"], "starts": span["starts_at"], "ends": span["ends_at"]}
    same = one(session, _SAME, **place, zone=zone)
    if same:
        raise ConflictError(
            N_("From {starts} to {ends} is recorded already. Record only the time that is missing."), **same
        )
    return _add(session, span, reason=reason, by=by, noticed=False)


def _check(span: Row, unit: str | None) -> None:
    if span["reversed"]:
        raise InvalidInputError(N_("The end of a downtime lies after its beginning: look at both again."))
    if span["ahead"]:
        raise InvalidInputError(N_("Record a downtime when it is over: only then it is known how long it was."))
    if span["too_long"]:
        raise InvalidInputError(
            N_("That is more than {days} days. Is the year right? For a longer time, move the deadlines themselves."),
            days=_LONGEST_DAYS,
        )
    if unit is not None and span["unit_id"] is None:
        raise NotFoundError(N_("There is no unit {unit}."), unit=unit)


def _add(session: Session, span: Row, *, reason: str, by: Actor, noticed: bool) -> downtime_extensions.Moved:
    place = {"unit": span["unit_id"], "starts": span["starts_at"], "ends": span["ends_at"]}
    added = one(session, _ADD, **place, reason=reason, noticed=noticed, by=by.person_id)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    for period in rows(session, _OPEN_PERIODS):
        work_calendar.ensure(session, period["id"])
    moved = downtime_extensions.extend(session, added["id"], by=by)
    ledger.record(
        session,
        "downtime.recorded",
        by=by,
        subject=Subject(None, span["unit_id"], None, "downtime", added["id"]),
        text=reason,
        starts=span["starts_at"].isoformat(),
        ends=span["ends_at"].isoformat(),
        noticed=noticed,
        deadlines=moved.deadlines,
        clocks=moved.clocks,
    )
    return moved


_LAST = "SELECT at FROM heartbeat WHERE name = %(name)s FOR UPDATE"
_BEAT = """
INSERT INTO heartbeat (name) VALUES (%(name)s) ON CONFLICT (name) DO UPDATE SET at = now()
"""
#: What of the silence nobody has recorded for all units; never a time that lies ahead, should the clock have jumped.
_GAPS = """
SELECT lower(gap) AS starts_at, upper(gap) AS ends_at, NULL::bigint AS unit_id
  FROM unnest(tstzmultirange(tstzrange(%(last)s, now()))
              - coalesce((SELECT range_agg(tstzrange(starts_at, ends_at)) FROM downtime WHERE unit_id IS NULL),
                         '{}'::tstzmultirange)) AS gap
 WHERE %(last)s < now() AND now() - %(last)s <= make_interval(days => %(longest)s)
   AND EXISTS (SELECT FROM period p WHERE p.closed_at IS NULL
                  AND working_minutes(p.id, lower(gap), upper(gap))
                      >= coalesce((p.definition #>> '{downtime,least_minutes}')::int, %(least)s))
 ORDER BY gap
"""
_SILENCE = N_("The system was not running")


def beat(session: Session, name: str = "dispatcher") -> int:
    """Say that the system is at work; if it was silent for long within working hours, that is recorded as a downtime.

    Times are the database's. A silence of more than three days is left to HR to record, as is one of less working time
    than the periods say (`downtime: {least_minutes: 60}`). Returns how many downtimes were recorded.
    """
    run(session, _LOCK)
    last = one(session, _LAST, name=name)
    run(session, _BEAT, name=name)
    if last is None:
        return 0
    for period in rows(session, _OPEN_PERIODS):
        work_calendar.ensure(session, period["id"])
    least = usual("downtime")["least_minutes"]
    gaps = rows(session, _GAPS, last=last["at"], longest=LONGEST_NOTICED_DAYS, least=least)
    for gap in gaps:
        _add(session, gap, reason=Message(_SILENCE).render("id"), by=SYSTEM, noticed=True)
    return len(gaps)


_LIST = """
SELECT d.id, d.starts_at, d.ends_at, d.reason, d.noticed, d.recorded_at, unit.name AS unit, unit.code AS unit_code,
       e.name AS recorded_by, m.deadlines
  FROM downtime d LEFT JOIN unit ON unit.id = d.unit_id LEFT JOIN person e ON e.id = d.recorded_by
  LEFT JOIN LATERAL (SELECT count(*) AS deadlines FROM deadline
                      WHERE downtime_id = d.id AND period_id = %(period)s) m ON true
  JOIN period p ON p.id = %(period)s
 WHERE d.ends_at > p.starts::timestamp AT TIME ZONE p.timezone
   AND (d.unit_id IS NULL OR EXISTS (SELECT FROM period_unit WHERE period_id = p.id AND unit_id = d.unit_id))
   AND (p.closed_at IS NULL OR d.starts_at < p.closed_at)
 ORDER BY d.starts_at DESC, d.id DESC LIMIT %(limit)s
"""


def of_period(session: Session, period_id: int, *, limit: int = 100) -> list[Row]:
    """The downtimes since a period began, the newest first, each with how many of its deadlines it moved."""
    return rows(session, _LIST, period=period_id, limit=limit)
