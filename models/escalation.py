"""Escalation: a decision that does not come in time is told to the superior; nobody else notices it but them.

Belongs here: when, whom, and that notice and event. Does not: asking somebody else (reassignment), which HR does.
The employee did their part: nothing about them changes, and their page says for whom it waits, since when, and that
the superior was told (SPEC §9; DESIGN §4.10: absence of approval is never approval).
"""

from typing import LiteralString

from sqlmodel import Session

from models import work_calendar
from models.database import Row, one, rows
from models.period_file import usual

#: Nobody stands above the regional head, and only plans and ratings have a superior of the rater who does not decide in
#: the same matter. What waits with the regional head, of whatever kind, is told to HR, who can put it on the desk or
#: ask somebody else; of several administrators, the one who was appointed first stands on the request.
_WHOM = """
CASE WHEN asked.official_code IS NOT NULL
     THEN (SELECT r.person_id FROM role_assignment r
            WHERE r.role = 'hr_admin' AND r.person_id IS DISTINCT FROM s.person_id AND r.person_id <> a.assignee_id
            ORDER BY r.id LIMIT 1)
     WHEN a.kind IN ('plan', 'evaluation') AND s.superior_id <> a.assignee_id THEN s.superior_id END
"""
#: So many working days after the due date have ended, or after the request where that came later: a rater who was asked
#: late is not late.
_LATE: LiteralString = (
    """
SELECT a.id, found.whom FROM approval a JOIN period p ON p.id = a.period_id
  JOIN person asked ON asked.id = a.assignee_id LEFT JOIN segment s ON s.id = a.segment_id
 CROSS JOIN LATERAL (SELECT """
    + _WHOM
    + """ AS whom) found
 WHERE a.closed_at IS NULL AND a.escalated_at IS NULL AND a.due_at < now() AND p.id = %(period)s
   AND found.whom IS NOT NULL
   AND now() >= (working_day_after(p.id,
         ((greatest(a.due_at, a.opened_at) - interval '1 second') AT TIME ZONE p.timezone)::date,
         coalesce((p.definition #>> '{escalation,after_working_days}')::int, %(days)s)) + 1)::timestamp
         AT TIME ZONE p.timezone
 ORDER BY a.id FOR UPDATE OF a SKIP LOCKED
"""
)
_TELL = """
WITH told AS (
  UPDATE approval SET escalated_at = now(), escalated_to = late.whom
    FROM unnest(%(late)s::bigint[], %(whom)s::bigint[]) AS late (id, whom), person asked
   WHERE approval.id = late.id AND approval.closed_at IS NULL AND asked.id = approval.assignee_id
  RETURNING approval.*, asked.official_code IS NOT NULL AS by_head,
            (SELECT code FROM period WHERE id = approval.period_id) AS period),
event AS (
  INSERT INTO audit_event (event, actor_kind, period_id, unit_id, segment_id, subject_kind, subject_id,
                           subject_version, content)
  SELECT 'request.escalated', 'system', period_id, unit_id, segment_id, kind, subject_id, subject_version,
         jsonb_build_object('approval', id, 'asked', assignee_id, 'told', escalated_to, 'waits_since', opened_at)
    FROM told),
notices AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT 'escalation:' || t.id || ':' || whom.id, whom.id,
         CASE WHEN t.by_head THEN 'escalation_to_hr' ELSE 'escalation' END,
         jsonb_strip_nulls(jsonb_build_object('segment', t.segment_id, 'period', t.period, 'decision', t.kind,
           'waits_since', t.opened_at, 'unit_code', (SELECT code FROM unit WHERE unit.id = t.unit_id)))
    FROM told t CROSS JOIN LATERAL (
      SELECT t.escalated_to AS id
      UNION SELECT r.person_id FROM role_assignment r LEFT JOIN segment s ON s.id = t.segment_id
       WHERE t.by_head AND r.role = 'hr_admin' AND r.person_id IS DISTINCT FROM s.person_id) whom
      ON CONFLICT (key) DO NOTHING)
SELECT count(*) AS told FROM told
"""
_OPEN = """
SELECT DISTINCT a.period_id FROM approval a JOIN period p ON p.id = a.period_id
 WHERE p.closed_at IS NULL AND a.closed_at IS NULL AND a.escalated_at IS NULL AND a.due_at < now()
"""


def escalate(session: Session) -> int:
    """Tell superiors of every plan or rating that is overdue for too long, each once; returns how many requests.

    What waits with the regional head, who has no superior here, is told to the HR administrators (but not to the one it
    is about).

    How long is data of the period: `escalation: {after_working_days: 3}`, working days of its calendar.
    """
    told = 0
    days = usual("escalation")["after_working_days"]
    for period in rows(session, _OPEN):
        work_calendar.ensure(session, period["period_id"])
        late = rows(session, _LATE, period=period["period_id"], days=days)
        found = one(session, _TELL, late=[row["id"] for row in late], whom=[row["whom"] for row in late])
        told += found["told"] if found else 0
    return told


_WAITS = """
SELECT a.kind, a.opened_at, a.due_at, a.due_at < now() AS late, asked.name AS asked, a.escalated_at,
       superior.name AS told
  FROM approval a JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN person superior ON superior.id = a.escalated_to
 WHERE a.segment_id = %(segment)s AND a.closed_at IS NULL ORDER BY a.opened_at, a.id
"""


def waits_for(session: Session, segment_id: int) -> list[Row]:
    """For whom a person's open requests wait, since when, and when the rater's superior was told that none came."""
    return rows(session, _WAITS, segment=segment_id)
