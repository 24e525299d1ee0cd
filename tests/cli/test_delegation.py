"""Delegations are entered, listed and ended at the command line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.database import transaction
from models.vocabulary import Stage
from tests.delegations import DECREE, today
from tests.factories import DIVISION_HEAD, HEAD, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told


@pytest.fixture(autouse=True)
def small(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.APPROVAL)


def make(*more: object, deputy: str = OTHER_MEMBER, kind: str = "plt", last: int = 9, code: int = 0) -> Any:
    with transaction() as session:
        day = today(session)
    return told(
        "delegation", "make", DIVISION_HEAD, deputy, "--kind", kind, "--decree", DECREE, "--decree-date", day,
        "--starts", day, "--ends", day + timedelta(days=last), "--reason", "Pejabat cuti", *more, code=code,
    )  # fmt: skip


def test_a_delegation_is_made_listed_and_ended() -> None:
    number = make("--as", HEAD)["delegation"]
    assert [row["id"] for row in told("delegation", "list", "--state", "in_force")] == [number]
    assert "Pegawai 4" in said("delegation", "list")
    told("delegation", "end", number, "--reason", "Kembali")
    assert told("delegation", "list", "--state", "in_force") == []
    assert said("delegation", "list", "--state", "to_come").strip() == "There is no delegation."


def test_a_wrong_delegation_changes_nothing() -> None:
    before = snapshot()
    refusals = [
        (make(deputy=DIVISION_HEAD, code=1), "INVALID_INPUT"),
        (make(kind="pj", code=1), "INVALID_INPUT"),
        (make(last=400, code=1), "INVALID_INPUT"),
        (make("--as", OTHER_MEMBER, code=1), "NOT_ALLOWED"),
        (told("delegation", "end", 99, "--reason", "x", code=1), "NOT_FOUND"),
    ]
    assert [refusal["error"] for refusal, _ in refusals] == [error for _, error in refusals]
    assert changed_tables(before) == set()
