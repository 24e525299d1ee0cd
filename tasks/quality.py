"""Quality: the suites judge the data of units; each failed row becomes a finding, and one that passes again is fixed.

Belongs here: judging (several units in one run where they are due together) and the findings that follow, set-based.
Does not: the rules (expectations), what people do with findings (models/quality).
"""

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import uuid4

from sqlmodel import Session

from expectations.rules import Suite, suites_of
from models import validations
from models.database import Row, one, rows, run, transaction
from models.period_rules import rules_of
from models.rules.settings import RuleSettings
from models.stage_records import Scope
from models.validations import SuiteVerdict
from models.vocabulary import Stage

log = logging.getLogger("kinerja.quality")
#: Seconds in which links of evidence are tried before a unit is judged; the rest is tried by the sweep.
_LINK_SECONDS = 20.0
_SAMPLES = 20
_HAS_ROWS = "SELECT unit_id FROM {dataset} WHERE period_id = %(period)s AND unit_id = ANY(%(units)s) GROUP BY unit_id"


def prepare(place: Row, stage: Stage) -> None:
    """Judge the unit before its verbs have to wait for the verdict: the engine takes seconds to load."""
    if stage is Stage.QUALITY:
        _try_links(place["period_id"], place["unit_id"])
    judge_units(place["period_id"], [place["unit_id"]], stage)


def _try_links(period_id: int, unit_id: int) -> None:
    from tasks.evidence_links import check_links  # noqa: PLC0415 - an HTTP client, for this stage only

    try:
        check_links(period_id, unit_id, seconds=_LINK_SECONDS)
    except Exception as problem:
        # A link that cannot be tried now is tried by the sweep; data are judged without it.
        log.warning("links of unit %s were not tried: %s", unit_id, problem, exc_info=problem)


def judge_units(period_id: int, unit_ids: Sequence[int], stage: Stage) -> None:
    """Judge these units together, each suite of the stage in one run, where no earlier verdict holds."""
    for suite in suites_of(stage):
        with transaction() as session:
            settings = rules_of(session, period_id)
            now = validations.marks(session, period_id, unit_ids)
            held = validations.valid(session, period_id, now, {suite.name: suite.digest()}, digest_of(settings))
            due = [unit for unit in now if (unit, suite.name) not in held]
            filled = _with_rows(session, suite, period_id, due)
        verdicts = _judge(suite, period_id, filled, settings)
        with transaction() as session:
            for unit in due:
                verdict = verdicts.get(unit) or _nothing(suite, unit)
                validations.store(session, period_id, now[unit], digest_of(settings), verdict)


def digest_of(settings: RuleSettings) -> str:
    """SHA-256 of the settings in force: other thresholds give another verdict."""
    return hashlib.sha256(repr(settings).encode()).hexdigest()


def _with_rows(session: Session, suite: Suite, period_id: int, units: list[int]) -> list[int]:
    # The name of the view comes from a file of ours (expectations), which is checked to be a plain word.
    statement: Any = _HAS_ROWS.format(dataset=suite.dataset)
    return [row["unit_id"] for row in rows(session, statement, period=period_id, units=units)] if units else []


def _judge(suite: Suite, period_id: int, units: list[int], settings: RuleSettings) -> dict[int, SuiteVerdict]:
    if not units:
        return {}
    from expectations.judge import judge  # noqa: PLC0415 - Great Expectations takes seconds to import

    return {
        unit: SuiteVerdict(
            unit,
            suite.name,
            suite.digest(),
            verdict.engine,
            verdict.run_key,
            _rules(suite),
            verdict.evaluated,
            _result(suite, verdict),
            [
                (each.rule.name, each.segment_id, each.subject, each.observed[:1000], each.details)
                for each in verdict.faults
            ],
        )
        for unit, verdict in judge(suite, period_id, units, settings).items()
    }


def _nothing(suite: Suite, unit: int) -> SuiteVerdict:
    """The verdict on a dataset of which the unit has no rows: nothing failed, and the engine was not asked."""
    rules = [{"name": rule.name, "code": rule.code, "evaluated": 0, "failed": 0} for rule in suite.rules]
    return SuiteVerdict(unit, suite.name, suite.digest(), "no rows", uuid4(), _rules(suite), 0, {"rules": rules})


def _rules(suite: Suite) -> list[dict[str, Any]]:
    return [{**vars(rule), "severity": str(rule.severity)} for rule in suite.rules]


def _result(suite: Suite, verdict: Any) -> dict[str, Any]:
    """What is kept of the engine's answer: of the whole run, and this unit's share with some of what failed."""
    of_rule: dict[str, list[Any]] = {rule.name: [] for rule in suite.rules}
    for fault in verdict.faults:
        of_rule[fault.rule.name].append(fault)
    return {
        "rules": [
            {
                "name": rule.name,
                "code": rule.code,
                "evaluated": verdict.evaluated,
                "failed": len(of_rule[rule.name]),
                "run": list(verdict.whole_run[rule.name]),
                "samples": [[fault.subject, fault.observed[:200]] for fault in of_rule[rule.name][:_SAMPLES]],
            }
            for rule in suite.rules
        ]
    }


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
#: Whose turn it is: the owner of the datum, told once for all that this run opened.
_TELL: LiteralString = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'findings_opened:' || %(run)s || ':' || owner_id, owner_id, 'findings_opened',
       jsonb_build_object('findings', count(*))
  FROM finding WHERE period_id = %(period)s AND unit_id = %(unit)s AND fixed_at IS NULL AND opened_at = now()
 GROUP BY owner_id
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
    held = _held(session, scope, suites)
    if len(held) < len(suites):
        judge_units(scope.period_id, [scope.unit_id], stage)
        held = _held(session, scope, suites)
    place = {"period": scope.period_id, "unit": scope.unit_id}
    run(session, _REPLACED, **place, validations=held)
    found = run(session, _FOUND, **place, run=scope.run_id, validations=held).rowcount
    names = [rule.name for suite in suites for rule in suite.rules]
    fixed = run(session, _FIXED, **place, run=scope.run_id, rules=names, stage=str(stage)).rowcount
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
