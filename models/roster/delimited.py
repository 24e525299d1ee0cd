"""Reads a .csv file: which encoding, which separator, and the cells as text.

Belongs here: recognizing the writing of a text file. Does not: what the columns mean (reading.py).
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from models.language import N_, Message
from models.roster.header import HEADER_ROWS
from models.roster.workbook import refused

#: Beyond this a text file is no roster of one region (200,000 rows are about 80 MB).
LARGEST = 128 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "cp1252")
_SEPARATORS = ",;\t"
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_SHOWN = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab")}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a text file and how it was written."""

    rows: list[list[str]]
    note: Message


def read_delimited(path: Path) -> Table:
    """Read a CSV file written by Excel, LibreOffice or a program, in UTF-8, UTF-16 or Windows-1252.

    Raises:
        InvalidInputError: the file is empty, no text, or a workbook under another name.
    """
    if path.stat().st_size > LARGEST:
        raise refused("too_large", path)
    data = path.read_bytes()
    if not data.strip():
        raise refused("empty", path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refused("csv_is_workbook", path)
    text, encoding = _decode(data, path)
    separator = _separator(text)
    note = N_("{file}: text in {encoding}, separated by {separator}.")
    shown = {"file": path.name, "encoding": encoding, "separator": Message(_SHOWN[separator])}
    return Table(_rows(text, separator, path), Message(note, shown))


def _decode(data: bytes, path: Path) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if b"\x00" in data:
        raise refused("csv_binary", path)
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding), "UTF-8" if encoding == "utf-8-sig" else "Windows-1252"
        except UnicodeDecodeError:
            continue
    raise refused("csv_binary", path)


def _separator(text: str) -> str:
    """The separator that splits the richest of the first lines into most cells."""
    lines = text[:100_000].splitlines()[:HEADER_ROWS]
    return max(_SEPARATORS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _rows(text: str, separator: str, path: Path) -> list[list[str]]:
    """Cells without outer blanks; `="1986…"`, the trick that keeps a number as text, is undone."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [[_cell(cell) for cell in row] for row in reader]
    except csv.Error:
        raise refused("csv_binary", path) from None


def _cell(cell: str) -> str:
    found = _FORMULA_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return found.group(1) if found else cell.strip()
