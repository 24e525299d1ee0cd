"""A daily log is kept and decided at the command line; wrong input is refused in plain words."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from models.database import rows, transaction
from models.vocabulary import Stage
from tests.acts import first_day
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told

DAY = str(first_day())


@pytest.fixture(autouse=True)
def small(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.COLLECTION)


def add(nip: str = MEMBER, *more: object, starts: str = "08:00", code: int = 0) -> Any:
    words = ("log", "add", "--as", nip, "--period", "2026", "--day", DAY, "--from", starts, "--until", "16:00")
    return told(*words, "--description", "Melayani loket", *(more or ("--work-result", 1)), code=code)


def states(nip: str = MEMBER) -> list[str]:
    return [entry["status"] for entry in told("log", "list", "--as", nip, "--period", "2026")]


def test_an_activity_is_recorded_listed_and_withdrawn() -> None:
    entry = add(MEMBER, "--work-result", 1, "--volume", "12.5", "--of", "berkas")["entry"]
    [shown] = told("log", "list", "--as", MEMBER, "--period", "2026", "--from", DAY, "--until", DAY)
    assert (shown["id"], shown["starts"], shown["ends"], shown["output_volume"]) == (entry, "08:00", "16:00", "12.5")
    table = said("log", "list", "--as", MEMBER, "--period", "2026")
    assert "08:00–16:00" in table  # noqa: RUF001
    assert "12.5 berkas" in table
    assert "is withdrawn" in said("log", "withdraw", entry, "--as", MEMBER)
    assert said("log", "list", "--as", MEMBER, "--period", "2026").strip() == "No entry here."
    assert told("log", "withdraw", entry, "--as", MEMBER, code=1)["error"] == "NOT_FOUND"


def test_what_serves_no_work_result_needs_a_reason() -> None:
    assert add(MEMBER, "--unrelated", "Apel pagi")["recorded"]
    refusal = add(MEMBER, "--volume", "1", starts="09:00", code=1)
    assert "say why it belongs to none" in refusal["message"]


def test_a_rater_validates_and_rejects_by_number() -> None:
    first, second = add()["entry"], add(starts="09.30")["entry"]
    assert told("log", "validate", first, "--as", DIVISION_HEAD) == {"entries": 1, "outcome": "validated"}
    assert "1 entries: rejected." in said("log", "reject", second, "--as", DIVISION_HEAD, "--reason", "Jam keliru")
    assert states() == ["rejected", "validated"]
    assert "rejected: Jam keliru" in said("log", "list", "--as", MEMBER, "--period", "2026", "--status", "rejected")
    with transaction() as session:
        typed = rows(session, "SELECT DISTINCT actor_name FROM audit_event WHERE event = 'log.decided'")
    assert [row["actor_name"][:4] for row in typed] == ["cli:"]


def test_everything_that_waits_is_validated_after_a_question() -> None:
    for nip in (MEMBER, OTHER_MEMBER):
        add(nip)
    waiting = told("log", "waiting", "--as", DIVISION_HEAD, "--period", "2026")
    assert [entry["nip"] for entry in waiting] == [MEMBER, OTHER_MEMBER]
    assert MEMBER in said("log", "waiting", "--as", DIVISION_HEAD)
    asked = CliRunner().invoke(app, ["log", "validate", "--all", "--as", DIVISION_HEAD], input="n\n")
    assert asked.exit_code == 1
    assert "Validate 2 entries of 2 people?" in asked.output
    assert states() == ["submitted"]
    done = CliRunner().invoke(app, ["log", "validate", "--all", "--of", MEMBER, "--as", DIVISION_HEAD], input="y\n")
    assert (done.exit_code, states(), states(OTHER_MEMBER)) == (0, ["validated"], ["submitted"])
    assert told("log", "validate", "--all", "--yes", "--as", DIVISION_HEAD) == {"entries": 1, "outcome": "validated"}
    assert told("log", "validate", "--all", "--yes", "--as", DIVISION_HEAD) == {"entries": 0, "outcome": "validated"}


def test_wrong_input_changes_nothing() -> None:
    entry = add()["entry"]
    before = snapshot()
    rater = ("--as", DIVISION_HEAD)
    refusals = {
        "NOT_ALLOWED": [told("log", "validate", entry, "--as", HEAD, code=1)],
        "NOT_FOUND": [
            told("log", "validate", 999, *rater, code=1),
            told("log", "list", "--as", MEMBER, "--period", "1999", code=1),
            told("log", "waiting", "--period", "1999", *rater, code=1),
            told("log", "waiting", "--of", "1" * 18, *rater, code=1),
            told("log", "validate", "--all", "--yes", "--period", "1999", *rater, code=1),
        ],
        "INVALID_INPUT": [
            add(starts="25:00", code=1),
            add(starts="pagi", code=1),
            add(starts="17:00", code=1),
            add(MEMBER, "--work-result", 1, "--volume", "1.234,5", code=1),
            add(MEMBER, "--work-result", 1, "--volume", "-1", code=1),
            add(MEMBER, "--work-result", 10**12, code=1),
            told("log", "validate", 10**20, *rater, code=1),
            told("log", "validate", *rater, code=1),
            told("log", "validate", entry, "--all", *rater, code=1),
            told("log", "validate", entry, "--of", MEMBER, *rater, code=1),
            told("log", "validate", "--all", *rater, code=1),
            told("log", "reject", entry, "--reason", "  ", *rater, code=1),
            told("log", "list", "--as", MEMBER, "--period", "2026", "--status", "liked", code=1),
        ],
    }
    for error, answers in refusals.items():
        assert [answer["error"] for answer in answers] == [error] * len(answers)
    said("log", "add", "--as", MEMBER, "--period", "2026", "--day", "31-02-2026", "--from", "8:00", "--until", "9:00",
         "--description", "x", code=2)  # fmt: skip
    assert changed_tables(before) == set()
