"""Writes small workbooks and hostile files for tests of reading."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HEADER = ("nipBaru", "nama", "jabatanNama", "unorId", "tglLahir", "nipAtasan")
ROW = ("196804111993031009", "Ratna Dewi", "Kepala Dinas", "D", "11-04-1968", "")
UNIT_HEADER = ("Id", "DiatasanId", "EselonId", "NamaUnor", "NamaJabatan", "IndukUnorId")
UNIT_ROWS = (("R", "", "", "Pemerintah Kabupaten X", "Bupati X", ""), ("D", "R", "II.b", "Dinas", "Kepala Dinas", "D"))


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook whose numbers and dates are real numbers and dates."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    dates = book.add_format({"num_format": "dd-mm-yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), dates)  # noqa: DTZ001
                elif isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, cell)
    book.close()
    return path


def write_zip(path: Path, parts: dict[str, bytes]) -> Path:
    """A container with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """All parts of a container."""
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with one part added or replaced."""
    return write_zip(path, {**parts_of(path), name: content})


def lying_about_size(path: Path, name: str) -> Path:
    """The container with the declared unpacked size of one part set to 1000 bytes in both headers."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as container:
        part = container.getinfo(name)
    real, false = part.file_size.to_bytes(4, "little"), (1000).to_bytes(4, "little")
    start = data.find(real)
    while start >= 0:
        data[start : start + 4] = false
        start = data.find(real, start + 4)
    path.write_bytes(data)
    return path
