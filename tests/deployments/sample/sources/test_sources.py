"""The sample's sources: every dataset, believable, declared, the same for the same seed, of any size."""

import json
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from deployments.sample.region import Region, make_region
from deployments.sample.sources.every import last_day, tables_of, write_sources
from deployments.sample.sources.scene import MOST_PEOPLE, Scene
from deployments.sample.sources.table import Table
from models.datasets.registry import DATASETS
from models.rules.settings import DEFAULTS
from models.rules.working_time import minutes_between
from models.sources.definition import read_source_file

YEAR = 2026
END = date(YEAR, 12, 31)


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(120, year=YEAR)


@pytest.fixture(scope="module")
def tables(region: Region) -> dict[str, Table]:
    return {table.name: table for table in tables_of(region, END)}


@pytest.fixture(scope="module")
def folder(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("sumber") / "sources"
    write_sources(region, where, END)
    return where


def column(table: Table, name: str) -> list[object]:
    return [table.value(row, name) for row in table.rows]


def test_every_dataset_has_a_source(tables: dict[str, Table]) -> None:
    assert {table.dataset_name for table in tables.values()} == set(DATASETS)


def test_a_region_of_120_has_a_few_thousand_rows(tables: dict[str, Table]) -> None:
    assert 3_000 < sum(len(table.rows) for table in tables.values()) < 9_000


def test_large_regions_stay_quick_to_write() -> None:
    sizes = {table.name: len(table.rows) for table in tables_of(make_region(6_000, year=YEAR), END)}
    assert sum(sizes.values()) < 60_000
    assert sizes["presensi"] <= 12 * MOST_PEOPLE


@pytest.mark.parametrize("employees", [1, 2, 17, 40])
@pytest.mark.parametrize("until", [date(YEAR, 1, 1), date(YEAR, 1, 2), date(YEAR, 2, 3), END])
def test_regions_of_any_size_have_sources_on_any_day(employees: int, until: date, tmp_path: Path) -> None:
    for path in write_sources(make_region(employees, year=YEAR), tmp_path, until):
        assert read_source_file(path).code == path.stem


def test_nothing_happens_after_the_last_day(region: Region) -> None:
    until = date(YEAR, 5, 20)
    for table in tables_of(region, until):
        wrong = {id(slip.row) for slip in table.slips}
        for row in table.rows:
            for name, cell in zip(table.fields, row, strict=True):
                if isinstance(cell, date) and id(row) not in wrong and name != "ends_at":
                    assert (cell.date() if isinstance(cell, datetime) else cell) <= until, (table.name, name)


def test_the_last_day_is_today_in_the_year_itself() -> None:
    assert last_day(2026, date(2026, 6, 5)) == date(2026, 6, 5)
    assert last_day(2026, date(2026, 1, 5)) == last_day(2026, date(2027, 6, 5)) == date(2026, 12, 31)


def test_the_same_seed_gives_the_same_files(region: Region, folder: Path, tmp_path: Path) -> None:
    write_sources(make_region(120, year=YEAR), tmp_path, END)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_each_file_has_its_declaration_beside_it(folder: Path, tables: dict[str, Table]) -> None:
    for table in tables.values():
        assert (folder / table.file_name).is_file()
        declared = read_source_file(folder / f"{table.name}.yaml")
        assert (declared.code, declared.dataset) == (table.name, table.dataset_name)
    assert len(list(folder.iterdir())) == 2 * len(tables) + 1


def test_a_region_without_mistakes_has_none_here(tmp_path: Path) -> None:
    write_sources(make_region(60, year=YEAR, mistakes=False), tmp_path, END)
    assert json.loads((tmp_path / "mistakes.json").read_text(encoding="utf-8")) == []


def test_the_answer_sheet_names_rows_as_their_program_shows_them(folder: Path) -> None:
    answers = json.loads((folder / "mistakes.json").read_text(encoding="utf-8"))
    kinds = {answer["kind"] for answer in answers}
    assert kinds >= {"day_that_is_none", "ceiling_negative", "nip_of_nobody", "nip_damaged", "formula"}
    by_kind = {answer["kind"]: answer for answer in answers}
    lines = (folder / "layanan-dukcapil.csv").read_bytes().decode("windows-1252").split("\r\n")
    row = next(each["row"] for each in answers if each["file"].endswith(".csv") and each["kind"] == "day_that_is_none")
    assert lines[row - 1].split(";")[2].startswith("31/02/")
    sheet = CalamineWorkbook.from_path(folder / "realisasi-anggaran.xlsx").get_sheet_by_index(0).to_python()
    assert "-150.000.000,00" in sheet[by_kind["ceiling_negative"]["row"] - 1]
    items = json.loads((folder / "pengaduan-lapor.json").read_text(encoding="utf-8"))["data"]
    in_json = next(each for each in answers if each["file"].endswith(".json"))
    assert items[in_json["row"] - 1]["status"] == "ditunda"


# --- service cases ---------------------------------------------------------------------------------------------------


def test_cases_are_received_and_finished_in_working_hours(region: Region, tables: dict[str, Table]) -> None:
    table = tables["layanan-dukcapil"]
    scene = Scene(region, END)
    wrong = {id(slip.row) for slip in table.slips}
    limits = {str(row[1]): int(row[2]) for row in tables["standar-pelayanan"].rows}
    within = total = 0
    for row in table.rows:
        received, completed = table.value(row, "received_at"), table.value(row, "completed_at")
        if id(row) in wrong or completed is None:
            continue
        assert received < completed
        for moment in (received, completed):
            assert moment.date() in set(scene.days)
        minutes = minutes_between(received, completed, DEFAULTS.working_hours, set()) - (
            table.value(row, "pause_minutes") or 0
        )
        total += 1
        within += minutes <= limits[str(table.value(row, "service"))]
    assert 0.7 < within / total < 0.98
    assert None in column(table, "completed_at")


def test_officers_belong_to_the_agency(region: Region, tables: dict[str, Table]) -> None:
    agencies = {entry.nip: entry.agency_code for entry in region.accepted}
    table = tables["layanan-lain"]
    for row in table.rows:
        officer = table.value(row, "officer")
        assert officer is None or agencies[officer] == table.value(row, "unit")


def test_most_people_answered_the_survey_but_of_one_agency(tables: dict[str, Table]) -> None:
    table = tables["survei-skm"]
    answers = Counter((row[0], row[1]) for row in table.rows)
    few = {unit for (unit, _service), count in answers.items() if count < DEFAULTS.smallest_sample}
    assert len(few) == 1
    blanks = [cell for row in table.rows for name, cell in zip(table.fields, row, strict=True) if name in {"u1", "u9"}]
    assert 0 < blanks.count(None) < len(blanks) / 10


# --- budget ----------------------------------------------------------------------------------------------------------


def test_amounts_add_up_month_by_month_under_the_ceiling_in_force(tables: dict[str, Table]) -> None:
    table = tables["realisasi-anggaran"]
    wrong = {id(slip.row) for slip in table.slips}
    before: dict[object, object] = {}
    for row in table.rows:
        if id(row) in wrong:
            continue
        code, realized = table.value(row, "code"), table.value(row, "realized")
        revised, since = table.value(row, "revised_ceiling"), table.value(row, "revised_from")
        assert (revised is None) == (since is None) == (table.value(row, "month").month < 10)
        assert realized <= (revised or table.value(row, "ceiling"))
        assert realized >= before.get(code, 0)
        before[code] = realized
    assert len(before) == 4 * 6


def test_the_finance_office_writes_a_merged_header_indonesian_numbers_and_the_total(folder: Path) -> None:
    book = CalamineWorkbook.from_path(folder / "realisasi-anggaran.xlsx").get_sheet_by_index(0)
    rows = book.to_python()
    assert rows[4][6:11] == ["Pagu", "", "", "Realisasi", ""]
    assert rows[5][6:11] == ["APBD", "P-APBD", "Berlaku Mulai", "Keuangan (Rp)", "Fisik (%)"]
    assert rows[-1][0] == "JUMLAH"
    assert rows[-1][9].count(",") == 1
    assert book.merged_cell_ranges
    assert rows[6][2]
    assert rows[7][2] == ""  # merged with the cell above


# --- people ----------------------------------------------------------------------------------------------------------


def test_attendance_adds_up_and_agrees_with_leave(tables: dict[str, Table]) -> None:
    table, leave = tables["presensi"], tables["cuti"]
    wrong = {id(slip.row) for slip in table.slips}
    away = {str(row[0]) for row in leave.rows}
    with_leave = set()
    for row in table.rows:
        if id(row) in wrong:
            continue
        nip, _month, working, present, on_leave, sick, missing, late = row
        assert working == present + on_leave + sick + missing
        assert 0 <= late <= working
        if on_leave or sick:
            with_leave.add(nip)
    assert with_leave
    assert with_leave <= away


def test_nobody_logs_work_on_leave(tables: dict[str, Table]) -> None:
    away: dict[object, set[date]] = {}
    for row in tables["cuti"].rows:
        if isinstance(row[3], date):
            away[row[0]] = {row[2] + timedelta(days=count) for count in range((row[3] - row[2]).days + 1)}
    for row in tables["catatan-harian"].rows:
        assert row[1] not in away.get(row[0], set())


def test_logs_name_a_result_of_the_plan_or_say_why_none(region: Region, tables: dict[str, Table]) -> None:
    table = tables["catatan-harian"]
    results = {(plan.nip, plan.work_result) for plan in region.plans}
    wrong = {id(slip.row) for slip in table.slips}
    reasons = 0
    for row in table.rows:
        result, reason = table.value(row, "work_result"), table.value(row, "unrelated_reason")
        assert (result is None) == bool(reason)
        assert id(row) in wrong or reason or (row[0], result) in results
        reasons += bool(reason)
    assert 0 < reasons < len(table.rows) / 5


def test_evidence_lies_where_nobody_can_be(tables: dict[str, Table]) -> None:
    assert all(str(address).startswith("https://bukti.") for address in column(tables["bukti-dukung"], "address"))
    assert all(".example/" in str(address) for address in column(tables["bukti-dukung"], "address"))


def test_feedback_comes_from_somebody_else(tables: dict[str, Table]) -> None:
    table = tables["umpan-balik"]
    for row in table.rows:
        giver, name = table.value(row, "giver"), table.value(row, "giver_name")
        assert giver != row[0]
        assert (giver is None) == bool(name)
    assert set(column(table, "kind")) >= {"apresiasi", "koreksi"}


def test_system_values_are_those_of_the_realizations_file(region: Region, tables: dict[str, Table]) -> None:
    known = {(row.nip, row.work_result, row.indicator, row.month): row.value for row in region.realizations}
    table = tables["realisasi-sistem"]
    wrong = {id(slip.row) for slip in table.slips}
    for row in table.rows:
        if id(row) not in wrong:
            assert known[row[0], row[1], row[2], int(str(row[3])[5:])] == row[4]


# --- e-Kinerja BKN ---------------------------------------------------------------------------------------------------


def test_exports_have_their_real_layout(folder: Path, region: Region) -> None:
    for name, title in (("bkn-laporan-skp", "Laporan SKP"), ("bkn-penilaian-skp", "Laporan Penilaian SKP")):
        rows = CalamineWorkbook.from_path(folder / f"{name}.xlsx").get_sheet_by_index(0).to_python()
        assert rows[0][0] == f"{title} Tahun {YEAR}"
        assert rows[1][0].startswith("Instansi ")
        assert rows[5][0].startswith("Tanggal cetak: ")
        header = next(at for at, row in enumerate(rows) if "nip" in row)
        assert 6 < header < 10
        assert {"id", "nip", "nama", "is_plt_plh", "periode_akhir"} <= set(rows[header])
        assert yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))["stamp"] == "A6"


def test_some_are_acting_and_some_not_evaluated(tables: dict[str, Table]) -> None:
    ratings = tables["bkn-penilaian-skp"]
    said = Counter(column(ratings, "predicate"))
    assert said["-"] > 0
    assert said["Baik"] > said["-"]
    assert set(column(ratings, "is_acting")) == {"0", "1"}
    assert set(said) <= {*DATASETS["bkn_rating"]["predicate"].words}
