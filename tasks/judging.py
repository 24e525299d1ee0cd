"""Judging: the suites of a stage say of units whether their data are right, many units in one run where they are due.

Belongs here: asking the judge, and keeping what it said. Does not: the findings that follow (quality), the rules and
the engine (expectations).
"""

import hashlib
import logging
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import uuid4

from sqlmodel import Session

from expectations.rules import Suite, suites_of
from models import validations
from models.database import Row, rows, transaction
from models.period import gates
from models.period_rules import rules_of
from models.rules.settings import RuleSettings
from models.validations import SuiteVerdict
from models.vocabulary import Stage
from models.wakes import Due

log = logging.getLogger("kinerja.quality")
#: Seconds in which links of evidence are tried before a unit is judged; the rest is tried by the sweep.
_LINK_SECONDS = 20.0
_SAMPLES = 20
#: Stops at the first row of each unit: the engine is not asked about data that a unit does not have.
_HAS_ROWS = """
SELECT unit_id FROM unnest(%(units)s::bigint[]) AS asked(unit_id)
 WHERE EXISTS (SELECT FROM {dataset} d WHERE d.period_id = %(period)s AND d.unit_id = asked.unit_id)
"""


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


#: Where the units stand that are not finished.
_PLACES: LiteralString = """
SELECT period_id, unit_id, position FROM period_unit
  JOIN unnest(%(periods)s::bigint[], %(units)s::bigint[]) AS asked(period_id, unit_id) USING (period_id, unit_id)
 WHERE position <= %(last)s
"""


def prepare_together(due: Sequence[Due]) -> None:
    """Judge the units whose runs are about to start, those of one period and stage in one run of each suite.

    Their runs find the verdicts and need no engine of their own. Trouble here is no trouble of theirs: each unit whose
    verdict is missing is judged by itself.
    """
    for (period_id, stage), units in _coming(due).items():
        if len(units) > 1:
            try:
                judge_units(period_id, sorted(units), stage)
            except Exception as problem:
                log.warning("%s units were not judged together: %s", len(units), problem, exc_info=problem)


def _coming(due: Sequence[Due]) -> dict[tuple[int, Stage], list[int]]:
    """(period, judged stage) → the units whose run comes to it without anybody acting in between."""
    coming: dict[tuple[int, Stage], list[int]] = {}
    asked = {"periods": [each.period_id for each in due], "units": [each.unit_id for each in due]}
    with transaction() as session:
        for place in rows(session, _PLACES, **asked, last=len(Stage)):
            stage = list(Stage)[place["position"] - 1]
            if stage is Stage.COLLECTION and _is_open(session, place, stage):
                stage = Stage.QUALITY
            if suites_of(stage):
                coming.setdefault((place["period_id"], stage), []).append(place["unit_id"])
    return coming


def _is_open(session: Session, place: Row, stage: Stage) -> bool:
    return gates(session, place["period_id"], [place["unit_id"]], stage)[place["unit_id"]].open


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
        "engine": verdict.summary,
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
        ],
    }
