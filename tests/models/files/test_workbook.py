"""Cells of workbooks that other programs wrote otherwise: formulas, errors, sheets, dates and places are all found."""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from models.errors import InvalidInputError
from models.files.cells import Failed, Formula, Undecodable
from models.files.layout import Layout
from models.files.reading import read_rows
from models.files.refusals import REFUSALS
from tests.models.files.measuring import counted, peak
from tests.models.roster.books import with_part, write_book

XLSX = Layout("xlsx")
_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book_of(path: Path, rows: str, before: str = "") -> Path:
    """A workbook whose sheet `x` has these rows as XML."""
    sheet = f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
    return with_part(write_book(path, {"x": [["a", "b"]]}), _SHEET, sheet.encode())


def cells(path: Path, layout: Layout = XLSX) -> list[list[Any]]:
    return [row.cells for row in read_rows(path, layout)]


def refusal_of(path: Path, layout: Layout = XLSX) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        cells(path, layout)
    return caught.value


FORMULAS = {
    "single quotes": "<row r='1'><c r='A1'><f>1+1</f><v>2</v></c></row>",
    "no reference": "<row><c><f>1+1</f><v>2</v></c></row>",
    "a comment before": '<row r="1"><c r="A1"><!-- x --><f>1+1</f><v>2</v></c></row>',
    "the value before": '<row r="1"><c r="A1"><v>2</v><f>1+1</f></c></row>',
    "an empty formula": '<row r="1"><c r="A1"><f t="shared" si="0"/><v>2</v></c></row>',
    "a prefix": f'<x:row xmlns:x="{_MAIN}" r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>',
    "a mark within an attribute": '<row r="1" spans="&gt;"><c r="A1" cm="&gt;"><f>1+1</f><v>2</v></c></row>',
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_found_however_it_is_written(tmp_path: Path, name: str) -> None:
    assert cells(book_of(tmp_path / "x.xlsx", FORMULAS[name])) == [[Formula("2.0")]]


UNCOUNTED = {
    "no value": '<c r="C7"><f>A1+1</f></c>',
    "an empty value": '<c r="C7"><f>A1+1</f><v></v></c>',
    "a value that closes at once": '<c r="C7"><f>A1+1</f><v/></c>',
    "no reference": "<c/><c/><c><f>A1+1</f></c>",
    "text without a value": '<c r="C7" t="str"><f>A1&amp;"x"</f></c>',
}


@pytest.mark.parametrize("name", UNCOUNTED)
def test_a_formula_without_its_value_is_refused_with_sheet_and_cell(tmp_path: Path, name: str) -> None:
    path = book_of(tmp_path / "x.xlsx", f'<row r="7">{UNCOUNTED[name]}</row>')
    message = refusal_of(path).message
    assert message.text == REFUSALS["formula_without_value"]
    assert (message.values["sheet"], message.values["cell"]) == ("x", "C7")


def test_a_formula_may_come_to_the_empty_text(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>'
    assert cells(book_of(tmp_path / "x.xlsx", rows)) == [[Formula(""), Decimal(1)]]


def test_a_formula_of_a_sheet_that_is_not_read_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Data").write_row(0, 0, ["a", "b"])
        book.add_worksheet("Hitung").write_formula(0, 0, "=1+1", value="")
    assert cells(path, Layout("xlsx", sheet="Data")) == [["a", "b"]]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_told_as_what_is_shown(tmp_path: Path, error: str) -> None:
    rows = (
        f'<row r="1"><c r="A1" t="e"><v>{error}</v></c><c r="B1" t="e"><f>1/0</f><v>{error}</v></c>'
        '<c r="C1" t="e"/><c r="D1"><v>1</v></c></row>'
    )
    found = cells(book_of(tmp_path / "x.xlsx", rows))
    assert found == [[Failed(error), Failed(error), Failed("#ERROR!"), Decimal(1)]]
    assert isinstance(found[0][0], Formula)


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = write_book(tmp_path / "x.xlsx", {"Satu": [["a"]], "Dua & tiga": [["b"]]})
    message = refusal_of(path, Layout("xlsx", sheet="Tiga")).message
    assert message.text == REFUSALS["no_sheet"]
    assert (message.values["sheet"], message.values["sheets"]) == ("Tiga", "Satu, Dua & tiga")
    assert cells(path, Layout("xlsx", sheet="Dua & tiga")) == [["b"]]


def test_empty_rows_count_and_cells_without_place_follow_each_other(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="5"><c r="C5"/></row><row r="7"><c r="A7" t="b"><v>1</v></c></row>'
    )
    found = [(row.number, row.cells) for row in read_rows(book_of(tmp_path / "x.xlsx", rows), XLSX)]
    expected = [[], [None, Decimal(1), Decimal(2)], ["a"], [], [], [], [True]]
    assert found == list(enumerate(expected, 1))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
        '<row r="2"><c r="A2"><v>x</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></row>',
        '<row r="2"><c r="2A"><v>1</v></c></row>',
    ],
)
def test_cells_at_impossible_places_are_refused(tmp_path: Path, rows: str) -> None:
    assert refusal_of(book_of(tmp_path / "x.xlsx", rows)).message.text == REFUSALS["damaged"]


def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    sheet = "<!--" + "x" * 5000 + f'--><!DOCTYPE worksheet><worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'
    path = with_part(write_book(tmp_path / "x.xlsx", {"x": [["a"]]}), _SHEET, sheet.encode())
    assert refusal_of(path).message.text == REFUSALS["entities"]


def test_rich_text_escapes_and_unstorable_letters(tmp_path: Path) -> None:
    strings = (
        f'<sst xmlns="{_MAIN}"><si><r><t>satu </t></r><r><t>dua</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
        "<si><t>a_x000A_b</t></si><si><t>nul _x0000_</t></si></sst>"
    )
    rows = "".join(f'<row><c t="s"><v>{place}</v></c></row>' for place in range(3))
    path = with_part(book_of(tmp_path / "x.xlsx", rows), "xl/sharedStrings.xml", strings.encode())
    found = [row[0] for row in cells(path)]
    assert found == ["satu dua", "a\nb", "nul \ufffd"]
    assert [type(each) for each in found] == [str, str, Undecodable]


FORMATS = (
    "General", "0.00", "#,##0.00", "0.00E+00", "@", '"hari" 0', "[Red]0", "[$Rp-421] #,##0", "0_d", "dd/mm/yyyy",
    "d mmmm yyyy", "[$-421]dd mmmm yyyy", "yyyy-mm-dd hh:mm", "hh:mm", "h:mm:ss AM/PM", "mm:ss", "mmm-yy", "0%",
    "# ?/?",
)  # fmt: skip
SERIALS = (0.0, 0.385416666666667, 1.0, 59.0, 61.0, 45292.0, 45292.5, 46081.385416666664, 46081.99999999)


@pytest.mark.parametrize("first_year", [1900, 1904])
def test_formats_and_dates_are_understood_as_by_another_reader(tmp_path: Path, first_year: int) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": first_year == 1904}) as book:
        sheet = book.add_worksheet("x")
        for row, serial in enumerate(SERIALS):
            for column, code in enumerate(FORMATS):
                sheet.write_number(row, column, serial, book.add_format({"num_format": code}))
            for column, number in enumerate(range(1, 50), len(FORMATS)):
                if number != 46:
                    sheet.write_number(row, column, serial, book.add_format({"num_format": number}))
    others = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("x").to_python()
    for mine, theirs, serial in zip(cells(path), others, SERIALS, strict=True):
        for column, (cell, other) in enumerate(zip(mine, theirs, strict=True)):
            assert _same(cell, other), (serial, column, cell, other)


def _same(cell: Any, other: Any) -> bool:
    if isinstance(other, datetime):
        return cell == other or (other.time() == time() and cell == other.date())
    if isinstance(other, date | time):
        return bool(cell == other)
    return (cell is None and other == "") or float(cell) == float(other)


def test_durations_and_dates_written_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("x")
        for column, value in enumerate((0.5, 1.0625)):
            sheet.write_number(0, column, value, book.add_format({"num_format": "[h]:mm:ss"}))
    assert cells(path) == [[time(12), "25:30:00"]]
    rows = "".join(
        f'<row><c t="d"><v>{text}</v></c></row>'
        for text in ("2026-02-28", "2026-02-28T09:15:00", "2026-02-28T00:00:00", "09:15:00", "kemarin")
    )
    assert [row[0] for row in cells(book_of(tmp_path / "y.xlsx", rows))] == [
        date(2026, 2, 28), datetime.fromisoformat("2026-02-28T09:15"), date(2026, 2, 28), time(9, 15), "kemarin",
    ]  # fmt: skip


def test_a_sheet_of_charts_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_chartsheet("Grafik").set_chart(chart := book.add_chart({"type": "line"}))
        book.add_worksheet("Data").write_row(0, 0, ["a", 1])
        chart.add_series({"values": "=Data!$B$1"})
    assert [(row.sheet, row.cells) for row in read_rows(path, XLSX)] == [("Data", ["a", Decimal(1)])]


def _big_strings(path: Path) -> Path:
    text = "".join(f"<si><t>{number:063}</t></si>" for number in range(1_800_000))
    strings = f'<sst xmlns="{_MAIN}">{text}</sst>'.encode()
    return with_part(book_of(path, ""), "xl/sharedStrings.xml", strings)


def _many_formulas(path: Path) -> Path:
    return book_of(path, "".join(f"<row><c><f>{row}</f><v>{row}</v></c></row>" for row in range(400_000)))


def test_many_texts_are_refused_within_the_limit(tmp_path: Path) -> None:
    path = _big_strings(tmp_path / "x.xlsx")
    assert refusal_of(path).message.text == REFUSALS["memory"]
    assert peak(path, XLSX) < 200


def test_many_formulas_take_little_memory(tmp_path: Path) -> None:
    path = _many_formulas(tmp_path / "x.xlsx")
    count, megabytes = counted(path, XLSX)
    assert count == 400_000
    assert megabytes < 60


def test_forty_thousand_rows_of_twenty_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("x")
        for row in range(40_000):
            for column in range(0, 20, 2):
                sheet.write_number(row, column, row * 1.5)
                sheet.write_string(row, column + 1, f"uraian kegiatan {row} {column}")
    count, megabytes = counted(path, XLSX)
    assert count == 40_000
    assert megabytes < 100
