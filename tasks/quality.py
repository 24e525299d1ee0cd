"""Quality: the suites judge the unit's data; each failed row becomes a finding, and one that passes again is fixed."""

from typing import Any

from sqlmodel import Session

from expectations.rules import Rule, load
from models.database import run
from models.stage_records import Scope

#: The rule's own condition fetches its rows: written once, in expectations/<dataset>.yaml.
_FOUND = """
INSERT INTO finding (period_id, unit_id, segment_id, code, severity, subject, observed, expected, owner_id,
                     stage_run_id)
SELECT period_id, unit_id, segment_id, %(code)s, %(severity)s, work_result || '.' || indicator, {observed},
       %(expected)s, owner_id, %(run)s
  FROM {dataset} WHERE period_id = %(period)s AND unit_id = %(unit)s AND ({failed_when})
ON CONFLICT (code, subject, segment_id) WHERE fixed_at IS NULL
DO UPDATE SET observed = excluded.observed, severity = excluded.severity, stage_run_id = excluded.stage_run_id
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
    verdict = judge(rule_set, scope.period_id, scope.unit_id)
    found = sum(_open_findings(session, scope, rule_set.dataset, rule) for rule in verdict.failed)
    fixed = run(session, _FIXED, period=scope.period_id, unit=scope.unit_id, run=scope.run_id).rowcount
    return {"rules": verdict.evaluated, "failed": len(verdict.failed), "found": found, "fixed": fixed}


def _open_findings(session: Session, scope: Scope, dataset: str, rule: Rule) -> int:
    # The conditions come from files of ours, reviewed as code is; nothing a person entered is in them.
    statement: Any = _FOUND.format(dataset=dataset, observed=rule.observed, failed_when=rule.failed_when)
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
