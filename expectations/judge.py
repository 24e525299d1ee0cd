"""The judge: a suite as Great Expectations, evaluated in the database on the rows of many units in one run.

Belongs here: everything that touches great_expectations (slow to import: only when a stage needs it). Does not: what
follows from a verdict (tasks/quality).

The rows of the dataset are laid into a temporary table once, with one column for each rule that is empty unless the
row fails and then holds what was observed. Great Expectations expects each of these columns to be empty: it bundles
such expectations into one scan, and counts elements and failures. The rows that failed are fetched from the same table
by us: Great Expectations reports only the first of them, and its index query forgets the row condition.
"""

import itertools
import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import make_url

from expectations.rules import Rule, Suite, filled, values_in
from models.database import database_url
from models.rules.settings import DEFAULTS, RuleSettings
from models.vocabulary import Severity

_GX_SEVERITY = {Severity.BLOCK: "critical", Severity.WARN: "warning", Severity.INFO: "info"}
#: The engine's shared state is not made for threads (its issue 12209).
_ONE_AT_A_TIME = threading.Lock()
_number = itertools.count(1)


@dataclass(frozen=True)
class Fault:
    """One row that failed one rule: whose it is, its name, what was observed, and values for the rule's texts."""

    rule: Rule
    segment_id: int | None
    subject: str
    observed: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a suite said of one unit: how many rows were evaluated, the failures of each rule, and every failed row."""

    suite: Suite
    evaluated: int
    faults: tuple[Fault, ...]
    engine: str
    #: Units judged together share a run.
    run_key: UUID
    #: What the engine said of the whole run, by name of the rule: (elements, unexpected); and its own summary.
    whole_run: dict[str, tuple[int, int]] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Rule, ...]:
        """The rules that failed, in their order."""
        names = {fault.rule.name for fault in self.faults}
        return tuple(rule for rule in self.suite.rules if rule.name in names)


def judge(
    suite: Suite, period_id: int, unit_ids: Sequence[int], settings: RuleSettings = DEFAULTS
) -> dict[int, Verdict]:
    """Evaluate `suite` on the committed rows of some units of a period, in one run; the verdict of each by its id.

    Raises:
        Exception: whatever the engine raises; a rule that cannot be evaluated is never taken as passed.
    """
    if not unit_ids:
        return {}
    with _ONE_AT_A_TIME:
        return _Run(suite, settings).of(period_id, unit_ids)


def warm_up() -> None:
    """Import the engine, before anybody waits for it."""
    with _ONE_AT_A_TIME:
        _engine()


@cache
def _engine() -> tuple[Any, Any]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx  # noqa: PLC0415 - seconds to import

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    return gx, context


@cache
def _source(address: str) -> Any:
    """The database as a data source: one connection for all, because the temporary table is seen by no other."""
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - with the engine only

    _gx, context = _engine()
    kwargs = {"poolclass": StaticPool}
    source = context.data_sources.add_postgres(f"kinerja-{next(_number)}", connection_string=address, kwargs=kwargs)
    source.get_engine().dispose()  # it has tried a connection of its own
    return source


def _address() -> str:
    """The application's database in the only form Great Expectations takes: with a host name before the socket."""
    url = make_url(database_url())
    if not url.host:
        url = url.set(host="localhost")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


class _Run:
    """One run of one suite, on a connection of its own that goes with it."""

    def __init__(self, suite: Suite, settings: RuleSettings) -> None:
        self.suite, self.settings, self.key = suite, settings, uuid4()
        self.engine, self.summary = "", dict[str, Any]()
        self.columns = [f"r{place}" for place in range(len(suite.rules))]

    def of(self, period_id: int, unit_ids: Sequence[int]) -> dict[int, Verdict]:
        gx, _context = _engine()
        source = _source(_address())
        pool = source.get_execution_engine().engine
        try:
            with pool.connect() as connection:
                connection.exec_driver_sql(self._rows(period_id, unit_ids))
                connection.commit()
            whole, summary = self._expect(gx, source)
            with pool.connect() as connection:
                counts = connection.exec_driver_sql(self._counts()).fetchall()
                faults = connection.exec_driver_sql(self._faults()).fetchall()
        finally:
            pool.dispose()  # the temporary table goes with its connection
        self.engine, self.summary = f"great-expectations {gx.__version__}", summary
        return self._verdicts(unit_ids, whole, counts, faults)

    # Conditions come from files of ours, reviewed as code is; nothing a person entered is in them, and numbers only.
    def _rows(self, period_id: int, unit_ids: Sequence[int]) -> str:
        cells = ", ".join(
            f"CASE WHEN ({filled(rule.failed_when, self.settings)})"
            f" THEN coalesce(({filled(rule.observed, self.settings)})::text, '') END AS {column}"
            for column, rule in zip(self.columns, self.suite.rules, strict=True)
        )
        names = "".join(f", {name} AS d_{name}" for name in self.suite.details)
        told = ", ".join(f"'{name}', {_exact_text('d_' + name)}" for name in self.suite.details)
        units = ", ".join(str(int(unit)) for unit in unit_ids)
        return f"""
CREATE TEMP TABLE judged AS
SELECT unit_id, segment_id, CASE WHEN num_nonnulls({", ".join(self.columns)}) > 0 THEN subject END AS subject,
       CASE WHEN num_nonnulls({", ".join(self.columns)}) > 0 THEN jsonb_build_object({told}) END AS details,
       {", ".join(self.columns)}
  FROM (SELECT unit_id, segment_id, ({self.suite.subject})::text AS subject{names}, {cells}
          FROM {self.suite.rows(self.settings)}
         WHERE period_id = {int(period_id)} AND unit_id IN ({units}) OFFSET 0) AS rows
"""

    def _counts(self) -> str:
        counted = ", ".join(f"count({column})" for column in self.columns)
        return f"SELECT unit_id, count(*), {counted} FROM judged GROUP BY unit_id"

    def _faults(self) -> str:
        values = ", ".join(f"({place}, {column})" for place, column in enumerate(self.columns))
        return f"""
SELECT unit_id, segment_id, subject, details, place, observed
  FROM judged CROSS JOIN LATERAL (VALUES {values}) AS each(place, observed)
 WHERE details IS NOT NULL AND observed IS NOT NULL ORDER BY unit_id, segment_id, subject, place
"""

    def _expect(self, gx: Any, source: Any) -> tuple[dict[str, tuple[int, int]], dict[str, Any]]:
        """What Great Expectations says of every rule over all units: elements and unexpected ones; its own summary."""
        batch = self._batch_of(source).get_batch()
        result = batch.validate(
            as_expectations(gx, self.suite),
            result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
        )
        found = {}
        for outcome in result.results:
            rule = self.suite.rules[outcome.expectation_config.meta["place"]]
            problem = _problem(outcome.exception_info)
            if problem:
                raise RuntimeError(f"{self.suite.name}, {rule.name} could not be evaluated: {problem}")
            told = outcome.result
            # Of no rows at all, the engine's sum is nothing.
            found[rule.name] = (int(told["element_count"]), int(told["unexpected_count"] or 0))
        if set(found) != {rule.name for rule in self.suite.rules}:
            raise RuntimeError(f"{self.suite.name}: a rule was not evaluated")
        told = result.to_json_dict()
        return found, {name: told[name] for name in ("success", "statistics", "meta") if name in told}

    def _batch_of(self, source: Any) -> Any:
        """All rows of the temporary table, under the name of the suite: declared once, asked for in every run."""
        if self.suite.name not in {asset.name for asset in source.assets}:
            asset = source.add_query_asset(name=self.suite.name, query="SELECT * FROM judged")
            return asset.add_batch_definition_whole_table("all")
        return source.get_asset(self.suite.name).get_batch_definition("all")

    def _verdicts(
        self, unit_ids: Sequence[int], whole: dict[str, tuple[int, int]], counts: Any, faults: Any
    ) -> dict[int, Verdict]:
        of_unit: dict[int, list[Fault]] = defaultdict(list)
        shown = values_in(self.settings, self.suite.thresholds())
        used = [rule.places() for rule in self.suite.rules]
        for unit, segment, subject, details, place, observed in faults:
            known = {name: value for name, value in {**details, **shown}.items() if name in used[place]}
            of_unit[unit].append(Fault(self.suite.rules[place], segment, subject, observed, known))
        rows = {row[0]: row[1] for row in counts}
        for place, rule in enumerate(self.suite.rules):
            if whole[rule.name] != (sum(rows.values()), sum(row[2 + place] for row in counts)):
                raise RuntimeError(f"{self.suite.name}, {rule.name}: the engine and the rows that failed disagree")
        return {
            unit: Verdict(
                self.suite, rows.get(unit, 0), tuple(of_unit[unit]), self.engine, self.key, whole, self.summary
            )
            for unit in unit_ids
        }


def _exact_text(column: str) -> str:
    """A value for the rules' texts: JSON numbers would come back as binary floats, and 1,000.00 as 1000.0."""
    return (
        f"CASE WHEN pg_typeof({column}) = 'numeric'::regtype THEN trim_scale({column}::text::numeric)::text "
        f"ELSE {column}::text END"
    )


def as_expectations(gx: Any, suite: Suite) -> Any:
    """The suite in the form of Great Expectations, each expectation with its code, severity and owner."""
    expectations = gx.ExpectationSuite(name=suite.name)
    for place, rule in enumerate(suite.rules):
        expectations.add_expectation(
            gx.expectations.ExpectColumnValuesToBeNull(
                column=f"r{place}",
                description=f"{rule.code}: {rule.expected}",
                severity=_GX_SEVERITY[rule.severity],
                meta={"code": rule.code, "name": rule.name, "owner": rule.owner, "place": place},
            )
        )
    return expectations


def _problem(told: dict[str, Any] | None) -> str | None:
    """Why a rule was not evaluated, or None; Great Expectations tells it once, or once per metric it tried."""
    for info in (told or {}, *(told or {}).values()):
        if isinstance(info, dict) and info.get("raised_exception"):
            return str(info.get("exception_message"))
    return None
