"""Lists at the command line: conditions without an order, naming, and reading who was named."""

from collections.abc import Callable

from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, SmallPeriod
from tests.journeys.commands import said, told


def test_an_official_names_a_list(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.OBJECTION).accept_all()
    assert "No list was named" in said("lists", "show", "2026")
    assert {each["nip"] for each in told("lists", "candidates", "2026") if each["meets"]} >= {HEAD, DIVISION_HEAD}
    assert "nobody is chosen by it" in said("lists", "candidates", "2026", "--predicate", "SANGAT_BAIK")
    decision = ("--as", "KDH", "--purpose", "Rencana suksesi", "--decree", "800/21")
    answer = told("lists", "name", "2026", *decision, "--person", f"{DIVISION_HEAD}=Memimpin tim dengan baik")
    assert answer["people"] == 1
    said("lists", "name", "2026", *decision, "--person", f"{DIVISION_HEAD}=", code=1)
    said("lists", "name", "2026", *decision, "--person", DIVISION_HEAD, code=2)
    [line] = told("lists", "show", "2026")
    assert (line["nip"], line["decided_by"]) == (DIVISION_HEAD, "Sri Rejeki")
    assert "talent list" in said("lists", "show", "2026").lower()
