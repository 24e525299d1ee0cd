"""Results of a period by unit, as the demo's last table shows them."""

from typing import Any

from sqlmodel import Session

from models.database import rows

_BY_UNIT = """
SELECT u.name, o.predicate AS organization,
       count(*) FILTER (WHERE r.predicate = 'SANGAT_BAIK') AS very_good,
       count(*) FILTER (WHERE r.predicate = 'BAIK') AS good,
       count(*) FILTER (WHERE r.predicate = 'BUTUH_PERBAIKAN') AS needs_improvement,
       count(*) FILTER (WHERE r.predicate = 'KURANG') AS poor,
       count(*) FILTER (WHERE r.predicate = 'SANGAT_KURANG') AS very_poor
  FROM segment s JOIN period p ON p.id = s.period_id JOIN unit u ON u.id = s.unit_id
  JOIN LATERAL (SELECT predicate FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
  LEFT JOIN organization_evaluation o ON o.period_id = s.period_id AND o.unit_id = s.unit_id
 WHERE p.code = %(code)s GROUP BY u.name, o.predicate ORDER BY u.name
"""


def by_unit(session: Session, code: str) -> list[list[Any]]:
    """One line for each unit with results: its organization predicate and how many people have which predicate."""
    return [list(row.values()) for row in rows(session, _BY_UNIT, code=code)]
