"""The importer takes every file of the sample, and holds back exactly the rows with mistakes on purpose."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from deployments.acting import People
from deployments.delivering import Delivered, bring, deliver
from deployments.sample.period_text import period_text
from deployments.sample.region import Region, make_region
from deployments.sample.sources.every import write_sources
from models import actors, postgres
from models.board import board
from models.database import rows, transaction
from models.datasets.registry import DATASETS
from models.launch import launch
from models.period_file import validate
from models.roster.checking import check_roster
from models.sources.held import held_rows
from models.sources.intake import Brought
from models.vocabulary import Stage
from tasks.stage import run_stage
from tests import platform, worlds
from tests.factories import changed_tables, snapshot

YEAR = date.today().year  # noqa: DTZ011
CODE = str(YEAR)


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(40, year=YEAR)


@pytest.fixture(scope="module")
def collecting(server: postgres.Server, template: str, region: Region) -> Iterator[None]:
    """The region at the beginning of collection: everybody's plan is approved."""
    with platform.database(server, template) as name, worlds.using(server, name):
        report = check_roster(region.roster, on=date(YEAR, 1, 1))
        content = yaml.safe_load(period_text(region))
        today = date.today()  # noqa: DTZ011
        content["deadlines"] = {str(stage): today + timedelta(days=7 * stage.position) for stage in Stage}
        with transaction() as session:
            launch(
                session, validate(content, "sample"), report.accepted, report.units, roster_digest="sample",
                by=actors.operator(), held=report.held,
            )  # fmt: skip
        run_everywhere(Stage.BRIEFING, Stage.TARGET_SETTING)
        People(region, CODE, lambda items, _what: items).agree_on_plans()
        run_everywhere(Stage.TARGET_SETTING, Stage.COLLECTION)
        yield


@pytest.fixture(scope="module")
def folder(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("sources")
    write_sources(region, where)
    return where


@pytest.fixture(scope="module")
def brought(collecting: None, region: Region, folder: Path) -> dict[str, Brought]:
    """Source → what its file brought."""
    return {path.stem: bring(path, CODE) for path in sorted(folder.glob("*.yaml"))}


def run_everywhere(*stages: Stage) -> None:
    with transaction() as session:
        units = [unit["code"] for unit in board(session, CODE)["units"]]
    for stage in stages:
        for unit in units:
            run_stage(stage, CODE, unit)


def test_every_file_is_stored(brought: dict[str, Brought]) -> None:
    assert {name: (each.outcome, each.message) for name, each in brought.items() if each.outcome != "stored"} == {}
    assert all(each.added > 0 for each in brought.values())


def test_exactly_the_mistakes_are_held_back(brought: dict[str, Brought], folder: Path) -> None:
    answers = json.loads((folder / "mistakes.json").read_text(encoding="utf-8"))
    made = {(each["file"], each["row"], each["field"], each["code"]) for each in answers if each["becomes"] == "held"}
    with transaction() as session:
        period = rows(session, "SELECT id FROM period")[0]["id"]
        found = {
            (row["file"], row["row"], problem["field"], problem["code"])
            for row in held_rows(session, period, limit=1000)
            for problem in row["problems"]
        }
    assert found == made
    assert sum(each.held for each in brought.values()) == len(made) >= 10


def test_every_table_has_rows(brought: dict[str, Brought]) -> None:
    with transaction() as session:
        for name in DATASETS:
            count = rows(session, f"SELECT count(*) AS rows FROM {name}")  # type: ignore[arg-type]
            assert count[0]["rows"] > 0, name


def test_the_timestamp_of_an_export_is_kept(brought: dict[str, Brought]) -> None:
    with transaction() as session:
        stamped = rows(session, "SELECT stamped FROM delivery WHERE name LIKE 'bkn-%%'")
    assert len(stamped) == 2
    assert all(row["stamped"].startswith("Tanggal cetak: ") for row in stamped)


def test_the_letters_of_an_old_program_arrive(brought: dict[str, Brought]) -> None:
    with transaction() as session:
        reasons = rows(session, "SELECT DISTINCT pause_reason FROM service_case WHERE pause_reason <> ''")
    assert any("—" in row["pause_reason"] for row in reasons)


def test_bringing_all_in_again_changes_nothing(brought: dict[str, Brought], region: Region, folder: Path) -> None:
    before = snapshot()
    for path in folder.glob("*.csv"):
        assert bring(path.with_suffix(".yaml"), CODE).outcome == "stored"  # rows are held: they might fit by now
    assert changed_tables(before) <= {"delivery", "held_row", "audit_event"}


def test_the_demo_tells_what_came_in(brought: dict[str, Brought], folder: Path) -> None:
    again = sorted(folder.glob("l*.yaml"))
    delivered = deliver(again, CODE, lambda paths, _what: paths)
    held = sum(brought[path.stem].held for path in again)
    rows = sum(brought[path.stem].rows for path in again)
    assert delivered == Delivered(len(again), rows, 0, held)
