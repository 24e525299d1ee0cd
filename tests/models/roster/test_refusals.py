"""Files that are not read: each is refused with a sentence that tells the remedy (faults I5)."""

import contextlib
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.files.cells import Formula
from models.roster.reading import read_roster
from models.roster.workbook import as_text
from tests.models.roster.books import HEADER, ROW, lying_about_size, parts_of, with_part, write_book, write_zip

_SHEET = "xl/worksheets/sheet1.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _book(path: Path) -> Path:
    return write_book(path, {"data utama": [HEADER, ROW]})


def _raw(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def _far_cell(path: Path) -> Path:
    sheet = parts_of(_book(path))[_SHEET]
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return with_part(path, _SHEET, sheet.replace(b"</sheetData>", far))


def _swollen(path: Path) -> Path:
    """A sheet that unpacks to 300 MB of cells while its header declares 1000 bytes."""
    sheet = parts_of(_book(path))[_SHEET]
    cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"x" * 1_000_000 + b"</t></is></c></row>"
    with_part(path, _SHEET, sheet.replace(b"</sheetData>", cell * 300 + b"</sheetData>"))
    return lying_about_size(path, _SHEET)


CASES: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "empty": ("r.xlsx", _raw(b""), "0 bytes"),
    "empty text": ("r.csv", _raw(b""), "0 bytes"),
    "old format": ("r.xls", _raw(_OLE), ".xls"),
    "old format renamed": ("r.xlsx", _raw(_OLE), "Save As"),
    "password": ("r.xlsx", _raw(_OLE + "EncryptedPackage".encode("utf-16-le")), "password"),
    "web page": ("r.xlsx", _raw(b"<html><table><tr><td>nip</td></tr></table></html>"), "web pages"),
    "web page as xls": ("r.xls", _raw(b"<html></html>"), "web pages"),
    "half a file": ("r.xlsx", lambda path: _raw(_book(path).read_bytes()[:2000])(path), "damaged"),
    "another container": ("r.xlsx", lambda path: write_zip(path, {"word/document.xml": b"<w/>"}), "not an Excel"),
    "macro": ("r.xlsx", lambda path: with_part(_book(path), "xl/vbaProject.bin", b"x"), "macro"),
    "binary workbook": ("r.xlsx", lambda path: write_zip(path, {"xl/workbook.bin": b"x"}), ".xlsb"),
    "bomb": ("r.xlsx", lambda path: with_part(_book(path), _SHEET, b" " * 100_000_000), "absurd size"),
    "lying bomb": ("r.xlsx", _swollen, "r.xlsx"),
    "entities": (
        "r.xlsx",
        lambda path: with_part(_book(path), _SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'),
        "no spreadsheet program writes",
    ),
    "many parts": (
        "r.xlsx",
        lambda path: write_zip(path, {**parts_of(_book(path)), **{f"xl/{n}.xml": b"" for n in range(1500)}}),
        "too many",
    ),
    "far cell": ("r.xlsx", _far_cell, "stray cell"),
    "disguised": ("r.xlsx", lambda path: _raw(b"%PDF-1.7\n" + _book(path).read_bytes())(path), "not an Excel"),
    "workbook as text": ("r.csv", lambda path: _raw(_book(path.with_suffix(".xlsx")).read_bytes())(path), ".xlsx"),
    "picture as text": ("r.csv", _raw(b"\x89PNG\r\n\x00\x00"), "not a text file"),
    "other kind": ("r.pdf", _raw(b"%PDF"), "neither .xlsx nor .csv"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_or_wrong_file_is_refused_with_the_remedy(case: str, tmp_path: Path) -> None:
    name, write, part = CASES[case]
    path = write(tmp_path / name)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InvalidInputError) as caught:
        read_roster(path)
    assert part in caught.value.message.render("en")
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"gone\.xlsx"):
        read_roster(tmp_path / "gone.xlsx")


def test_random_bytes_behind_a_workbook_signature_never_crash_the_reader(tmp_path: Path) -> None:
    chance = random.Random(5)
    good = _book(tmp_path / "good.xlsx").read_bytes()
    for turn in range(6):
        data = bytearray(good)
        for _ in range(40):
            data[chance.randrange(60, len(data))] = chance.randrange(256)
        path = tmp_path / f"{turn}.xlsx"
        path.write_bytes(bytes(data))
        with contextlib.suppress(InvalidInputError):
            assert read_roster(path).employees


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Decimal("5.0"), "5"),
        (Decimal("2.5"), "2.5"),
        (True, "1"),
        (Decimal("1.98609262015051e17"), "1.98609E+17"),
        (Decimal("nan"), "NaN"),
        (None, ""),
        (Formula("7"), "7"),
    ],
)
def test_cells_become_the_text_a_person_sees(cell: object, text: str) -> None:
    assert as_text(cell) == text
