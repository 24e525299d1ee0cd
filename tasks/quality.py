"""Quality: the suites judge the unit's data; each failed row becomes a finding, and one that passes again is fixed."""

from typing import Any, LiteralString

from sqlmodel import Session

from expectations.rules import Rule, load
from models.database import one, run
from models.stage_records import Scope
from models.tables.records import NEW_DATA

#: The rule's own condition fetches its rows: written once, in expectations/<dataset>.yaml.
_FOUND = """
INSERT INTO finding (period_id, unit_id, segment_id, code, rule, severity, subject, observed, expected, owner_id,
                     stage_run_id)
SELECT period_id, unit_id, segment_id, %(code)s, %(code)s, %(severity)s, work_result || '.' || indicator, {observed},
       %(expected)s, owner_id, %(run)s
  FROM {dataset} WHERE period_id = %(period)s AND unit_id = %(unit)s AND ({failed_when})
ON CONFLICT (period_id, unit_id, rule, subject, coalesce(segment_id, 0)) WHERE fixed_at IS NULL
   DO UPDATE SET stage_run_id = excluded.stage_run_id
"""
#: Another defect of the same datum is another finding: a waiver covers what its giver saw, and nothing later.
_REPLACED = """
UPDATE finding f SET fixed_at = now()
  FROM (SELECT segment_id, work_result || '.' || indicator AS subject, {observed} AS observed
          FROM {dataset} WHERE period_id = %(period)s AND unit_id = %(unit)s AND ({failed_when})) AS failed
 WHERE f.segment_id = failed.segment_id AND f.code = %(code)s AND f.subject = failed.subject AND f.fixed_at IS NULL
   AND (f.observed, f.severity, f.expected) IS DISTINCT FROM (failed.observed, %(severity)s::text, %(expected)s::text)
"""
_ANY_OPEN = """
SELECT EXISTS (SELECT FROM finding WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL) AS found
"""
#: Whose turn it is: the owner of the datum, told once for all that this run opened.
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'findings_opened:' || %(run)s || ':' || owner_id, owner_id, 'findings_opened',
       jsonb_build_object('findings', count(*))
  FROM finding WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL AND opened_at = now()
 GROUP BY owner_id
ON CONFLICT (key) DO NOTHING
"""
#: What this run did not find again was mended by new data; a waiver is no longer needed then.
_FIXED = """
UPDATE finding SET fixed_at = now()
 WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL AND stage_run_id <> %(run)s
"""


def prepare() -> None:
    """Load Great Expectations, which takes seconds, before the unit's verbs have to wait for the verdict."""
    from expectations.judge import warm_up  # noqa: PLC0415 - Great Expectations takes seconds to import

    warm_up()


def check(session: Session, scope: Scope) -> dict[str, Any]:
    """Judge the unit's indicators and realizations; open findings for what failed, close those that pass now."""
    from expectations.judge import judge  # noqa: PLC0415 - Great Expectations takes seconds to import

    rule_set = load("indicators")
    place = {"period": scope.period_id, "unit": scope.unit_id}
    verdict = judge(rule_set, scope.period_id, scope.unit_id)
    if (one(session, _ANY_OPEN, **place) or {}).get("found"):
        for rule in verdict.failed:
            _with_rule(session, _REPLACED, scope, rule_set.dataset, rule)
    found = sum(_with_rule(session, _FOUND, scope, rule_set.dataset, rule) for rule in verdict.failed)
    fixed = run(session, _FIXED, **place, run=scope.run_id).rowcount
    run(session, _TELL, **place, run=scope.run_id)
    return {"rules": verdict.evaluated, "failed": len(verdict.failed), "found": found, "fixed": fixed}


#: What was recorded since the data were judged last, at whichever stage that was.
_UNJUDGED: LiteralString = (
    """
SELECT EXISTS (
  SELECT FROM audit_event e WHERE e.period_id = %(period)s AND e.unit_id = %(unit)s AND e."""
    + NEW_DATA
    + """ AND e.event = 'realization.recorded'
     AND e.occurred_at > (SELECT max(started_at) FROM stage_run
                           WHERE period_id = %(period)s AND unit_id = %(unit)s AND stage IN ('quality', 'approval')
                             AND outcome IN ('waiting', 'sealed'))) AS found
"""
)


def check_corrections(session: Session, scope: Scope) -> dict[str, Any]:
    """Judge the unit again if realizations were corrected since: raters are asked about data that passed (SPEC §5)."""
    found = one(session, _UNJUDGED, period=scope.period_id, unit=scope.unit_id)
    return check(session, scope) if found and found["found"] else {}


def _with_rule(session: Session, template: str, scope: Scope, dataset: str, rule: Rule) -> int:
    # The conditions come from files of ours, reviewed as code is; nothing a person entered is in them.
    statement: Any = template.format(dataset=dataset, observed=rule.observed, failed_when=rule.failed_when)
    return run(
        session,
        statement,
        period=scope.period_id,
        unit=scope.unit_id,
        code=rule.code,
        severity=str(rule.severity),
        expected=rule.expected,
        run=scope.run_id,
    ).rowcount
