"""The reminders before a deadline (D-7, D-3, D-1): one notice for each person, stage and rung, if they owe something.

Belongs here: when a rung is due and its notices. Does not: who owes what (owed), reminding by hand (reminders).
Rungs and hour are data of the period (SPEC §9). A rung on a day off falls on the working day before, so that nobody is
reminded when it is too late to ask. Of rungs that were missed only the nearest is told.
"""

from typing import LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import work_calendar
from models.database import one, rows
from models.owed import OWED, asked
from models.period_file import usual
from models.vocabulary import Stage

#: Units whose date is no further than the longest rung and a long holiday before it.
_UNITS = """
SELECT u.period_id, array_agg(u.unit_id ORDER BY u.unit_id) AS units
  FROM period_unit u JOIN period p ON p.id = u.period_id
 WHERE p.closed_at IS NULL AND u.position <= 9 AND EXISTS (
   SELECT FROM deadline d WHERE d.period_id = u.period_id AND d.stage = (%(stages)s::text[])[u.position]
      AND (d.unit_id IS NULL OR d.unit_id = u.unit_id) AND d.due_at > now()
      AND d.due_at < now() + make_interval(days => 21 + coalesce((
        SELECT max(e.days::int) FROM jsonb_array_elements_text(p.definition -> 'reminders') AS e(days)), %(rung)s)))
 GROUP BY u.period_id
"""
#: The key has the last day: when that moves, the ladder begins anew.
_QUEUE: LiteralString = (
    OWED
    + """,
near AS (
  SELECT o.unit_id, o.person_id, min(o.due_at) AS due_at,
         jsonb_agg(jsonb_build_object('what', o.what, 'count', o.count, 'due_at', o.due_at) ORDER BY o.due_at, o.what)
           AS owed
    FROM owed o WHERE o.due_at > now() GROUP BY o.unit_id, o.person_id),
dated AS (
  SELECT near.*, place.period_id, place.position, place.period, place.unit, place.stage, place.timezone,
         ((near.due_at - interval '1 second') AT TIME ZONE place.timezone)::date AS last_day,
         coalesce(place.definition -> 'reminders', %(reminders)s) AS rungs,
         make_interval(hours => coalesce((place.definition ->> 'reminder_hour')::int, %(hour)s)) AS hour
    FROM near JOIN place USING (unit_id)),
rung AS (
  SELECT dated.*, nearest.days FROM dated CROSS JOIN LATERAL (
    SELECT e.days::int AS days FROM jsonb_array_elements_text(dated.rungs) AS e(days)
     WHERE now() >= (coalesce(working_day_by(dated.period_id, dated.last_day - e.days::int),
                              dated.last_day - e.days::int) + dated.hour) AT TIME ZONE dated.timezone
     ORDER BY e.days::int LIMIT 1) nearest),
queued AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT concat_ws(':', 'deadline_near', period_id, unit_id, position, last_day, days, person_id), person_id,
         'deadline_near',
         jsonb_build_object('period', period, 'unit', unit, 'stage', stage, 'until', due_at, 'owed', owed)
    FROM rung
  ON CONFLICT (key) DO NOTHING RETURNING id)
SELECT count(*) AS queued FROM queued
"""
)


def climb(session: Session) -> int:
    """Queue the notices of every rung that is due by the database's clock and was not told; returns how many."""
    told = 0
    reminders, hour = usual("reminders"), usual("reminder_hour")
    for period in rows(session, _UNITS, stages=[str(stage) for stage in Stage], rung=max(reminders)):
        work_calendar.ensure(session, period["period_id"])
        values = asked(period["period_id"], period["units"])
        found = one(session, _QUEUE, **values, reminders=Jsonb(reminders), hour=hour)
        told += found["queued"] if found else 0
    return told
