"""Cells of outside files with their kind kept; hostile files are refused by a small process with the remedy (I5)."""

import json
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from models.errors import InvalidInputError
from models.files.cells import Formula, Undecodable
from models.files.layout import Layout
from models.files.reading import read_rows
from models.files.refusals import REFUSALS
from tests.models.files.measuring import peak
from tests.models.roster.books import lying_about_size, parts_of, with_part, write_book

XLSX, CSV, JSON = Layout("xlsx"), Layout("csv"), Layout("json")
_SHEET = "xl/worksheets/sheet1.xml"


def cells(path: Path, layout: Layout) -> list[list[Any]]:
    return [row.cells for row in read_rows(path, layout)]


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_workbook_keeps_the_kind_of_every_cell(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Data & isi")
        sheet.write_row(2, 1, ["teks", 88.85, 0.1, 1e-7, 198609262015051001, True])
        sheet.write_datetime(3, 1, datetime(2026, 2, 28))  # noqa: DTZ001
        sheet.write_datetime(3, 2, datetime(2026, 2, 28, 9, 15), book.add_format({"num_format": "dd/mm/yy hh:mm"}))  # noqa: DTZ001
        sheet.write_datetime(3, 3, clock(9, 15), book.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(4, 1, "=1+1", value=2)
        sheet.write_string(4, 2, "=1+1")
    rows = list(read_rows(path, XLSX))
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    third, fourth, fifth = (rows[place].cells[1:] for place in (2, 3, 4))
    assert third[:4] == ["teks", Decimal("88.85"), Decimal("0.1"), Decimal("1E-7")]
    assert isinstance(third[4], Decimal)
    assert third[4] >= 10**15
    assert third[5] is True
    assert fourth[:3] == [date(2026, 2, 28), datetime(2026, 2, 28, 9, 15), clock(9, 15)]  # noqa: DTZ001
    assert fifth[:2] == [Formula("2.0"), "=1+1"]


def test_formulas_are_found_in_every_sheet_and_far_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Satu", "Dua"):
            sheet = book.add_worksheet(name)
            for row in range(3000):
                sheet.write_row(row, 0, ["uraian yang cukup panjang untuk lewat batas blok", row, "x" * 50])
            sheet.write_formula(2999, 1, "=A1", value=5)
    found = [(row.sheet, row.number) for row in read_rows(path, XLSX) if any(isinstance(c, Formula) for c in row.cells)]
    assert found == [("Satu", 3000), ("Dua", 3000)]
    only = {row.sheet for row in read_rows(path, Layout("xlsx", sheet="Dua"))}
    assert only == {"Dua"}


def test_a_text_file_keeps_everything_as_text_and_marks_formulas(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", 'a;b\n"satu; dua";"=""1986"""\n=HYPERLINK("x");1.234,50\n"dua\nbaris"; x \n')
    rows = list(read_rows(path, CSV))
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.cells for row in rows[1:]] == [
        ["satu; dua", "1986"],
        [Formula('=HYPERLINK("x")'), "1.234,50"],
        ["dua\nbaris", "x"],
    ]


def test_the_row_number_after_a_cell_of_two_lines_is_that_of_the_line(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", 'a,b\n"dua\nbaris",1\nc,2\n')
    assert [row.number for row in read_rows(path, CSV)] == [1, 2, 4]


def test_mixed_encodings_hold_the_row_and_not_the_file(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "nama,x\nDésa,1\n".encode() + "Désa,2\n".encode("cp1252"))
    first, second = cells(path, CSV)[1:]
    assert first[0] == "Désa"
    assert isinstance(second[0], Undecodable)
    windows = written(tmp_path / "w.csv", "nama\nDésa\n".encode("cp1252"))
    assert cells(windows, Layout("csv", encoding="windows-1252")) == [["nama"], ["Désa"]]
    wide = written(tmp_path / "u.csv", "nama\nDésa\n".encode("utf-16"))
    assert cells(wide, Layout("csv", encoding="utf-16")) == [["nama"], ["Désa"]]


def test_json_objects_become_rows_with_exact_numbers(tmp_path: Path) -> None:
    text = '{"data": {"rows": [{"a": 12345678901234567890, "b": 0.1}, {"b": true, "c": null, "d": ["x"]}]}}'
    rows = list(read_rows(written(tmp_path / "x.json", text), Layout("json", items="data.rows")))
    assert rows[0] == ("", 0, ["a", "b", "c", "d"])
    assert rows[1].cells == [Decimal(12345678901234567890), Decimal("0.1"), None, None]
    assert rows[2].cells == [None, True, None, '["x"]']
    lines = written(tmp_path / "x.jsonl", '{"a": 1.10}\n{"a": 2}\n')
    assert cells(lines, JSON) == [["a"], [Decimal("1.10")], [Decimal(2)]]


def _swollen(path: Path) -> Path:
    sheet = parts_of(write_book(path, {"x": [["a"]]}))[_SHEET]
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 1_000_000 + b"</t></is></c></row>"
    with_part(path, _SHEET, sheet.replace(b"</sheetData>", cell * 300 + b"</sheetData>"))
    return lying_about_size(path, _SHEET)


def _entities(path: Path) -> Path:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    return with_part(write_book(path, {"x": [["a"]]}), _SHEET, bomb)


HOSTILE: dict[str, tuple[str, Callable[[Path], Path], Layout, set[str]]] = {
    "zip bomb": (
        "x.xlsx",
        lambda path: with_part(write_book(path, {"x": [["a"]]}), _SHEET, b" " * 300_000_000),
        XLSX,
        {"bomb"},
    ),
    "lying bomb": ("x.xlsx", _swollen, XLSX, {"too_large", "damaged", "bomb"}),
    "entity bomb": ("x.xlsx", _entities, XLSX, {"entities"}),
    "endless line": ("x.csv", lambda path: written(path, b"a," * 60_000_000), CSV, {"too_large", "binary"}),
    "huge cell": ("x.csv", lambda path: written(path, b'"' + b"x" * 50_000_000), CSV, {"too_large", "binary"}),
    "binary": ("x.csv", lambda path: written(path, b"\x89PNG\r\n\x00\x00"), CSV, {"binary"}),
    "a workbook as text": ("x.csv", lambda path: written(path, b"PK\x03\x04rest"), CSV, {"is_workbook"}),
    "deep JSON": ("x.json", lambda path: written(path, b"[" * 1_000_000), JSON, {"too_deep", "not_json"}),
    "large JSON": ("x.json", lambda path: written(path, b"[" + b'{"a":1},' * 12_500_000 + b"{}]"), JSON, {"too_large"}),
    "endless JSON line": ("x.jsonl", lambda path: written(path, b'{"a": "' + b"x" * 50_000_000), JSON, {"too_large"}),
    "no JSON": ("x.json", lambda path: written(path, b"{a: 1}"), JSON, {"not_json"}),
    "no number": ("x.json", lambda path: written(path, b'[{"a": NaN}]'), JSON, {"not_json"}),
    "another shape": ("x.json", lambda path: written(path, b'{"rows": [1]}'), JSON, {"no_items"}),
    "nothing": ("x.csv", lambda path: written(path, b""), CSV, {"empty"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_the_remedy_and_little_memory(tmp_path: Path, name: str) -> None:
    file, write, layout, words = HOSTILE[name]
    path = write(tmp_path / file)
    began = time.monotonic()
    with pytest.raises(InvalidInputError) as caught:
        for _row in read_rows(path, layout):
            pass
    assert caught.value.message.text in {REFUSALS[word] for word in words}
    assert time.monotonic() - began < 30
    assert peak(path, layout) < 200


def test_a_reader_that_stops_early_leaves_no_process(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "a,b\n" * 500_000)
    rows = read_rows(path, CSV)
    next(rows)
    began = time.monotonic()
    rows.close()  # type: ignore[attr-defined] # a generator
    assert time.monotonic() - began < 5


def test_forty_thousand_rows_come_whole(tmp_path: Path) -> None:
    body = "".join(f"B-{number};{number},5;uraian {number}\n" for number in range(40_000))
    path = written(tmp_path / "x.csv", "a;b;c\n" + body)
    rows = list(read_rows(path, CSV))
    assert peak(path, CSV) < 200
    assert len(rows) == 40_001
    assert rows[-1] == ("", 40_001, ["B-39999", "39999,5", "uraian 39999"])
    lines = "".join(json.dumps({"a": number}) + "\n" for number in range(40_000))
    assert len(list(read_rows(written(tmp_path / "x.jsonl", lines), JSON))) == 40_001


def test_a_container_that_is_no_workbook_names_the_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as container:
        container.writestr("word/document.xml", "<w/>")
    with pytest.raises(InvalidInputError, match=r"laporan\.xlsx is not an Excel"):
        list(read_rows(tmp_path / "x.xlsx", XLSX, "laporan.xlsx"))
