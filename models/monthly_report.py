"""The monthly report to HR: how far an open period is, once in a month, to every HR administrator.

Belongs here: the figures and their notice. Does not: its words (notice_words), or when it leaves (notice_schedule).
It counts and names nobody: whom a figure is about, the pages of the period show to those who may see it.
"""

from collections import defaultdict

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import Row, one, rows, run
from models.gates import due
from models.vocabulary import Stage

#: Open periods that ran when the month began (in their time zone) and of which somebody was not told this month.
_UNTOLD = """
SELECT p.id, p.code, m.month FROM period p
 CROSS JOIN LATERAL (SELECT to_char(now() AT TIME ZONE p.timezone, 'YYYY-MM') AS month,
                            date_trunc('month', now() AT TIME ZONE p.timezone) AT TIME ZONE p.timezone AS begins) m
 WHERE p.closed_at IS NULL AND p.launched_at < m.begins AND EXISTS (
   SELECT FROM role_assignment r WHERE r.role = 'hr_admin' AND NOT EXISTS (
     SELECT FROM notice WHERE key = concat_ws(':', 'monthly_report', p.id, m.month, r.person_id)))
 ORDER BY p.id
"""
_COUNTS = """
SELECT (SELECT count(DISTINCT person_id) FROM segment WHERE period_id = %(period)s) AS people,
       (SELECT count(*) FROM finding WHERE period_id = %(period)s AND severity = 'block' AND fixed_at IS NULL
           AND coalesce(waived_until < now(), true)) AS open_findings,
       a.waiting AS waiting_requests, a.overdue AS overdue_requests,
       (SELECT count(*) FROM notice WHERE status = 'failed') AS failed_notices
  FROM (SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at < now()) AS overdue FROM approval
         WHERE period_id = %(period)s AND closed_at IS NULL) a
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT DISTINCT concat_ws(':', 'monthly_report', %(period)s::bigint, %(month)s::text, person_id), person_id,
       'monthly_report', %(content)s::jsonb
  FROM role_assignment WHERE role = 'hr_admin'
ON CONFLICT (key) DO NOTHING
"""


def queue(session: Session) -> int:
    """Queue the report of this month for every open period, to whoever was not told yet; returns how many notices.

    A period launched during the month is reported from the next one on. Months begin by the database's clock, in the
    period's time zone.
    """
    told = 0
    for period in rows(session, _UNTOLD):
        content = Jsonb(figures(session, period))
        told += run(session, _TELL, period=period["id"], month=period["month"], content=content).rowcount
    return told


def figures(session: Session, period: Row) -> Row:
    """What the report says of a period (id, code): people, units by stage, finished and late, and what is open."""
    units = rows(session, "SELECT unit_id, position FROM period_unit WHERE period_id = %(id)s", id=period["id"])
    standing: defaultdict[int, list[int]] = defaultdict(list)
    for unit in units:
        standing[unit["position"]].append(unit["unit_id"])
    stages, late = {}, 0
    for stage in Stage:
        if standing[stage.position]:
            dates = due(session, period["id"], standing[stage.position], stage)
            stages[str(stage)] = len(dates)
            late += sum(each.passed for each in dates.values())
    finished = len(standing[len(Stage) + 1])
    counts = one(session, _COUNTS, period=period["id"]) or {}
    return {"period": period["code"], "stages": stages, "finished": finished, "late": late, **counts}
