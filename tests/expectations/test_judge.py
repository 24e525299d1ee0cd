"""The judge: Great Expectations says of every rule what its condition says as SQL; an error is never a pass."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from expectations.judge import as_expectations, judge
from expectations.rules import Rule, Suite, filled, load
from models.database import one, run, transaction
from models.rules.complaints import ComplaintKind
from models.rules.settings import DEFAULTS
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, now
from tests.facts import add_fact

SUITE = load("indicators")


def _place(session: Session) -> tuple[int, int]:
    found = one(session, "SELECT period_id, unit_id FROM period_unit")
    assert found
    return found["period_id"], found["unit_id"]


def _by_hand(session: Session, rule: Rule) -> int:
    """How many rows of the unit fail, by the condition as it is written."""
    condition = filled(rule.failed_when, DEFAULTS)
    found = one(session, f"SELECT count(*) AS failed FROM {SUITE.dataset} WHERE {condition}")  # type: ignore[arg-type]
    assert found
    return int(found["failed"])


def _value(session: Session, segment: int, value: str, months: int) -> None:
    """The same value in the first months of the year."""
    run(
        session,
        """
        INSERT INTO realization (indicator_id, month, version, value, source)
        SELECT i.id, m::date, 1, %(value)s::numeric, 'test'
          FROM indicator i JOIN work_result w ON w.id = i.work_result_id JOIN plan p ON p.id = w.plan_id
          JOIN segment s ON s.id = p.segment_id,
               generate_series(date_trunc('year', s.starts), date_trunc('year', s.starts) + interval '11 months',
                               '1 month') m
         WHERE p.segment_id = %(segment)s AND extract(month FROM m) <= %(months)s
        """,
        segment=segment,
        value=value,
        months=months,
    )


def test_every_rule_is_judged_as_its_own_condition_says(collecting: SmallPeriod) -> None:
    """Nobody, everybody and a few fail, in worlds after each other."""
    for segment, value, months in ((None, "0", 0), (HEAD, "90", 12), (MEMBER, "271", 5), (OTHER_MEMBER, "270", 12)):
        with transaction() as session:
            if segment:
                _value(session, collecting.segments[segment], value, months)
            period, unit = _place(session)
        verdict = judge(SUITE, period, [unit])[unit]
        assert verdict.evaluated == 4
        with transaction() as session:
            expected = {rule.name: _by_hand(session, rule) for rule in SUITE.rules}
        failed = {rule.name: sum(fault.rule is rule for fault in verdict.faults) for rule in SUITE.rules}
        assert failed == expected
        assert verdict.whole_run == {name: (4, count) for name, count in expected.items()}


def test_a_rule_that_cannot_be_evaluated_raises(collecting: SmallPeriod) -> None:
    """A broken rule is never a passed one."""
    broken = replace(SUITE, rules=(*SUITE.rules, replace(SUITE.rules[0], name="x", failed_when="no_such_column > 1")))
    with transaction() as session:
        period, unit = _place(session)
    with pytest.raises(Exception, match="no_such_column"):
        judge(broken, period, [unit])
    assert judge(SUITE, period, [unit])[unit].evaluated == 4


def test_an_empty_unit_fails_nothing_and_no_unit_asks_nothing(collecting: SmallPeriod) -> None:
    verdict = judge(SUITE, 10**6, [10**6])[10**6]
    assert (verdict.evaluated, verdict.faults) == (0, ())
    assert judge(SUITE, 1, []) == {}


def test_units_judged_together_get_each_their_own_verdict(collecting: SmallPeriod) -> None:
    with transaction() as session:
        period, unit = _place(session)
    together = judge(SUITE, period, [unit, 10**6])
    assert together[unit].faults
    assert together[unit].faults == judge(SUITE, period, [unit])[unit].faults
    assert together[10**6].faults == ()
    assert together[unit].run_key == together[10**6].run_key


def test_threads_may_judge_at_the_same_time(collecting: SmallPeriod) -> None:
    """The dispatcher works on several units in one process."""
    with transaction() as session:
        period, unit = _place(session)
    units = [unit, 10**6] * 2
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda number: judge(SUITE, period, [number])[number], units))
    assert [bool(verdict.faults) for verdict in verdicts] == [number == unit for number in units]


def test_a_threshold_of_the_region_changes_the_verdict(collecting: SmallPeriod) -> None:
    with transaction() as session:
        _value(session, collecting.segments[MEMBER], "80", 12)
        period, unit = _place(session)

    def unexplained(percent: int) -> int:
        settings = replace(DEFAULTS, explanation_below=percent)
        faults = judge(SUITE, period, [unit], settings)[unit].faults
        return sum(fault.rule.code == "DQ-R07" for fault in faults)

    assert (unexplained(100), unexplained(80)) == (1, 0)


def test_a_regions_own_days_for_complaints_change_the_verdict(collecting: SmallPeriod) -> None:
    """An end after six days is late by the national limit of five; a region may allow more, or fewer to all."""
    day = now().date() - timedelta(days=30)
    with transaction() as session:
        period, unit = _place(session)
        add_fact(
            session,
            period,
            "complaint",
            "t",
            unit=unit,
            ticket="t",
            kind="PERMINTAAN_INFORMASI",
            status="finished",
            received_on=day,
            first_response_on=day + timedelta(days=2),
            finished_on=day + timedelta(days=6),
        )

    def late(**days: int) -> list[tuple[str, dict[str, str]]]:
        own = {ComplaintKind[kind]: number for kind, number in days.items()}
        verdict = judge(load("complaints"), period, [unit], replace(DEFAULTS, complaint_days=own))[unit]
        return [(fault.rule.name, fault.details) for fault in verdict.faults]

    national = ("V02-complaint-late", {"ticket": "t", "answer_days": "6", "limit_days": "5"})
    assert late() == [national]
    assert late(INFORMATION=6) == []
    first = ("V02-complaint-response", {"ticket": "t", "response_days": "2", "response_limit_days": "1"})
    assert late(FIRST_RESPONSE=1) == [first, national]


def test_hostile_text_is_carried_as_it_is(collecting: SmallPeriod) -> None:
    """What people write is a value in a verdict, never a part of a statement or a format."""
    hostile = """'; DROP TABLE x; -- {curly} %s % "quote" :colon <b>"""
    with transaction() as session:
        period, unit = _place(session)
        add = (
            "INSERT INTO outage (period_id, unit_id, key, version, content_hash, recorded_by, starts_at, ends_at, "
            "reason)"
            " SELECT %(period)s, %(unit)s, 'k', 1, 'h', min(id), now() - interval '1 hour', now(), %(text)s FROM person"
        )
        run(session, add, period=period, unit=unit, text=hostile)
    rule = replace(SUITE.rules[0], name="hostile", failed_when="true", observed="reason", message="{reason}.")
    suite = Suite("x", "outage", SUITE.stages, "reason", ("reason",), (rule,))
    (fault,) = judge(suite, period, [unit])[unit].faults
    assert (fault.observed, fault.subject, fault.details) == (hostile, hostile, {"reason": hostile})


def test_values_for_texts_are_exact(collecting: SmallPeriod) -> None:
    """Rupiah beyond a binary float's digits, without needless decimals; what no text uses is not kept."""
    with transaction() as session:
        period, unit = _place(session)
        add = (
            "INSERT INTO budget_line (period_id, unit_id, key, version, content_hash, recorded_by, code, program, "
            "activity, sub_activity, month, ceiling, realized) SELECT %(period)s, %(unit)s, 'k', 1, 'h', min(id), 'c', "
            "'', '', 's', date_trunc('month', now()), 12345678901234567.00, 12345678901234567.50 FROM person"
        )
        run(session, add, period=period, unit=unit)
    (fault,) = judge(load("budget"), period, [unit])[unit].faults
    assert fault.rule.name == "B01-over"
    assert (fault.details["ceiling"], fault.details["realized"]) == ("12345678901234567", "12345678901234567.5")
    assert "physical_percent" not in fault.details


def test_the_suite_is_the_same_after_great_expectations_own_json(collecting: SmallPeriod) -> None:
    import great_expectations as gx  # noqa: PLC0415 - seconds to import

    written = as_expectations(gx, SUITE).to_json_dict()
    again = gx.ExpectationSuite(**written)
    assert again.to_json_dict() == written
    assert [each["meta"]["code"] for each in written["expectations"]] == [rule.code for rule in SUITE.rules]
