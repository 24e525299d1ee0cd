"""When a notice leaves: gathered at the person's hour of a working day, or at once but never in their quiet hours.

Belongs here: giving each new notice its time, for all that are new in one statement. Does not: sending (outbox).
A new notice's `next_try_at` equals its `queued_at`; one with a time of its own never does (a microsecond later at the
least), so a sender takes `next_try_at > queued_at AND next_try_at <= now()` and cannot take what was queued since.
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import run
from models.notice_kinds import KINDS, When

#: A decision due so soon, or on an objection, is asked for at once; a person gets no two such mails within these hours.
SOON, APART = "2 days", "3 hours"
#: Whose working days: the newest period's calendar that knows the day; beyond any calendar, Monday to Friday.
_POSTPONE: LiteralString = """
WITH new AS MATERIALIZED (
  SELECT n.id, n.kind, n.queued_at, n.content ->> 'kind' = 'objection' AS runs_out,
         coalesce(f.digest_hour, 7) AS digest_hour, coalesce(f.quiet_from, 20) AS quiet_from,
         coalesce(f.quiet_until, 6) AS quiet_until, coalesce(z.timezone, 'Asia/Jakarta') AS zone,
         n.kind = ANY(%(asking)s) AND EXISTS (
           SELECT FROM approval a WHERE a.assignee_id = n.person_id AND a.closed_at IS NULL
              AND a.due_at BETWEEN now() AND now() + %(soon)s::interval) AS soon,
         CASE WHEN n.kind = ANY(%(asking)s) THEN (
           SELECT max(s.sent_at) FROM notice s WHERE s.person_id = n.person_id AND s.kind = ANY(%(asking)s)) END
           AS asked_at
    FROM notice n LEFT JOIN notice_preference f ON f.person_id = n.person_id
    LEFT JOIN LATERAL (
      SELECT d.timezone FROM period d ORDER BY EXISTS (SELECT FROM segment s WHERE s.period_id = d.id
         AND (s.person_id = n.person_id OR s.rater_id = n.person_id OR s.superior_id = n.person_id)) DESC, d.id DESC
       LIMIT 1) z ON true
   WHERE n.status = 'queued' AND n.next_try_at = n.queued_at ORDER BY n.id FOR UPDATE OF n SKIP LOCKED),
clock AS MATERIALIZED (
  SELECT zone, now() AT TIME ZONE zone AS here FROM (SELECT DISTINCT zone FROM new) zones),
day AS MATERIALIZED (
  SELECT c.zone, d.day::date AS day FROM clock c
   CROSS JOIN generate_series(c.here::date, c.here::date + 21, interval '1 day') AS d(day)
   WHERE coalesce((SELECT cardinality(w.opens) > 0 FROM work_day w WHERE w.day = d.day::date
                    ORDER BY w.period_id DESC LIMIT 1), extract(isodow FROM d.day) < 6)),
time AS (
  SELECT p.*,
         (SELECT min(d.day + make_interval(hours => p.digest_hour)) FROM day d
           WHERE d.zone = p.zone AND d.day + make_interval(hours => p.digest_hour) >= c.here) AT TIME ZONE p.zone
           AS summary,
         CASE WHEN c.here::time >= make_time(p.quiet_from, 0, 0)
              THEN (c.here::date + 1 + make_time(p.quiet_until, 0, 0)) AT TIME ZONE p.zone
              WHEN c.here::time < make_time(p.quiet_until, 0, 0)
              THEN (c.here::date + make_time(p.quiet_until, 0, 0)) AT TIME ZONE p.zone
              ELSE now() END AS awake
    FROM new p JOIN clock c USING (zone)),
planned AS (
  SELECT id, queued_at,
         CASE WHEN kind = ANY(%(asking)s) AND (soon OR runs_out)
              THEN least(greatest(awake, asked_at + %(apart)s::interval), greatest(summary, awake))
              WHEN kind = ANY(%(daily)s) THEN greatest(summary, awake)
              ELSE awake END AS at
    FROM time)
UPDATE notice SET next_try_at = greatest(planned.at, planned.queued_at + interval '1 microsecond')
  FROM planned WHERE notice.id = planned.id
"""


def postpone(session: Session) -> int:
    """Give every notice that was queued since the last time its time to leave; returns how many.

    The database's clock, in the time zone of the person's newest period. Whoever sends calls this first, as often as
    they like: a notice that has its time keeps it.
    """
    asking = [name for name, kind in KINDS.items() if kind.asks]
    daily = [name for name, kind in KINDS.items() if kind.when is When.DAILY]
    return run(session, _POSTPONE, asking=asking, daily=daily, soon=SOON, apart=APART).rowcount
