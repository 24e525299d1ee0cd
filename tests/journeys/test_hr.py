"""The HR administrator's first day: a sample, the check, the launch, one approval, one return, a new submission."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import count
from tests.journeys.commands import said, told

pytestmark = pytest.mark.usefixtures("db", "prefect_api")
YEAR = "2026"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    told("sample", "--employees", 40, "--year", YEAR, "--out", tmp_path)
    return tmp_path


def _launched(sample: Path, *more: str) -> Any:
    return told("period", "launch", sample / "period.yaml", "--roster", sample / "roster.xlsx", *more)


def _plans(sample: Path) -> Any:
    return told("import", "plans", sample / "plans.csv", "--period", YEAR, "--submit", code=1)


def test_from_the_sample_to_the_first_decisions(sample: Path) -> None:
    report = told("roster", "check", sample / "roster.xlsx", "--on", f"{YEAR}-01-01", code=1)
    held = {problem["row"] for problem in report["problems"] if problem["severity"] == "block"}

    dry = _launched(sample, "--dry-run")
    assert (dry["dry_run"], dry["created"], count("period"), count("person")) == (True, False, 0, 0)
    assert dry["held_back"] >= len(held) > 0

    first = _launched(sample)
    assert first["created"]
    assert first["segments"] == dry["segments"] == count("segment")
    again = _launched(sample)
    assert (again["created"], again["segments"], count("period")) == (False, first["segments"], 1)
    assert "was launched before" in said("period", "launch", sample / "period.yaml", "--roster", sample / "roster.xlsx")

    board = told("period", "show", YEAR)
    assert {unit["stage"] for unit in board["units"]} == {"target_setting"}
    assert all(unit["last_run"]["outcome"] == "waiting" for unit in board["units"])
    assert all("plans await" in unit["waiting_for"] for unit in board["units"])
    assert YEAR in said("period", "show", YEAR)

    later = str(datetime.now(UTC).date() + timedelta(days=400))
    told("period", "extend", YEAR, "target_setting", later, "--reason", "Jaringan putus")
    assert {unit["due"][:10] for unit in told("period", "show", YEAR)["units"]} == {later}

    heads = _plans(sample)
    assert heads["done"] == len(board["units"]), "agency heads first; everybody else waits for the rater's plan"
    assert "WRONG_STATE" in {problem["error"] for problem in heads["problems"]}

    approved, returned = told("approvals", "list", "--period", YEAR)[:2]
    told("approvals", "decide", approved["id"], "--as", approved["asked_nip"], "--approve")
    said("approvals", "decide", returned["id"], "--as", "KDH", "--return", "--reason", "Lengkapi target")
    assert told("my", "plan", "--as", approved["nip"], "--period", YEAR)["status"] == "approved"
    assert told("my", "plan", "--as", returned["nip"], "--period", YEAR)["status"] == "returned"

    assert _plans(sample)["done"] > 1, "the returned plan again, and the approved head's people"
    events = [event["event"] for event in told("trace", returned["nip"])]
    assert [event for event in events if event.startswith("plan.")] == [
        "plan.drafted",
        "plan.submitted",
        "plan.returned",
        "plan.drafted",
        "plan.submitted",
    ]


def test_the_employee_submits_a_draft_and_reads_it(sample: Path) -> None:
    _launched(sample)
    told("import", "plans", sample / "plans.csv", "--period", YEAR, code=1)
    head = next(person for person in told("period", "people", YEAR) if person["plan"] == "draft v1")
    said("my", "acknowledge", "--as", head["nip"], "--period", YEAR)
    assert told("my", "submit", "--as", head["nip"], "--period", YEAR)["done"]
    assert told("my", "plan", "--as", head["nip"], "--period", YEAR)["status"] == "submitted"
    assert "submitted" in said("my", "plan", "--as", head["nip"], "--period", YEAR)
    [request] = told("approvals", "list", "--period", YEAR)
    assert (request["kind"], request["nip"]) == ("plan", head["nip"])
    assert request["about"] in said("approvals", "list", "--as", "KDH")
