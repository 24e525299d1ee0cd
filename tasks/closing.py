"""Closing: counts what is final for the unit; the seal that follows ends its period."""

from typing import Any

from sqlmodel import Session

from models.database import rows
from models.stage_records import Scope

_FINAL = """
SELECT r.predicate, count(*) AS people
  FROM segment s JOIN LATERAL (SELECT predicate FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r
    ON true
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s GROUP BY r.predicate ORDER BY r.predicate
"""


def close(session: Session, scope: Scope) -> dict[str, Any]:
    """Count the final predicates of the unit for the record."""
    final = rows(session, _FINAL, period=scope.period_id, unit=scope.unit_id)
    return {row["predicate"]: row["people"] for row in final}
