"""What was brought in: every file or answer with its hash, who brought it, in which run, and what became of its rows.

Belongs here: reading deliveries, and the pedigree of one stored value. Does not: bringing in (intake).
"""

from sqlmodel import Session

from models.board import find_period
from models.database import Row, rows

_LIST = """
SELECT d.id, d.received_at, s.code AS source, s.version, s.dataset, u.code AS unit_code, u.name AS unit, d.way, d.name,
       d.sha256, d.bytes, d.stamped, coalesce(p.name, d.operator, 'system') AS by, d.flow_run_id, d.outcome, d.message,
       d.rows, d.added, d.corrected, d.unchanged, d.held,
       (SELECT count(*) FROM held_row h WHERE h.delivery_id = d.id AND h.settled_by IS NULL) AS held_open
  FROM delivery d JOIN source s ON s.id = d.source_id
  LEFT JOIN agency_then u ON (u.period_id, u.id) = (d.period_id, s.unit_id)
  LEFT JOIN person p ON p.id = d.imported_by
 WHERE d.period_id = %(period)s AND (%(source)s::text IS NULL OR s.code = %(source)s)
 ORDER BY d.id DESC LIMIT %(limit)s
"""


def deliveries(session: Session, period: str, *, source: str | None = None, limit: int = 50) -> list[Row]:
    """What was brought in for a period (code), or by one source (code), the newest first.

    Raises:
        NotFoundError: no such period.
    """
    return rows(session, _LIST, period=find_period(session, period)["id"], source=source, limit=limit)


_OF_REALIZATIONS = """
SELECT w.number AS work_result, i.number AS indicator, r.month, r.version, r.value, r.recorded_at, r.superseded_at,
       coalesce(e.name, p.name, d.operator, 'system') AS by, s.code AS source, d.id AS import, d.name AS file, d.sha256,
       r.source_row, d.flow_run_id
  FROM plan k JOIN work_result w ON w.plan_id = k.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id LEFT JOIN person e ON e.id = r.recorded_by
  LEFT JOIN delivery d ON d.id = r.delivery_id LEFT JOIN source s ON s.id = d.source_id
  LEFT JOIN person p ON p.id = d.imported_by
 WHERE k.segment_id = %(segment)s AND k.status = 'approved' ORDER BY 1, 2, 3, r.version
"""


def pedigree(session: Session, segment_id: int) -> list[Row]:
    """Where each realization of a segment came from, old values included: who or which file, row, hash and run."""
    return rows(session, _OF_REALIZATIONS, segment=segment_id)
