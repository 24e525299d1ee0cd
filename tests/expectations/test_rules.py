"""Every rule of every suite against a row made to fail it and one made to pass; every file says only what it may.

Each case is the smallest step from wrong to right, so that a threshold, a bound or an exception that moves is seen.
"""

import re
import string
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlmodel import Session

from expectations.rules import Rule, Suite, all_suites, filled
from models.database import one, rows
from models.rules.complaints import ComplaintKind
from models.rules.settings import DEFAULTS, RuleSettings
from tests.expectations.rule_cases import CASES, MORE

SUITES = all_suites()
RULES = [(suite, rule) for suite in SUITES for rule in suite.rules]
BY_NAME = {rule.name: (suite, rule) for suite, rule in RULES}


def _row(session: Session, suite: Suite, given: dict[str, str], settings: RuleSettings) -> str:
    """A row of the suite's view with the given columns, everything else unknown, as a subquery."""
    kinds = {
        row["name"]: row["kind"]
        for row in rows(
            session,
            "SELECT attname AS name, format_type(atttypid, atttypmod) AS kind FROM pg_attribute "
            "WHERE attrelid = %(view)s::regclass AND attnum > 0",
            view=suite.dataset,
        )
    }
    assert set(given) <= set(kinds), f"{suite.dataset} has no {set(given) - set(kinds)}"
    columns = ", ".join(f"({given.get(name, 'NULL')})::{kind} AS {name}" for name, kind in kinds.items())
    more = "".join(f", {filled(text, settings)} AS {name}" for name, text in suite.derived.items())
    return f"(SELECT *{more} FROM (SELECT {columns}) AS given) AS row"


def _judged(session: Session, name: str, given: dict[str, str], settings: RuleSettings = DEFAULTS) -> dict[str, Any]:
    suite, rule = BY_NAME[name]
    statement = (
        f"SELECT ({filled(rule.failed_when, settings)}) AS failed, ({filled(rule.observed, settings)}) AS observed "
        f"FROM {_row(session, suite, given, settings)}"
    )
    found = one(session, cast("Any", statement))
    assert found
    return dict(found)


def test_every_rule_has_a_case_and_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(RULES)
    assert set(CASES) == set(BY_NAME)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_rule_fails_on_a_wrong_row_and_passes_the_right_one(session: Session, name: str) -> None:
    wrong, change = CASES[name]
    fails = _judged(session, name, wrong)
    assert fails["failed"] is True
    assert fails["observed"]
    assert _judged(session, name, wrong | change)["failed"] is False


@pytest.mark.parametrize(("name", "row", "fails"), MORE)
def test_the_other_bounds_of_a_rule(
    session: Session,
    name: str,
    row: dict[str, str],
    fails: bool,  # noqa: FBT001
) -> None:
    assert _judged(session, name, row)["failed"] is fails


@pytest.mark.parametrize(("suite", "rule"), RULES, ids=lambda each: getattr(each, "name", ""))
def test_a_rule_speaks_of_what_the_row_shows(suite: Suite, rule: Rule) -> None:
    """Texts may use the columns listed as details and the region's thresholds, `expected` only thresholds."""
    known = set(RuleSettings.__dataclass_fields__)
    for text in (rule.message, rule.remedy):
        assert _places(text) <= set(suite.details) | known
    assert _places(rule.expected) <= known
    assert not set(suite.details) & known, "a column hides a setting"
    assert re.fullmatch(r"DQ-[EHSIRLBVPX]0[1-7]", rule.code)
    assert rule.message.endswith(".")
    assert rule.remedy.endswith(".")


def _places(text: str) -> set[str]:
    return {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_view_has_what_its_suite_names(session: Session, suite: Suite) -> None:
    columns = ", ".join(["period_id", "unit_id", "segment_id", f"({suite.subject})::text AS subject", *suite.details])
    assert rows(session, cast("Any", f"SELECT {columns} FROM {suite.rows(DEFAULTS)} WHERE period_id = 0")) == []


def test_thresholds_are_the_regions(session: Session) -> None:
    """A region that lets five people share words is warned at five."""
    region = replace(DEFAULTS, copied_plans=5, explanation_below=80)
    assert _judged(session, "I03-copied", {"copies": "5"}, region)["failed"] is True
    short = CASES["R07-unexplained"][0]
    assert _judged(session, "R07-unexplained", short | {"newest": "72"}, region)["failed"] is False
    assert _judged(session, "R07-unexplained", short | {"newest": "71.99"}, region)["failed"] is True


def test_days_for_complaints_are_the_regions(session: Session) -> None:
    """A region's own limit of a kind counts for that kind; the others keep the national one."""
    region = replace(DEFAULTS, complaint_days={ComplaintKind.INFORMATION: 10, ComplaintKind.FIRST_RESPONSE: 1})
    row = {"kind": "'PERMINTAAN_INFORMASI'", "answer_days": "10", "response_days": "2"}
    late, slow = "V02-complaint-late", "V02-complaint-response"
    assert [_judged(session, name, row)["failed"] for name in (late, slow)] == [True, False]
    assert [_judged(session, name, row, region)["failed"] for name in (late, slow)] == [False, True]
    other = row | {"kind": "'PENGADUAN_TANPA_PEMERIKSAAN_LAPANGAN'", "answer_days": "15"}
    assert _judged(session, late, other, region)["failed"] is True
