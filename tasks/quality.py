"""Quality: each row that failed a suite becomes a finding with an owner, and one that passes again is fixed; set-based.

Belongs here: the findings that follow from verdicts. Does not: judging (judging), the rules (expectations), what people
do with findings (models/quality).
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from sqlmodel import Session

from expectations.rules import Suite, suites_of
from models import validations
from models.database import one, run
from models.period_rules import rules_of
from models.stage_records import Scope
from models.vocabulary import Stage
from tasks.judging import digest_of, judge_units

#: How often a unit is judged in one run, should something come in at that moment.
_TRIALS = 2
#: The findings of this run: every failed row of its validations, with the person who can mend it.
_FOUND: LiteralString = """
INSERT INTO finding (period_id, unit_id, segment_id, code, rule, rule_id, details, severity, subject, observed,
                     expected, owner_id, owner_role, stage_run_id)
SELECT DISTINCT ON (r.name, f.subject, f.segment_id) %(period)s, %(unit)s, f.segment_id, r.code, r.name, r.id,
       f.details, r.severity, f.subject, f.observed, r.expected,
       CASE r.owner WHEN 'employee' THEN coalesce(s.person_id, a.administrator)
                    WHEN 'rater' THEN coalesce(s.rater_id, a.administrator)
                    WHEN 'superior' THEN coalesce(s.superior_id, a.setter_id)
                    WHEN 'unit_admin' THEN a.administrator ELSE a.hr END,
       r.owner, %(run)s
  FROM validation_fault f JOIN quality_rule r ON r.id = f.rule_id LEFT JOIN segment s ON s.id = f.segment_id
  CROSS JOIN (SELECT u.setter_id, coalesce(hr.person_id, u.setter_id) AS hr,
                     coalesce(own.person_id, hr.person_id, u.setter_id) AS administrator
                FROM period_unit u
                LEFT JOIN LATERAL (SELECT person_id FROM role_assignment WHERE role = 'unit_admin'
                                      AND unit_id = u.unit_id ORDER BY id LIMIT 1) own ON true
                LEFT JOIN LATERAL (SELECT person_id FROM role_assignment WHERE role = 'hr_admin' ORDER BY id LIMIT 1) hr
                       ON true
               WHERE u.period_id = %(period)s AND u.unit_id = %(unit)s) a
 WHERE f.validation_id = ANY(%(validations)s)
 ORDER BY r.name, f.subject, f.segment_id, f.number
ON CONFLICT (period_id, unit_id, rule, subject, coalesce(segment_id, 0)) WHERE fixed_at IS NULL
   DO UPDATE SET stage_run_id = excluded.stage_run_id
"""
#: Another defect of the same datum is another finding: a waiver covers what its giver saw, and nothing later.
_REPLACED: LiteralString = """
UPDATE finding SET fixed_at = now()
  FROM validation_fault f JOIN quality_rule r ON r.id = f.rule_id
 WHERE f.validation_id = ANY(%(validations)s) AND finding.period_id = %(period)s AND finding.unit_id = %(unit)s
   AND finding.fixed_at IS NULL AND finding.rule = r.name AND finding.subject = f.subject
   AND finding.segment_id IS NOT DISTINCT FROM f.segment_id
   AND (finding.observed, finding.severity, finding.expected) IS DISTINCT FROM (f.observed, r.severity, r.expected)
"""
#: What this run did not find again was mended by new data; a waiver is no longer needed then.
_FIXED: LiteralString = """
UPDATE finding SET fixed_at = now()
 WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL AND stage_run_id <> %(run)s
   AND (rule = ANY(%(rules)s) OR (%(stage)s = 'quality' AND rule_id IS NULL))
"""
#: Whose turn it is: the owner of the datum, told once for all that this run opened. A missed target is no wrong datum:
#: its person is asked to explain it, in words of its own.
_TELL: LiteralString = """
INSERT INTO notice (key, person_id, kind, content)
SELECT kind || ':' || %(run)s || ':' || owner_id, owner_id, kind,
       jsonb_build_object('findings', count(*), 'segment',
                          CASE WHEN count(DISTINCT coalesce(segment_id, 0)) = 1 THEN max(segment_id) END)
  FROM (SELECT owner_id, segment_id, CASE code WHEN 'DQ-R07' THEN 'shortfall_open' ELSE 'findings_opened' END AS kind
          FROM finding WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL AND opened_at = now()
       ) AS opened
 GROUP BY owner_id, kind
ON CONFLICT (key) DO NOTHING
"""
_LINK: LiteralString = """
INSERT INTO stage_validation (stage_run_id, validation_id) SELECT %(run)s, unnest(%(validations)s::bigint[])
ON CONFLICT DO NOTHING
"""
_COUNT: LiteralString = """
SELECT (SELECT coalesce(sum(jsonb_array_length(result -> 'rules')), 0) FROM validation WHERE id = ANY(%(validations)s))
         AS rules,
       (SELECT count(DISTINCT rule_id) FROM validation_fault WHERE validation_id = ANY(%(validations)s)) AS failed
"""


def check(session: Session, scope: Scope, stage: Stage = Stage.QUALITY) -> dict[str, Any]:
    """Judge the unit's data by the suites of a stage; open findings for what failed, close those that pass now."""
    suites = suites_of(stage)
    held = _judged(session, scope, stage, suites)
    place = {"period": scope.period_id, "unit": scope.unit_id}
    run(session, _REPLACED, **place, validations=held)
    found = run(session, _FOUND, **place, run=scope.run_id, validations=held).rowcount
    names = [rule.name for suite in suites for rule in suite.rules]
    # Without a verdict of every suite, nothing is taken as mended.
    judged = len(held) == len(suites)
    fixed = run(session, _FIXED, **place, run=scope.run_id, rules=names, stage=str(stage)).rowcount if judged else 0
    run(session, _TELL, **place, run=scope.run_id)
    run(session, _LINK, run=scope.run_id, validations=held)
    counts = one(session, _COUNT, validations=held) or {}
    return {
        "rules": int(counts["rules"]),
        "failed": counts["failed"],
        "found": found,
        "fixed": fixed,
        "validations": held,
    }


def _judged(session: Session, scope: Scope, stage: Stage, suites: Sequence[Suite]) -> list[int]:
    """The validations of all suites, judged now where none holds.

    Raises:
        RuntimeError: a suite has none even so; what was not judged is never taken as passed.
    """
    for _ in range(_TRIALS):
        held = _held(session, scope, suites)
        if len(held) == len(suites):
            return held
        judge_units(scope.period_id, [scope.unit_id], stage)
    held = _held(session, scope, suites)
    if len(held) < len(suites):
        raise RuntimeError(f"{len(suites) - len(held)} of {len(suites)} suites of {stage} have no verdict that holds")
    return held


def _held(session: Session, scope: Scope, suites: Sequence[Suite]) -> list[int]:
    """The validations that hold now: the unit's row is held, so that no data change meanwhile."""
    settings = digest_of(rules_of(session, scope.period_id))
    now = validations.marks(session, scope.period_id, [scope.unit_id])
    found = validations.valid(session, scope.period_id, now, {each.name: each.digest() for each in suites}, settings)
    return sorted(found.values())


#: What came in since the data were judged last, at whichever stage that was.
_UNJUDGED: LiteralString = """
SELECT EXISTS (
  SELECT FROM audit_event e WHERE e.period_id = %(period)s AND e.unit_id = %(unit)s
     AND e.event IN ('realization.recorded', 'data.imported', 'log.recorded', 'log.decided', 'evidence.attached',
                     'evidence.withdrawn', 'evidence.checked', 'shortfall.explained')
     AND e.occurred_at > (SELECT max(started_at) FROM stage_run
                           WHERE period_id = %(period)s AND unit_id = %(unit)s AND stage IN ('quality', 'approval')
                             AND outcome IN ('waiting', 'sealed'))) AS found
"""


def check_corrections(session: Session, scope: Scope) -> dict[str, Any]:
    """Judge the unit again if data came in since: raters are asked about data that passed (SPEC §5)."""
    found = one(session, _UNJUDGED, period=scope.period_id, unit=scope.unit_id)
    return check(session, scope) if found and found["found"] else {}
