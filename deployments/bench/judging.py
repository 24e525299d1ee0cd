"""The quality gate beside the same checks written by hand: every suite on every unit in one run, and as plain SQL.

Belongs here: both ways of judging, and what came of them. Does not: storing verdicts or findings (tasks).
"""

from collections.abc import Sequence
from typing import Any, cast

from expectations.judge import judge
from expectations.rules import Suite, filled, suites_of
from models.database import rows, transaction
from models.rules.settings import DEFAULTS
from models.vocabulary import Stage

#: As many small units as are judged together within ten seconds (DESIGN §7).
TOGETHER = 50


def units_of(period_id: int, most: int | None = None) -> list[int]:
    """The units of a period by their numbers, those with fewest people first; at most `most`."""
    with transaction() as session:
        found = rows(session, _UNITS, period=period_id, most=most)
    return [row["unit_id"] for row in found]


_UNITS = """
SELECT unit_id FROM segment WHERE period_id = %(period)s GROUP BY unit_id ORDER BY count(*), unit_id LIMIT %(most)s
"""


def by_engine(period_id: int, units: Sequence[int]) -> tuple[int, int]:
    """Judge the units by every suite of the stage quality, each in one run; rows looked at, and failures."""
    looked = failures = 0
    for suite in suites_of(Stage.QUALITY):
        for verdict in judge(suite, period_id, units).values():
            looked += verdict.evaluated
            failures += len(verdict.faults)
    return looked, failures


def by_hand(period_id: int, units: Sequence[int]) -> tuple[int, int]:
    """The same as somebody would write it without an engine: counts by unit and rule, then every row that failed."""
    looked = failures = 0
    with transaction() as session:
        for suite in suites_of(Stage.QUALITY):
            counts = rows(session, cast("Any", _counts(suite)), period=period_id, units=list(units))
            looked += sum(row["looked"] for row in counts)
            failed = rows(session, cast("Any", _failed(suite)), period=period_id, units=list(units))
            failures += sum(value is not None for row in failed for name, value in row.items() if name[:1] == "r")
    return looked, failures


# The conditions come from files of ours (expectations), filled with numbers only.
def _counts(suite: Suite) -> str:
    counted = ", ".join(f"count(*) FILTER (WHERE {condition}) AS n{at}" for at, condition in enumerate(_wrong(suite)))
    return f"SELECT unit_id, count(*) AS looked, {counted} FROM {suite.rows(DEFAULTS)} {_OF_UNITS} GROUP BY unit_id"


def _failed(suite: Suite) -> str:
    cells = ", ".join(
        f"CASE WHEN {condition} THEN coalesce(({filled(rule.observed, DEFAULTS)})::text, '') END AS r{at}"
        for at, (condition, rule) in enumerate(zip(_wrong(suite), suite.rules, strict=True))
    )
    anything = " OR ".join(_wrong(suite))
    details = ", ".join(f"{name} AS d_{name}" for name in suite.details)
    return (
        f"SELECT unit_id, segment_id, ({suite.subject})::text AS subject, {details}, {cells} "
        f"FROM {suite.rows(DEFAULTS)} {_OF_UNITS} AND ({anything})"
    )


def _wrong(suite: Suite) -> list[str]:
    return [f"({filled(rule.failed_when, DEFAULTS)})" for rule in suite.rules]


_OF_UNITS = "WHERE period_id = %(period)s AND unit_id = ANY(%(units)s)"
