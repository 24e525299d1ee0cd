"""Many submitted plans approved in one transaction by a few statements: each with its own decision, event and notices.

Belongs here: those statements. Does not: approving one (target_setting), which also says why one cannot be approved;
which plans may be approved together (plans_together).
"""

from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import rows, run
from models.raters_plan import RATERS_PLAN
from models.vocabulary import Stage

#: As decisions.decide does it for one: whoever is asked, the content looked at, the stage; in the order of their
#: numbers, so that two windows never wait for each other.
_DECIDE: LiteralString = """
WITH request AS MATERIALIZED (
  SELECT a.* FROM approval a JOIN unnest(%(requests)s::bigint[], %(seen)s::text[]) AS w(id, seen)
      ON w.id = a.id AND w.seen = a.content_hash
   WHERE a.kind = 'plan' AND a.closed_at IS NULL AND a.assignee_id = %(by)s::bigint ORDER BY a.id FOR UPDATE OF a),
place AS MATERIALIZED (
  SELECT u.period_id, u.unit_id FROM period_unit u
   WHERE (u.period_id, u.unit_id) IN (SELECT period_id, unit_id FROM request) AND u.position = %(position)s
   ORDER BY u.period_id, u.unit_id FOR SHARE OF u),
chosen AS MATERIALIZED (SELECT request.* FROM request JOIN place USING (period_id, unit_id)),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by)
  SELECT id, 'approved', '', '{}', content_hash, %(by)s::bigint FROM chosen RETURNING approval_id, decided_at),
closed AS (UPDATE approval SET closed_at = decided_at FROM decided WHERE id = approval_id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, period_id, unit_id, segment_id, subject_kind,
                           subject_id, subject_version, content)
  SELECT 'plan.approved', 'person', %(by)s::bigint, %(name)s, period_id, unit_id, segment_id, kind, subject_id,
         subject_version, jsonb_build_object('approval', id, 'content_hash', content_hash) FROM chosen ORDER BY id),
woken AS (INSERT INTO wake (period_id, unit_id, cause) SELECT DISTINCT period_id, unit_id, 'plan' FROM chosen)
SELECT id, subject_id, segment_id FROM chosen
"""
_SUPERSEDE: LiteralString = """
UPDATE plan SET status = 'superseded' WHERE status = 'approved' AND segment_id = ANY(%(segments)s)
"""
#: The employee is told, and the members below, who can submit theirs now.
_PUT_IN_FORCE: LiteralString = (
    """
WITH approved AS (UPDATE plan SET status = 'approved' WHERE id = ANY(%(plans)s)),
mine AS (
  SELECT 'plan_approved:plan:' || plan || ':' || s.person_id AS key, s.person_id, 'plan_approved' AS kind, s.id
    FROM unnest(%(plans)s::bigint[], %(segments)s::bigint[]) AS w(plan, segment) JOIN segment s ON s.id = w.segment),
below AS (
  SELECT 'plan_can_be_submitted:' || s.id || ':' || s.person_id, s.person_id, 'plan_can_be_submitted', s.id
    FROM segment leader JOIN segment s ON s.period_id = leader.period_id AND s.rater_id = leader.person_id"""
    + RATERS_PLAN
    + """ WHERE leader.id = ANY(%(segments)s) AND rater_segment.id = leader.id)
INSERT INTO notice (key, person_id, kind, content)
SELECT key, person_id, kind, jsonb_build_object('segment', id) FROM (SELECT * FROM mine UNION ALL SELECT * FROM below)
    AS told
ON CONFLICT (key) DO NOTHING
"""
)


def approve_all(session: Session, chosen: Mapping[int, str], *, by: Actor) -> frozenset[int]:
    """Approve those of the requests (by number: content hash looked at) that `by` can approve now; returns which.

    Whatever is left was decided or changed meanwhile, or is not theirs: target_setting.approve says why.
    """
    asked = {"requests": list(chosen), "seen": list(chosen.values()), "by": by.person_id, "name": by.name}
    decided = rows(session, _DECIDE, position=Stage.TARGET_SETTING.position, **asked)
    if decided:
        plans, segments = ([row[name] for row in decided] for name in ("subject_id", "segment_id"))
        run(session, _SUPERSEDE, segments=segments)
        run(session, _PUT_IN_FORCE, plans=plans, segments=segments)
    return frozenset(row["id"] for row in decided)
