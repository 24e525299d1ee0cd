"""A datum that stands by a waiver is marked in every command that shows it, in JSON and in the text."""

from collections.abc import Callable
from typing import Any

import pytest

from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.acts import World, first_day
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.facts import unit_id
from tests.journeys.commands import said, told
from tests.models.test_explanation import short
from tests.waived import LAST_DAY, REASON, waived

MINE = ("--as", MEMBER, "--period", "2026")
DAY = str(first_day())


def _line(datum: str) -> str:
    with transaction() as session:
        head = one(session, "SELECT name FROM person WHERE nip = %(nip)s", nip=HEAD)
    assert head
    return f"{datum}: WAIVED through {LAST_DAY}: {REASON}, by {head['name']} ("


def _name() -> str:
    with transaction() as session:
        found = one(session, "SELECT name FROM person WHERE nip = %(nip)s", nip=MEMBER)
    assert found
    return str(found["name"])


def _waive(period: SmallPeriod, suite: str, subject: str, code: str = "DQ-X99", **more: Any) -> None:
    with transaction() as session:
        waived(session, period, suite, subject, code, **more)


def _subjects(found: dict[str, Any]) -> list[str]:
    assert all((each["waived_through"], each["waived_reason"]) == (str(LAST_DAY), REASON) for each in found["waived"])
    return [each["subject"] for each in found["waived"]]


def test_in_a_plan_the_indicator_and_the_work_result(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    assert told("my", "plan", *MINE)["waived"] == []
    assert "WAIVED" not in said("my", "plan", *MINE)
    _waive(period, "indicators", "1.1")
    _waive(period, "plans", "1")
    _waive(period, "logs", f"{DAY} 08:00")
    assert _subjects(told("my", "plan", *MINE)) == ["1", "1.1"]
    text = said("my", "plan", *MINE)
    assert _line("! 1.1") in text
    assert _line("! 1") in text
    assert text.count("WAIVED") == 2
    assert "Layanan bermutu !" in text


def test_in_the_result_everything_it_rests_on(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    _waive(period, "indicators", "1.1")
    _waive(period, "people", "Analis")
    assert _subjects(told("my", "result", *MINE)) == ["1.1", "Analis"]
    text = said("my", "result", *MINE)
    assert _line("! 1.1") in text
    assert _line("! Analis") in text


def test_in_the_queue_what_the_decision_rests_on(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _waive(period, "indicators", "1.1")
    requests = told("approvals", "list", "--kind", "evaluation")
    assert {row["nip"]: _subjects(row) for row in requests if row["waived"]} == {MEMBER: ["1.1"]}
    text = said("approvals", "list")
    assert _line(f"! {_name()}, 1.1") in text
    assert f"{_name()} !" in text


def test_in_the_log_the_entry_for_employee_and_rater(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    for starts in ("08:00", "13:00"):
        told("log", "add", *MINE, "--day", DAY, "--from", starts, "--until", "16:00", "--description", "x",
             "--work-result", 1)  # fmt: skip
    _waive(period, "logs", f"{DAY} 08:00", "DQ-L01")
    for command in (("log", "list", *MINE), ("log", "waiting", "--as", DIVISION_HEAD)):
        assert {row["starts"]: len(row["waived"]) for row in told(*command)} == {"08:00": 1, "13:00": 0}
        assert _line(f"! {_name()}, {DAY} 08:00") in said(*command)
        assert "08:00–16:00 !" in said(*command)  # noqa: RUF001


def test_in_the_evidence_what_is_wrong_with_it_and_what_may_be_missing(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    _waive(period, "indicators", "1.1", "DQ-R03")
    _waive(period, "indicators", "1.1", "DQ-R01")
    empty = said("my", "evidence", *MINE)
    assert "No evidence is attached yet" in empty
    assert empty.count("WAIVED") == 1
    told("my", "attach", "https://contoh.go.id/a", *MINE, "--work-result", 1, "--indicator", 1)
    [shown] = told("my", "evidence", *MINE)
    assert [each["code"] for each in shown["waived"]] == ["DQ-R03"]
    text = said("my", "evidence", *MINE)
    assert _line("! 1.1") in text
    assert "1.1 !" in text


def test_in_the_shortfalls_the_indicator(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    with transaction() as session:
        short(World(session, period))
    _waive(period, "indicators", "1.1", "DQ-R07")
    assert [_subjects(row) for row in told("my", "shortfalls", *MINE)] == [["1.1"]]
    assert _line("! 1.1") in said("my", "shortfalls", *MINE)


@pytest.mark.parametrize("command", ["people", "results"])
def test_in_the_lists_of_a_period_the_person(fresh: Callable[[Stage], SmallPeriod], command: str) -> None:
    period = fresh(Stage.OBJECTION)
    _waive(period, "indicators", "1.1")
    found = told("period", command, "2026")
    assert {row["nip"]: _subjects(row) for row in found if row["waived"]} == {MEMBER: ["1.1"]}
    text = said("period", command, "2026")
    assert _line(f"! {_name()}, 1.1") in text
    assert f"{_name()} !" in text


def test_in_the_rows_held_back_the_row(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        run(
            session,
            """
            WITH source AS (
              INSERT INTO source (period_id, code, version, dataset, definition, definition_digest, registered_by)
              VALUES (%(period)s, 'SIAK', 1, 'service_case', '{"columns": {}}', 'd', 'x') RETURNING id),
            delivery AS (
              INSERT INTO delivery (period_id, source_id, way, name, sha256, bytes, outcome, operator)
              SELECT %(period)s, id, 'file', 'a.csv', repeat('ab', 32), 1, 'stored', 'x' FROM source RETURNING id)
            INSERT INTO held_row (delivery_id, row, unit_id, cells, problems)
            SELECT delivery.id, row, %(unit)s, '{}', '[]' FROM delivery, generate_series(2, 3) AS row""",
            period=period.id,
            unit=unit_id(session),
        )
        [delivery] = [one(session, "SELECT id FROM delivery")]
    assert delivery
    _waive(period, "imports", f"SIAK {delivery['id']}:2", "DQ-X01", nip=None)
    found = told("import", "held", "--period", "2026")
    assert {row["row"]: len(row["waived"]) for row in found} == {2: 1, 3: 0}
    assert _line(f"! a.csv, SIAK {delivery['id']}:2") in said("import", "held", "--period", "2026")
