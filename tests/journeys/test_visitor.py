"""The visitor's journey: the demo leaves one unit to them; they decide everything there, and its results come out."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from deployments.prefect_server import PrefectServer
from tests.journeys.commands import said, told
from tests.journeys.programs import Stack

EMPLOYEES = 60
#: What the visitor answers to each kind of request, beside who they are.
ANSWERS = {
    "evaluation": ["--work", "SESUAI", "--behavior", "SESUAI", "--reason", "Terima kasih"],
    "organization": ["--predicate", "BAIK", "--reason", "Sesuai capaian"],
    "distribution": ["--reason", "Unit kecil, seluruh target terukur"],
}


@pytest.fixture
def demo(db: str, prefect: PrefectServer, prefect_api: None, tmp_path: Path) -> Any:
    """The board at the end of `kinerja demo`, run as a program of its own."""
    given = {name: os.environ[name] for name in ("KINERJA_DATABASE_URL", "KINERJA_OWNER_DATABASE_URL")}
    more = given | prefect.environment | {"KINERJA_PREFECT_API_URL": prefect.url}
    done = Stack(tmp_path / "home", more).run("demo", "--no-serve", "--json", "--employees", str(EMPLOYEES))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def _decide_all(unit: str, kind: str) -> list[int]:
    """The visitor decides every request of a kind in the unit; agency heads have no work rating of their own."""
    found = [request for request in told("approvals", "list", "--unit", unit) if request["kind"] == kind]
    for request in found:
        answer = ANSWERS[kind]
        if kind == "evaluation" and request["asked_nip"] == "KDH":
            answer = answer[2:]
        told("approvals", "decide", request["id"], "--as", request["asked_nip"], *answer)
    return [request["id"] for request in found]


def _unit(period: str, code: str) -> Any:
    return next(unit for unit in told("period", "show", period)["units"] if unit["code"] == code)


def test_the_visitor_decides_and_the_unit_is_published(demo: dict[str, Any]) -> None:
    period, code = demo["code"], demo["left_waiting"]
    stages = {unit["code"]: unit["stage"] for unit in demo["units"]}
    assert stages.pop(code) == "approval"
    assert set(stages.values()) == {"finished"}

    rated = _decide_all(code, "evaluation")
    assert len(rated) == _unit(period, code)["people"]
    assert len(_decide_all(code, "organization")) == 1
    told("period", "advance", period)
    _decide_all(code, "distribution")
    told("period", "advance", period)
    assert _unit(period, code)["stage"] == "objection"

    people = told("period", "people", period, "--unit", code)
    assert {person["predicate"] for person in people} == {"BAIK"}
    for person in people:
        assert told("my", "result", "--as", person["nip"], "--period", period)["predicate"] == "BAIK"
        told("my", "accept", "--as", person["nip"], "--period", period)
    told("period", "advance", period)
    assert _unit(period, code)["stage"] == "finished"

    _traces_are_complete(code, people[-1]["nip"], rated[-1])


def _traces_are_complete(unit: str, nip: str, request: int) -> None:
    of_unit = told("trace", "--unit", unit)
    assert [event["occurred_at"] for event in of_unit] == sorted(event["occurred_at"] for event in of_unit)
    sealed = [event for event in of_unit if event["event"] == "stage.sealed"]
    assert [event["content"]["stage"] for event in sealed] == [
        "briefing", "target_setting", "collection", "quality", "approval", "scoring", "notification", "objection",
        "closing",
    ]  # fmt: skip
    assert all(event["flow_run_id"] for event in sealed)

    of_person = [event["event"] for event in told("trace", nip)]
    decided = ["plan.approved", "evaluation.rated", "result.accepted"]
    assert [event for event in of_person if event in decided] == decided
    [rating] = [event for event in told("trace", "--request", request) if event["event"] == "evaluation.rated"]
    assert rating["reason"] == "Terima kasih"
    assert "Terima kasih" in said("trace", "--request", request)
