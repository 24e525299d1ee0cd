"""The pattern of a unit's predicates, counted now and held against SE MenPANRB 3/2023; and as scoring found it.

Belongs here: counting and judging. Does not: keeping the verdict (tasks/scoring), justifying it (scoring).
"""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.database import Row, one
from models.period_rules import rules_of
from models.rules.permenpanrb6 import Distribution, distribution
from models.rules.settings import DistributionMode, MainSegment
from models.vocabulary import OrganizationPredicate, Predicate

#: The members of the unit, each counted once, by the segment that gives their year (SPEC §2.7): the pattern speaks of
#: people. The head is not rated by the pattern, but by the organization's own predicate (△ SPEC §3.2).
_COUNT = """
SELECT o.predicate,
       count(*) FILTER (WHERE r.predicate = 'SANGAT_BAIK') AS very_good,
       count(*) FILTER (WHERE r.predicate = 'BAIK') AS good,
       count(*) FILTER (WHERE r.predicate = 'BUTUH_PERBAIKAN') AS needs_improvement,
       count(*) FILTER (WHERE r.predicate = 'KURANG') AS poor,
       count(*) FILTER (WHERE r.predicate = 'SANGAT_KURANG') AS very_poor
  FROM organization_evaluation o
  LEFT JOIN LATERAL (SELECT DISTINCT ON (person_id) id, is_agency_head FROM segment
                      WHERE period_id = o.period_id AND unit_id = o.unit_id AND NOT is_acting
                      ORDER BY person_id, CASE WHEN %(longest)s THEN ends - starts ELSE 0 END DESC, ends DESC) s
         ON NOT s.is_agency_head
  LEFT JOIN LATERAL (SELECT predicate FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
 WHERE o.period_id = %(period)s AND o.unit_id = %(unit)s GROUP BY o.predicate
"""
_COLUMNS = dict(zip(("very_good", "good", "needs_improvement", "poor", "very_poor"), Predicate, strict=True))


def pattern(session: Session, period_id: int, unit_id: int) -> tuple[Row, Distribution]:
    """How many of a unit's people have which predicate now, and how that stands to the pattern (SPEC §3.2)."""
    rules = rules_of(session, period_id)
    longest = rules.main_segment is MainSegment.LONGEST
    counts = one(session, _COUNT, period=period_id, unit=unit_id, longest=longest)
    assert counts is not None  # noqa: S101 - the approval gate needs the organization predicate
    verdict = distribution(
        OrganizationPredicate(counts["predicate"]),
        {word: counts[name] for name, word in _COLUMNS.items()},
        minimum_group=rules.minimum_group,
    )
    if rules.distribution_mode is DistributionMode.OFF:
        verdict = replace(verdict, binding=False)
    return counts, verdict


_FOUND = """
SELECT very_good, good, needs_improvement, poor, very_poor, conforms, binding, violations FROM distribution_check
 WHERE period_id = %(period)s AND unit_id = %(unit)s
"""


def before_and_now(session: Session, period_id: int, unit_id: int) -> dict[str, Any]:
    """`pattern_before`, as scoring found it, and `pattern_now`: the number of each predicate, and what departs."""
    found = one(session, _FOUND, period=period_id, unit=unit_id)
    counts, verdict = pattern(session, period_id, unit_id)
    now = counts | {"conforms": verdict.conforms, "binding": verdict.binding, "violations": list(verdict.violations)}
    return {"pattern_before": _told(found) if found else None, "pattern_now": _told(now)}


def _told(row: Row) -> dict[str, Any]:
    """The counts by predicate, and in what a unit departs that is large enough to be judged."""
    counts = {str(word): int(row[name]) for name, word in _COLUMNS.items()}
    return {"counts": counts, "departs": list(row["violations"]) if row["binding"] and not row["conforms"] else []}
