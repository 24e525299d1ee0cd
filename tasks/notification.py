"""Notification: results are published, each with its objection clock; their letters are fixed, their people told."""

from typing import Any

from sqlmodel import Session

from models.database import run
from models.letter_fixing import fix_unit
from models.stage_records import Scope

#: A result nobody opens counts as delivered some days after publication (△ SPEC §2.6). The second version follows a
#: decided objection and is final: no clock runs.
_PUBLISH = """
WITH clock AS MATERIALIZED (
  SELECT objection_ends(p, now(), (p.definition #>> '{objection,days}')::int
                                  + (p.definition #>> '{objection,delivery_fallback_days}')::int) AS ends
    FROM period p WHERE p.id = %(period)s)
INSERT INTO publication (result_id, objection_until)
SELECT r.id, CASE WHEN r.version > 1 THEN now() ELSE clock.ends END
  FROM segment s JOIN result r ON r.segment_id = s.id CROSS JOIN clock
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
ON CONFLICT (result_id) DO NOTHING
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'result_published:' || r.id || ':' || s.person_id, s.person_id, 'result_published',
       jsonb_build_object('segment', s.id, 'version', r.version)
  FROM segment s JOIN result r ON r.segment_id = s.id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""


def publish(session: Session, scope: Scope) -> dict[str, Any]:
    """Publish every result of the unit that is not published yet, fix what its letter says, and queue its notice."""
    place = {"period": scope.period_id, "unit": scope.unit_id}
    published = run(session, _PUBLISH, **place).rowcount
    fix_unit(session, scope.period_id, scope.unit_id)
    run(session, _TELL, **place)
    return {"published": published}
