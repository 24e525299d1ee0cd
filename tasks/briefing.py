"""Briefing: the announcement goes to everybody who is appraised; the roster was frozen at the launch."""

from typing import Any

from sqlmodel import Session

from models.database import run
from models.stage_records import Scope

_ANNOUNCE = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'announcement:' || id || ':' || person_id, person_id, 'announcement', jsonb_build_object('segment', id)
  FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""


def announce(session: Session, scope: Scope) -> dict[str, Any]:
    """Queue the announcement, with the rules in plain words, for every segment of the unit."""
    queued = run(session, _ANNOUNCE, period=scope.period_id, unit=scope.unit_id)
    return {"announced": queued.rowcount}
