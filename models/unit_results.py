"""Results of a period by unit: how many people have which predicate, and how that compares with the pattern.

Belongs here: reading for administrators and auditors. Does not: judging a distribution (rules/distribution), one
person's year (annual). Source: SE MenPANRB 3/2023 (SPEC §3.2); groups under five are suppressed (SPEC §9).
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.vocabulary import Predicate

#: Below this many people, counts would say who got what: only those who may see each person see them.
SMALLEST_SHOWN = 5

_RESULTS: LiteralString = """
SELECT unit.code, unit.name, u.position, o.predicate AS organization, d.binding, d.conforms, d.violations,
       reason.reason AS justification, c.*
  FROM period_unit u JOIN unit ON unit.id = u.unit_id
  LEFT JOIN organization_evaluation o ON o.period_id = u.period_id AND o.unit_id = u.unit_id
  LEFT JOIN distribution_check d ON d.period_id = u.period_id AND d.unit_id = u.unit_id
  LEFT JOIN decision reason ON reason.approval_id = d.justified_by
  CROSS JOIN LATERAL (
    SELECT count(*) AS people, count(r.predicate) AS scored,
           count(*) FILTER (WHERE r.predicate = 'SANGAT_BAIK') AS "SANGAT_BAIK",
           count(*) FILTER (WHERE r.predicate = 'BAIK') AS "BAIK",
           count(*) FILTER (WHERE r.predicate = 'BUTUH_PERBAIKAN') AS "BUTUH_PERBAIKAN",
           count(*) FILTER (WHERE r.predicate = 'KURANG') AS "KURANG",
           count(*) FILTER (WHERE r.predicate = 'SANGAT_KURANG') AS "SANGAT_KURANG"
      FROM segment s LEFT JOIN LATERAL (SELECT predicate FROM result WHERE segment_id = s.id
                                         ORDER BY version DESC LIMIT 1) r ON true
     WHERE s.period_id = u.period_id AND s.unit_id = u.unit_id) c
 WHERE u.period_id = %(period)s AND (%(units)s::text[] IS NULL OR unit.code = ANY(%(units)s))
 ORDER BY unit.name, unit.id
"""
_WORDS = tuple(str(predicate) for predicate in Predicate)


def by_unit(session: Session, period_id: int, units: list[str] | None, *, suppress: bool) -> list[Row]:
    """The units of a period (of `units` alone where it is given) with their predicates and the pattern's verdict.

    With `suppress`, a unit with fewer than five scored people has no counts (`counts` is None).
    """
    found = rows(session, _RESULTS, period=period_id, units=units)
    return [_with_counts(row, hidden=suppress and row["scored"] < SMALLEST_SHOWN) for row in found]


def _with_counts(row: Row, *, hidden: bool) -> Row:
    counts = {word: row.pop(word) for word in _WORDS}
    return row | {"counts": None if hidden else counts, "violations": row["violations"] or []}


def together(found: list[Row]) -> dict[str, int]:
    """How many people have which predicate, over the units whose counts are shown."""
    return {word: sum(row["counts"][word] for row in found if row["counts"]) for word in _WORDS}
