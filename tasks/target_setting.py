"""Target setting: plans are opened for everybody; those rated by the regional head are told first (top-down)."""

from typing import Any

from sqlmodel import Session

from models.database import run
from models.stage_records import Scope

_OPEN = """
INSERT INTO plan (segment_id, version)
SELECT s.id, 1 FROM segment s WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
   AND NOT EXISTS (SELECT FROM plan WHERE segment_id = s.id)
ON CONFLICT DO NOTHING
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'plan_open:' || s.id || ':' || s.person_id, s.person_id, 'plan_open',
       jsonb_build_object('segment', s.id, 'waits_for_rater', s.level > 1)
  FROM segment s WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""


def open_plans(session: Session, scope: Scope) -> dict[str, Any]:
    """Open version 1 of every plan of the unit and tell its owner, who may draft at once."""
    opened = run(session, _OPEN, period=scope.period_id, unit=scope.unit_id).rowcount
    run(session, _TELL, period=scope.period_id, unit=scope.unit_id)
    return {"opened": opened}
