"""The files of the sample: they can be read again, agree with the regency in memory, and are the same each time."""

import csv
import json
from pathlib import Path

import pytest

from deployments.sample.files import write_sample
from deployments.sample.holidays import easter, holidays
from deployments.sample.region import Region, make_region
from models.period_file import read_period_file
from models.roster.reading import read_roster

NAMES = [
    "README.txt", "mistakes.json", "organization_predicates.csv", "period.yaml", "plans.csv", "ratings.csv",
    "realizations.csv", "roster.xlsx", "sources",
]  # fmt: skip


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(120, year=2026)


@pytest.fixture(scope="module")
def folder(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("contoh") / "new"
    write_sample(region, where)
    return where


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_files_are_there(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == NAMES


def test_the_roster_file_is_the_roster_in_memory(folder: Path, region: Region) -> None:
    assert read_roster(folder / "roster.xlsx") == region.roster


def test_the_period_file_is_valid_and_names_people_who_can_be_launched(folder: Path, region: Region) -> None:
    period = read_period_file(folder / "period.yaml")
    assert (period.code, period.region.name) == ("2026", region.name)
    people = {employee.nip: employee.agency_name for employee in region.employees}
    assert {people[nip] for nip in period.auditors} == {"Inspektorat"}
    assert all(people[nip].startswith("Badan Kepegawaian") for nip in period.administrators)
    assert set(period.administrators).isdisjoint(period.performance_team)
    assert {mistake.nip for mistake in region.mistakes}.isdisjoint(period.administrators + period.auditors)


def test_tables_hold_what_the_regency_holds(folder: Path, region: Region) -> None:
    plans = _rows(folder / "plans.csv")
    assert len(plans) == len(region.plans)
    assert [row["nip"] for row in plans] == [row.nip for row in region.plans]
    assert plans[0]["target_max"] == ("" if region.plans[0].target_max is None else str(region.plans[0].target_max))
    assert len(_rows(folder / "realizations.csv")) == len(region.realizations)
    assert {row["work_rating"] for row in _rows(folder / "ratings.csv")} == {"DI_ATAS", "SESUAI", "DI_BAWAH"}
    assert [row["predicate"] for row in _rows(folder / "organization_predicates.csv")] == [
        row.predicate.value for row in region.organization_predicates
    ]


def test_the_answer_sheet_lists_the_mistakes(folder: Path, region: Region) -> None:
    answers = json.loads((folder / "mistakes.json").read_text(encoding="utf-8"))
    assert answers == [mistake._asdict() for mistake in region.mistakes]


def test_the_guide_speaks_two_languages_and_names_every_file(folder: Path) -> None:
    guide = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(name in guide for name in NAMES if name != "README.txt")
    assert all(path.name in guide for path in (folder / "sources").iterdir() if path.suffix != ".yaml")
    assert "LANGKAH BERIKUTNYA" in guide
    assert "NEXT" in guide


def test_text_files_are_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    write_sample(make_region(120, year=2026), tmp_path)
    for name in NAMES:
        if name not in {"roster.xlsx", "sources"}:
            assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2030, "2030-04-21")]
)
def test_easter_falls_where_the_calendar_has_it(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


def test_holidays_say_whether_the_lunar_ones_are_known() -> None:
    assert holidays(2026)[1]
    days, with_lunar = holidays(2031)
    assert not with_lunar
    assert days == sorted(set(days))
