"""`kinerja runs`: what the record says of every run of a stage, filtered, and one run whole."""

from collections.abc import Callable

import pytest

from cli.run_counts import WORDS, counted
from models.vocabulary import Stage
from tests.factories import SmallPeriod
from tests.journeys.commands import said, told

World = Callable[[Stage], SmallPeriod]


@pytest.fixture
def scored(fresh: World) -> SmallPeriod:
    """A period whose results were scored."""
    period = fresh(Stage.SCORING)
    period.pass_stage(Stage.SCORING)
    return period


@pytest.mark.usefixtures("scored")
def test_runs_are_listed_by_what_is_asked() -> None:
    every = told("runs", "list")
    assert [run["id"] for run in every] == sorted((run["id"] for run in every), reverse=True)
    assert {run["outcome"] for run in told("runs", "list", "--outcome", "sealed")} == {"sealed"}
    assert {run["stage"] for run in told("runs", "list", "--stage", "scoring", "--period", "2026")} == {"scoring"}
    assert told("runs", "list", "--unit", "dinkes") == every
    assert told("runs", "list", "--unit", "elsewhere") == []
    assert told("runs", "list", "--since", "2100-01-01") == []
    assert told("runs", "list", "--since", "2000-01-01", "--limit", "2") == every[:2]
    assert "No run of a stage" in said("runs", "list", "--period", "2026", "--unit", "elsewhere")
    assert "Stage" in said("runs", "list")


@pytest.mark.usefixtures("scored")
def test_one_run_is_shown_whole() -> None:
    [listed] = told("runs", "list", "--stage", "scoring", "--outcome", "sealed")
    run = told("runs", "show", listed["id"])
    assert (run["counts"]["scored"], run["rule_pack"]) == (4, "PERMENPANRB6_2022")
    assert run["seal"]["outputs_digest"] == run["outputs_digest"]
    assert [(event["event"], event["own"]) for event in run["events"]] == [("stage.sealed", True)]
    assert run["judged"]
    assert listed["data_hold"] is all(each["success"] for each in run["judged"])
    shown = said("runs", "show", listed["id"])
    assert run["outputs_digest"] in shown
    assert run["software_version"] in shown
    assert "people scored: 4" in shown


@pytest.mark.usefixtures("scored")
def test_every_count_of_a_stage_has_words_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = [told("runs", "show", run["id"])["counts"] for run in told("runs", "list")]
    left = {name for each in counts for name in (*each, *each.get("quality", {}))}
    assert {"announced", "scored", "rules", "remaining"} <= left
    assert left <= set(WORDS)
    monkeypatch.setenv("KINERJA_LANGUAGE", "id")
    assert counted({"announced": 12}) == "orang yang diberi tahu tentang periode: 12"


@pytest.mark.usefixtures("scored")
def test_what_cannot_be_asked_is_said() -> None:
    assert "briefing" in told("runs", "list", "--stage", "skoring", code=1)["message"]
    assert "sealed" in told("runs", "list", "--outcome", "done", code=1)["message"]
    unknown = told("runs", "list", "--period", "1999", code=1)
    assert (unknown["error"], "There is no period 1999" in unknown["message"]) == ("NOT_FOUND", True)
    assert "There is no run 999" in told("runs", "show", "999", code=1)["message"]
