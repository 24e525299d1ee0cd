"""The judge: a rule set as a Great Expectations suite, evaluated in the database on one unit's rows.

Belongs here: everything that touches great_expectations (slow to import: only when a stage needs it). Does not: what
follows from a verdict (models/findings). The verdict comes in the cheapest format; failed rows are fetched by us,
because the index query Great Expectations reports forgets the row condition.
"""

import itertools
import os
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import make_url

from expectations.rules import Rule, RuleSet
from models.database import database_url
from models.vocabulary import Severity

#: Two threads may judge at once in one context, which knows its assets by name.
_number = itertools.count(1)
_GX_SEVERITY = {Severity.BLOCK: "critical", Severity.WARN: "warning", Severity.INFO: "info"}


@dataclass(frozen=True)
class Verdict:
    """What a suite said of one unit: the rules that failed, and how many were evaluated."""

    failed: tuple[Rule, ...]
    evaluated: int
    engine: str


#: The engine's shared state is not made for threads (its issue 12209).
_ONE_AT_A_TIME = threading.Lock()


@cache
def _context(address: str) -> tuple[Any, Any]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415 - seconds to import

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    return gx, context.data_sources.add_postgres("kinerja", connection_string=address)


def _address() -> str:
    """The application's database in the only form Great Expectations takes: with a host name before the socket."""
    url = make_url(database_url())
    if not url.host:
        url = url.set(host="localhost")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def judge(rule_set: RuleSet, period_id: int, unit_id: int) -> Verdict:
    """Evaluate `rule_set` on the committed rows of one unit.

    Raises:
        Exception: whatever the engine raises; a rule that cannot be evaluated is never taken as passed.
    """
    with _ONE_AT_A_TIME:
        return _judge(rule_set, period_id, unit_id)


def warm_up() -> None:
    """Import the engine and connect it, before anybody waits for it."""
    with _ONE_AT_A_TIME:
        _context(_address())


def _judge(rule_set: RuleSet, period_id: int, unit_id: int) -> Verdict:
    gx, source = _context(_address())
    name = f"{rule_set.dataset}-{period_id}-{unit_id}-{next(_number)}"
    query = f"SELECT * FROM {rule_set.dataset} WHERE period_id = {int(period_id)} AND unit_id = {int(unit_id)}"
    asset = source.add_query_asset(name=name, query=query)
    try:
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        result = batch.validate(_suite(gx, rule_set), result_format="BOOLEAN_ONLY")
    finally:
        source.delete_asset(name)
    failed = []
    for outcome in result.results:
        problem = _problem(outcome.exception_info)
        if problem:
            raise RuntimeError(f"{name}: a rule could not be evaluated: {problem}")
        if not outcome.success:
            failed.append(rule_set.rules[outcome.expectation_config.meta["place"]])
    return Verdict(tuple(failed), len(result.results), f"great-expectations {gx.__version__}")


def _problem(told: dict[str, Any] | None) -> str | None:
    """Why a rule was not evaluated, or None; Great Expectations tells it once, or once per metric it tried."""
    for info in (told or {}, *(told or {}).values()):
        if isinstance(info, dict) and info.get("raised_exception"):
            return str(info.get("exception_message"))
    return None


def _suite(gx: Any, rule_set: RuleSet) -> Any:
    suite = gx.ExpectationSuite(name=rule_set.dataset)
    for place, rule in enumerate(rule_set.rules):
        suite.add_expectation(
            gx.expectations.UnexpectedRowsExpectation(
                unexpected_rows_query=f"SELECT * FROM {{batch}} WHERE {rule.failed_when}",
                description=f"{rule.code}: {rule.expected}",
                severity=_GX_SEVERITY[rule.severity],
                meta={"code": rule.code, "place": place},
            )
        )
    return suite
