"""`kinerja bench`: what it answers people and programs."""

import json

import pytest
from typer.testing import CliRunner

from deployments.bench.lines import KINDS
from deployments.bench.whole import Bench
from models import postgres
from tests import benched
from tests.benched import APP

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def test_json_holds_every_line_and_the_totals(server: postgres.Server) -> None:
    said = benched.measured()
    assert {line["line"] for line in said["lines"]} == set(KINDS)
    assert said["employees"] == benched.EMPLOYEES
    assert said["units"] > 1
    assert said["machine_seconds"] > 0
    assert said["launch_after_parsing_per_second"] > 0


def test_the_table_says_who_worked_and_what_is_to_be_reached(
    server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures are those of the one bench, which ran through the same command."""
    said, asked = benched.measured(), []
    monkeypatch.setattr(Bench, "run", lambda bench: asked.append(bench) or said)
    monkeypatch.setenv("COLUMNS", "200")
    done = RUN.invoke(APP, ["--employees", "60", "--units", "3", "--months", "1"])
    assert done.exit_code == 0, done.output
    assert [(bench.employees, bench.units, bench.months) for bench in asked] == [(60, 3, 1)]
    assert "bulk SQL for people" in done.stdout
    assert "50,000" in done.stdout
    assert "reach 120 s" in done.stdout


@pytest.mark.parametrize("words", [["--employees", "5"], ["--employees", "40", "--units", "30"], ["--months", "13"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert RUN.invoke(APP, words).exit_code == 2


def test_a_database_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    done = RUN.invoke(APP, ["--employees", "60", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "UNAVAILABLE"
