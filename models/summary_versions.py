"""Which stored version of an evidence summary a decision was made on, and all versions of a segment.

Belongs here: finding them. Does not: what a version says (evidence_summary), storing (tasks/evidence_summary).
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import Row, one, rows

#: Of request `a` and its decision `d`: the version that a rating names, else the newest that was stored by then.
OF_DECISION: LiteralString = """
(SELECT kept.version FROM evidence_summary kept
  WHERE a.kind IN ('evaluation', 'objection') AND kept.segment_id = a.segment_id AND kept.id = coalesce(
    (SELECT v.summary_id FROM evaluation v WHERE v.approval_id = a.id),
    (SELECT max(before.id) FROM evidence_summary before
      WHERE before.segment_id = a.segment_id AND before.built_at <= d.decided_at)))
"""
_ONE: LiteralString = (
    "SELECT "
    + OF_DECISION
    + " AS version FROM approval a JOIN decision d ON d.approval_id = a.id WHERE a.id = %(request)s::bigint"
)
_ALL = """
SELECT version, built_at FROM evidence_summary WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT %(limit)s
"""


def of_decision(session: Session, request_id: int | None) -> int | None:
    """The version that lay before whoever decided a request; None where it was no decision on a summary."""
    found = one(session, _ONE, request=request_id)
    return found["version"] if found else None


def versions(session: Session, segment_id: int, *, limit: int = 25) -> list[Row]:
    """The stored versions of a segment's summary (`version`, `built_at`), the newest first."""
    return rows(session, _ALL, segment=segment_id, limit=limit)
