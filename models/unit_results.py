"""Results of a period by unit: how many people have which predicate, and how that compares with the pattern.

Belongs here: reading for administrators and auditors. Does not: judging a distribution (rules/distribution), one
person's year (annual). Source: SE MenPANRB 3/2023 (SPEC §3.2); groups under five are suppressed (SPEC §9).
"""

from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, rows
from models.unpublished import OWN_ORGANIZATION, OWN_RESULT
from models.vocabulary import Predicate

#: Below this many people, counts would say who got what: only those who may see each person see them.
SMALLEST_SHOWN = 5

_RESULTS: LiteralString = (
    """
SELECT unit.code, u.name, u.position, CASE WHEN NOT """
    + OWN_ORGANIZATION
    + """ THEN o.predicate END AS organization, d.binding, d.conforms, d.violations,
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
      FROM segment s LEFT JOIN LATERAL (
        SELECT r.predicate FROM result r LEFT JOIN publication b ON b.result_id = r.id
         WHERE r.segment_id = s.id AND NOT """
    + OWN_RESULT
    + """ AND (b.result_id IS NOT NULL OR NOT %(published)s)
         ORDER BY r.version DESC LIMIT 1) r ON true
     WHERE s.period_id = u.period_id AND s.unit_id = u.unit_id) c
 WHERE u.period_id = %(period)s AND (%(units)s::text[] IS NULL OR unit.code = ANY(%(units)s))
 ORDER BY u.name, unit.id
"""
)
_WORDS = tuple(str(predicate) for predicate in Predicate)


def by_unit(session: Session, period_id: int, units: list[str] | None, *, by: Actor) -> list[Row]:
    """The units of a period with their predicates (`scored` people have one) and the pattern's verdict.

    Whoever oversees all units (`units` is None) sees what is scored, except their own result before its publication.
    Whoever administers some (`units`) sees those alone, and of them what is published: before that neither counts nor
    the organization's predicate, and no counts (None) of a unit with fewer than five published results (SPEC §9).
    """
    found = rows(session, _RESULTS, period=period_id, units=units, published=units is not None, reader=by.person_id)
    return [_with_counts(row) if units is None else _suppressed(_with_counts(row)) for row in found]


def _with_counts(row: Row) -> Row:
    counts = {word: row.pop(word) for word in _WORDS}
    return row | {"counts": counts, "violations": row["violations"] or []}


def _suppressed(row: Row) -> Row:
    if row["scored"] >= SMALLEST_SHOWN:
        return row
    verdict: Row = {"counts": None, "conforms": None, "binding": None, "violations": [], "justification": None}
    return row | verdict | ({} if row["scored"] else {"organization": None})


def together(found: list[Row]) -> dict[str, int]:
    """How many people have which predicate, over the units whose counts are shown."""
    return {word: sum(row["counts"][word] for row in found if row["counts"]) for word in _WORDS}
