"""The working calendar of a period in the database, and the working minutes of its service cases.

Belongs here: filling the calendar and deriving minutes in bulk. Does not: what working time is (rules/working_time).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import one, run
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.working_time import hours_of

#: A case may begin long before the period and end long after it.
_AROUND = timedelta(days=366)
_ONE_DAY = timedelta(days=1)

_PERIOD = """
SELECT starts, ends, definition, EXISTS (SELECT FROM work_day WHERE period_id = p.id) AS filled
  FROM period p WHERE id = %(period)s
"""
#: Whoever comes second waits for the first and adds nothing.
_FILL = """
INSERT INTO work_day (period_id, day, minutes_before, opens, closes)
SELECT %(period)s, day, minutes_before, opens, closes
  FROM jsonb_to_recordset(%(days)s) AS d(day date, minutes_before int, opens int[], closes int[]) ORDER BY day
ON CONFLICT DO NOTHING
"""


def ensure(session: Session, period_id: int) -> None:
    """Fill the period's calendar, a year before it to a year after; once filled it stays, as the definition does.

    Holidays are those of the period's definition and of the region's choices; hours are the choice in force on each
    day, so that a month of shorter hours is a choice and another that ends it (SPEC §8).
    """
    period = one(session, _PERIOD, period=period_id)
    assert period is not None  # noqa: S101 - the caller has found it
    if not period["filled"]:
        run(session, _FILL, period=period_id, days=Jsonb(list(_days(period))))


def _days(period: dict[str, Any]) -> Iterator[dict[str, Any]]:
    choices = choices_of(period["definition"])
    declared = {date.fromisoformat(day) for day in period["definition"]["holidays"]}
    changes = {choice.applies_from for choice in choices}
    day, last, before = period["starts"] - _AROUND, period["ends"] + _AROUND, 0
    settings = settings_on(day, choices)
    while day <= last:
        if day in changes:
            settings = settings_on(day, choices)
        today = hours_of(day, settings.working_hours, declared | settings.holidays)
        opens, closes = [span[0] for span in today.spans], [span[1] for span in today.spans]
        yield {"day": day.isoformat(), "minutes_before": before, "opens": opens, "closes": closes}
        before += sum(closes) - sum(opens)
        day += _ONE_DAY


#: Received or finished outside the calendar: no number. Finished before it was received: 0, and a finding (DQ-V02).
_DERIVE = """
WITH down AS MATERIALIZED (SELECT * FROM outage_days(%(period)s)),
span AS (
  SELECT c.id, c.unit_id, c.pause_minutes, c.working_minutes, c.received_at >= c.completed_at AS reversed,
         c.received_at AT TIME ZONE p.timezone AS starts, c.completed_at AT TIME ZONE p.timezone AS ends
    FROM service_case c JOIN period p ON p.id = c.period_id
   WHERE c.period_id = %(period)s AND c.superseded_at IS NULL AND c.completed_at IS NOT NULL
     AND (%(units)s::bigint[] IS NULL OR c.unit_id = ANY(%(units)s)) OFFSET 0),
clock AS (
  SELECT *, starts::date AS first, clock_minute(starts) AS start_minute, ends::date AS last,
         clock_minute(ends) AS end_minute FROM span OFFSET 0),
derived AS (
  SELECT c.id, c.working_minutes, CASE WHEN c.reversed THEN 0 ELSE greatest(0,
         l.minutes_before + minutes_until(l.opens, l.closes, c.end_minute)
         - f.minutes_before - minutes_until(f.opens, f.closes, c.start_minute)
         - coalesce(dl.minutes_before + CASE WHEN dl.starts IS NULL THEN 0
                                             ELSE lost_until(dl.starts, dl.ends, c.end_minute) END, 0)
         + coalesce(df.minutes_before + CASE WHEN df.starts IS NULL THEN 0
                                             ELSE lost_until(df.starts, df.ends, c.start_minute) END, 0)
         - c.pause_minutes) END AS minutes
    FROM clock c
    JOIN work_day f ON f.period_id = %(period)s AND f.day = c.first
    JOIN work_day l ON l.period_id = %(period)s AND l.day = c.last
    LEFT JOIN down df ON df.unit_id = c.unit_id AND df.day = c.first
    LEFT JOIN down dl ON dl.unit_id = c.unit_id AND dl.day = c.last)
UPDATE service_case SET working_minutes = derived.minutes FROM derived
 WHERE service_case.id = derived.id AND derived.working_minutes IS DISTINCT FROM derived.minutes
"""


def derive_service_minutes(session: Session, period_id: int, unit_ids: Sequence[int] | None = None) -> int:
    """Set the working minutes of finished service cases where they are missing or no longer right.

    From receipt of the complete file to its end, within working hours, less outages of the unit or of all units and
    less the minutes in which it waited for the applicant; never below 0 (SPEC §4.5). Returns how many changed.
    """
    ensure(session, period_id)
    return run(session, _DERIVE, period=period_id, units=None if unit_ids is None else list(unit_ids)).rowcount
