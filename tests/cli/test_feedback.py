"""Feedback is given and read at the command line."""

from collections.abc import Callable
from typing import Any

import pytest

from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told


@pytest.fixture(autouse=True)
def small(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.COLLECTION)


def give(*more: object, by: str = OTHER_MEMBER, to: str = MEMBER, kind: str = "appreciation", code: int = 0) -> Any:
    words = ("feedback", "give", "--as", by, "--to", to, "--period", "2026", "--kind", kind)
    return told(*words, *(more or ("--words", "Sigap membantu loket lain")), code=code)


def test_feedback_is_given_and_read_with_its_core_values() -> None:
    assert give("--words", "Sigap", "--value", "Berorientasi Pelayanan")["given"]
    give("--words", "Datang lebih awal", "--work-result", 1, by=HEAD, kind="Correction")
    read = told("feedback", "list", "--as", MEMBER, "--period", "2026")
    assert [(row["kind"], row["giver_nip"]) for row in read["feedback"]] == [
        ("correction", HEAD),
        ("appreciation", OTHER_MEMBER),
    ]
    assert read["core_values"][0] == {"core_value": "BERORIENTASI_PELAYANAN", "appreciation": 1, "correction": 0}
    shown = said("feedback", "list", "--as", MEMBER, "--period", "2026")
    assert "Berorientasi Pelayanan" in shown
    assert "Datang lebih awal" in shown


def test_nobody_yet_is_said() -> None:
    assert said("feedback", "list", "--as", MEMBER, "--period", "2026").strip() == "No feedback yet."


def test_wrong_feedback_changes_nothing() -> None:
    before = snapshot()
    refusals = [
        (give(by=MEMBER, code=1), "NOT_ALLOWED"),
        (give(kind="gossip", code=1), "INVALID_INPUT"),
        (give("--words", " ", code=1), "INVALID_INPUT"),
        (give("--words", "x", "--value", "RAJIN", code=1), "INVALID_INPUT"),
        (give("--words", "x", "--work-result", 10**15, code=1), "INVALID_INPUT"),
        (give(to="1" * 18, code=1), "NOT_FOUND"),
        (give(by="1" * 18, code=1), "NOT_FOUND"),
    ]
    assert [refusal["error"] for refusal, _ in refusals] == [error for _, error in refusals]
    assert changed_tables(before) == set()
