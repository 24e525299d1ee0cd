"""The judge: Great Expectations says of every rule what its condition says as SQL; an error is never a pass."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import Session

from expectations.judge import judge
from expectations.rules import Rule, RuleSet, load
from models.database import one, run, transaction
from models.vocabulary import Severity
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod

RULES = load("indicators")


def _place(session: Session) -> tuple[int, int]:
    found = one(session, "SELECT period_id, unit_id FROM period_unit")
    assert found
    return found["period_id"], found["unit_id"]


def _by_hand(session: Session, rule: Rule) -> int:
    """How many rows of the unit fail, by the condition as it is written."""
    statement = f"SELECT count(*) AS failed FROM {RULES.dataset} WHERE {rule.failed_when}"
    found = one(session, statement)  # type: ignore[arg-type]
    assert found
    return int(found["failed"])


def _value(session: Session, segment: int, value: str, months: int) -> None:
    """The same value in the first months of the year."""
    run(
        session,
        """
        INSERT INTO realization (indicator_id, month, version, value, source)
        SELECT i.id, m::date, 1, %(value)s::numeric, 'test'
          FROM indicator i JOIN work_result w ON w.id = i.work_result_id JOIN plan p ON p.id = w.plan_id,
               generate_series('2026-01-01'::date, '2026-12-01', '1 month') m
         WHERE p.segment_id = %(segment)s AND extract(month FROM m) <= %(months)s
        """,
        segment=segment,
        value=value,
        months=months,
    )


def test_every_rule_is_judged_as_its_own_condition_says(collecting: SmallPeriod) -> None:
    """Nobody, everybody and a few fail, in three worlds after each other."""
    for segment, value, months in ((None, "0", 0), (HEAD, "90", 12), (MEMBER, "271", 5), (OTHER_MEMBER, "270", 12)):
        with transaction() as session:
            if segment:
                _value(session, collecting.segments[segment], value, months)
            place = _place(session)
        verdict = judge(RULES, *place)
        assert verdict.evaluated == len(RULES.rules)
        with transaction() as session:
            expected = tuple(rule for rule in RULES.rules if _by_hand(session, rule))
        assert verdict.failed == expected


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: f"{rule.code}-{rule.severity}")
def test_a_rule_fails_exactly_on_the_rows_its_condition_holds_for(collecting: SmallPeriod, rule: Rule) -> None:
    """Each condition against a row made to fail it and one made to pass: the file says what SPEC §5 says."""
    wrong, right = {
        ("DQ-I01", Severity.BLOCK): ("target_min => 0", "target_min => 0.01"),
        ("DQ-S04", Severity.BLOCK): ("data_source => ' '", "data_source => 'x'"),
        ("DQ-R01", Severity.BLOCK): ("reported => 0", "reported => 1"),
        ("DQ-R01", Severity.WARN): ("reported => 11", "reported => 12"),
        ("DQ-R02", Severity.WARN): ("highest => 271", "highest => 270"),
    }[rule.code, rule.severity]
    plain = {
        "target_min": "90",
        "target_max": "90",
        "unit_of_measure": "'x'",
        "data_source": "'x'",
        "reported": "12",
        "months": "12",
        "highest": "90",
    }
    with transaction() as session:
        for change, fails in ((wrong, True), (right, False)):
            name, value = change.split(" => ")
            columns = ", ".join(f"{text} AS {column}" for column, text in (plain | {name: value}).items())
            statement = (
                f"SELECT {rule.failed_when} AS failed, {rule.observed} AS observed FROM (SELECT {columns}) AS row"
            )
            found = one(session, statement)  # type: ignore[arg-type]
            assert found
            assert found["failed"] is fails
            assert found["observed"]


def test_a_rule_that_cannot_be_evaluated_raises(collecting: SmallPeriod) -> None:
    """A broken rule is never a passed one."""
    broken = RuleSet(RULES.dataset, (*RULES.rules, replace(RULES.rules[0], failed_when="no_such_column > 1")))
    with transaction() as session:
        place = _place(session)
    with pytest.raises(Exception, match="no_such_column"):
        judge(broken, *place)
    assert judge(RULES, *place).evaluated == len(RULES.rules)


def test_an_empty_unit_fails_nothing(collecting: SmallPeriod) -> None:
    assert judge(RULES, 10**6, 10**6).failed == ()


def test_two_units_are_judged_at_the_same_time(collecting: SmallPeriod) -> None:
    """The dispatcher works on several units in one process."""
    with transaction() as session:
        period, unit = _place(session)
    units = [unit, 10**6] * 3
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda number: judge(RULES, period, number), units))
    assert [bool(verdict.failed) for verdict in verdicts] == [number == unit for number in units]
