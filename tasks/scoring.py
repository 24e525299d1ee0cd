"""Scoring: the rule pack applied to a whole unit in one statement, and its distribution held against the pattern.

Belongs here: the bulk twin of models/rules/permenpanrb6 (its tables come from there). Does not: explanation.
"""

from typing import Any

from sqlmodel import Session

from models import decisions, notices
from models.database import Row, one, run
from models.gates import due
from models.period_rules import rules_of
from models.rules.credit_points import COEFFICIENT, PERCENT
from models.rules.permenpanrb6 import MATRIX, Distribution
from models.stage_records import Scope
from models.unit_pattern import pattern
from models.vocabulary import Stage

#: The newest evaluation of every segment that has no result yet. A head's work rating is the organization's, unless
#: the rater's superior decided otherwise.
_SCORE = """
INSERT INTO result (segment_id, version, evaluation_id, work_rating, behavior_rating, predicate, credit_points,
                    rule_pack, stage_run_id)
SELECT v.segment_id, v.version, v.id, m.work, m.behavior, m.predicate,
       months_begun(s.starts, s.ends) * c.coefficient * e.percent / 1200, %(pack)s, %(run)s
  FROM segment s
  JOIN LATERAL (SELECT * FROM evaluation WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) v ON true
  LEFT JOIN organization_evaluation o ON o.period_id = s.period_id AND o.unit_id = s.unit_id
  LEFT JOIN unnest(%(organizations)s::text[], %(leader_ratings)s::text[]) AS l(predicate, rating)
         ON l.predicate = o.predicate AND s.is_agency_head
  JOIN unnest(%(works)s::text[], %(behaviors)s::text[], %(predicates)s::text[]) AS m(work, behavior, predicate)
    ON m.work = coalesce(v.work_rating, l.rating) AND m.behavior = v.behavior_rating
  LEFT JOIN unnest(%(levels)s::text[], %(coefficients)s::numeric[]) AS c(level, coefficient)
         ON c.level = s.functional_level
  LEFT JOIN unnest(%(earning)s::text[], %(percents)s::numeric[]) AS e(predicate, percent) ON e.predicate = m.predicate
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
ON CONFLICT (evaluation_id) DO NOTHING
"""


def score_unit(session: Session, scope: Scope) -> int:
    """Write the result of every evaluation that has none; returns how many were new.

    A functional post also earns credit points: months/12 x % x coefficient (PermenPANRB 1/2023; SPEC §3.3), unrounded.
    """
    leader = rules_of(session, scope.period_id).leader_mapping
    return run(
        session,
        _SCORE,
        period=scope.period_id,
        unit=scope.unit_id,
        pack=scope.rule_pack,
        run=scope.run_id,
        works=[work for work, _ in MATRIX],
        behaviors=[behavior for _, behavior in MATRIX],
        predicates=list(MATRIX.values()),
        organizations=list(leader),
        leader_ratings=list(leader.values()),
        levels=list(COEFFICIENT),
        coefficients=list(COEFFICIENT.values()),
        earning=list(PERCENT),
        percents=list(PERCENT.values()),
    ).rowcount


_STORE = """
INSERT INTO distribution_check (period_id, unit_id, predicate, very_good, good, needs_improvement, poor, very_poor,
                                conforms, binding, violations)
VALUES (%(period)s, %(unit)s, %(predicate)s, %(very_good)s, %(good)s, %(needs_improvement)s, %(poor)s, %(very_poor)s,
        %(conforms)s, %(binding)s, %(violations)s)
ON CONFLICT DO NOTHING
"""


def check_distribution(session: Session, scope: Scope) -> Distribution:
    """Hold the unit's predicates against the pattern and keep the verdict (SE MenPANRB 3/2023; SPEC §3.2)."""
    place = {"period": scope.period_id, "unit": scope.unit_id}
    counts, verdict = pattern(session, scope.period_id, scope.unit_id)
    run(
        session,
        _STORE,
        **place,
        **counts,
        conforms=verdict.conforms,
        binding=verdict.binding,
        violations=list(verdict.violations),
    )
    return verdict


def score(session: Session, scope: Scope) -> dict[str, Any]:
    """Apply the rule pack to the unit and ask the superior for a justification where the pattern is left."""
    scored = score_unit(session, scope)
    verdict = check_distribution(session, scope)
    if verdict.needs_justification:
        _ask_for_justification(session, scope, verdict)
    return {"scored": scored, "violations": list(verdict.violations)}


def _ask_for_justification(session: Session, scope: Scope, verdict: Distribution) -> None:
    setter: Row | None = one(
        session,
        "SELECT setter_id FROM period_unit WHERE period_id = %(period)s AND unit_id = %(unit)s",
        period=scope.period_id,
        unit=scope.unit_id,
    )
    assert setter is not None  # noqa: S101 - the scope was made from this row
    decisions.open_request(
        session,
        "distribution",
        key=f"distribution:{scope.period_id}:{scope.unit_id}",
        period_id=scope.period_id,
        unit_id=scope.unit_id,
        segment_id=None,
        subject_id=scope.unit_id,
        version=1,
        content_hash=",".join(verdict.violations),
        assignee_id=setter["setter_id"],
        due_at=due(session, scope.period_id, [scope.unit_id], Stage.SCORING)[scope.unit_id].at,
    )
    about = f"distribution:{scope.period_id}:{scope.unit_id}"
    notices.queue(session, "approval_pending", to=setter["setter_id"], about=about, kind="distribution")
