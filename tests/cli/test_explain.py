"""Shortfalls are listed and explained at the command line, and hold the rating until they are."""

from collections.abc import Callable

from models.database import transaction
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import DIVISION_HEAD, MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told
from tests.models.test_explanation import short

MINE = ("--as", MEMBER, "--period", "2026")
PLACE = ("--work-result", 1, "--indicator", 1)


def test_a_shortfall_is_listed_explained_and_only_then_rated(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    assert "No indicator is under its target" in said("my", "shortfalls", *MINE)
    with transaction() as session:
        request = short(World(session, period))
    [listed] = told("my", "shortfalls", *MINE)
    assert (listed["work_result"], listed["value"], listed["explanation"]) == (1, "60", None)
    assert "missing: it is your turn" in said("my", "shortfalls", *MINE)
    rating = ("approvals", "decide", request, "--as", DIVISION_HEAD, "--work", "SESUAI", "--behavior", "SESUAI")
    refusal = told(*rating, code=1)
    assert refusal["error"] == "WRONG_STATE"
    assert "under its target (60)" in refusal["message"]
    said("my", "explain", *MINE, *PLACE, "--cause", "leave", "--words", "Cuti melahirkan tiga bulan")
    assert "leave or illness: Cuti melahirkan tiga bulan" in said("my", "shortfalls", *MINE)
    assert told(*rating)["decided"]


def test_a_wrong_explanation_changes_nothing(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.COLLECTION)
    before = snapshot()
    words = ("--words", "Anggaran baru cair di bulan Oktober")
    refusals = [
        told("my", "explain", *MINE, *PLACE, "--cause", "LUCK", *words, code=1),
        told("my", "explain", *MINE, *PLACE, "--cause", "LEAVE", "--words", "sakit", code=1),
        told("my", "explain", *MINE, "--work-result", 1, "--indicator", 7, "--cause", "LEAVE", *words, code=1),
    ]
    assert [refusal["error"] for refusal in refusals] == ["INVALID_INPUT"] * 3
    assert "EXTRA_WORK" in refusals[0]["message"]
    assert changed_tables(before) == set()
