"""The report as a workbook and as JSON: the same problems, and nothing that a spreadsheet would run."""

import json
import zipfile
from pathlib import Path

import pytest
import python_calamine

from models.errors import InvalidInputError
from models.roster.report_file import write_report
from models.roster.report_values import by_owner, report_values
from models.vocabulary import Severity
from tests.models.roster.rosters import CLERK, NIPS, NURSE, people, report

DAMAGED = {CLERK: {"nip": '=HYPERLINK("x")', "name": "@SUM(A1)"}, NURSE: {"rater_nip": NIPS[CLERK][:15] + "099"}}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def test_workbook_and_json_hold_the_same_problems(tmp_path: Path) -> None:
    result = report(people(DAMAGED))
    write_report(result, tmp_path / "p.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "p.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    values = report_values(result)["problems"]
    assert [[str(cell) for cell in row] for row in rows] == [
        [str(float(value)) if isinstance(value, int) else value for value in problem.values()] for problem in values
    ]
    assert json.loads(json.dumps(values)) == values


def test_no_cell_of_the_workbook_is_a_formula_and_the_header_stays(tmp_path: Path) -> None:
    write_report(report(people(DAMAGED)), tmp_path / "p.xlsx")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as container:
        sheet = container.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert b'state="frozen"' in sheet
    assert b"<autoFilter" in sheet


def test_an_empty_report_can_be_written(tmp_path: Path) -> None:
    write_report(report(), tmp_path / "p.xlsx")
    assert python_calamine.CalamineWorkbook.from_path(str(tmp_path / "p.xlsx")).sheet_names == ["Problems", "By owner"]


def test_owners_are_counted_the_busiest_first() -> None:
    counted = by_owner(report(people({**DAMAGED, 0: {"grade": "III/x"}})))
    assert [owner for owner, _counts in counted] == ["admin OPD Dinas Kesehatan", "BKPSDM"]
    assert counted[0][1][Severity.BLOCK] == 2
    assert counted[1][1][Severity.WARN] == 1


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="gone"):
        write_report(report(), tmp_path / "gone" / "p.xlsx")
