"""Evidence summaries of a unit, stored in one statement before raters are asked (SPEC §3.6).

Belongs here: storing in bulk. Does not: what a summary says (models/evidence_summary_sql) or who reads it.
"""

from typing import LiteralString

from sqlmodel import Session

from models import work_calendar
from models.database import run
from models.evidence_summary import inputs
from models.evidence_summary_sql import BUILT
from models.stage_records import Scope

#: Equal content is no new version. Who is rated keeps the summary that the rater had.
_STORE: LiteralString = (
    BUILT
    + """
INSERT INTO evidence_summary (segment_id, version, digest, content, stage_run_id)
SELECT d.segment_id, coalesce(last.version, 0) + 1, d.digest, d.content,
       (SELECT id FROM stage_run WHERE id = %(run)s)
  FROM digested d
  LEFT JOIN LATERAL (SELECT version, digest FROM evidence_summary WHERE segment_id = d.segment_id
                      ORDER BY version DESC LIMIT 1) last ON true
 WHERE last.digest IS DISTINCT FROM d.digest
   AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = d.segment_id)
"""
)


def build(session: Session, scope: Scope) -> int:
    """Store what the data say of everybody in the unit who is not rated; returns how many summaries are new."""
    period, unit = scope.period_id, scope.unit_id
    work_calendar.derive_service_minutes(session, period, [unit])
    return run(session, _STORE, run=scope.run_id, **inputs(session, period, unit)).rowcount
