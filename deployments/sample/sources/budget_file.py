"""The workbook of the finance office: a title, a header merged over two rows, amounts as 1.234.567,50, and JUMLAH.

Belongs here: that layout, as offices have it. Does not: the amounts (budget).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from deployments.sample.places import REGION_NAME
from deployments.sample.sources.table import Table
from deployments.sample.sources.writing import workbook

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_HEADER, _FIRST = 4, 6
#: Group over its columns: heading, first and last column.
_GROUPS = (("Pagu", 6, ("APBD", "P-APBD", "Berlaku Mulai")), ("Realisasi", 9, ("Keuangan (Rp)", "Fisik (%)")))
#: Columns whose equal cells are merged downward.
_MERGED = (0, 2, 3)


def budget_workbook(path: Path, table: Table) -> int:
    """Write the report; cells of the same agency, program and activity are merged, amounts are Indonesian text."""
    with workbook(path, constant_memory=False) as book:  # merged cells are written out of order
        bold = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        plain, top = book.add_format({"border": 1}), book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        sheet = book.add_worksheet("Realisasi")
        sheet.write_string(0, 0, "LAPORAN REALISASI ANGGARAN", book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, f"Pemerintah {REGION_NAME}")
        _write_header(sheet, table.headings, bold)
        for at, row in enumerate(table.rows, _FIRST):
            for column, cell in enumerate(row):
                if column not in _MERGED:
                    sheet.write_string(at, column, written(cell, month=column == 5), plain)  # noqa: PLR2004 - s.d. Bulan
        for column, first, last, text in _spans(table.rows):
            if first == last:
                sheet.write_string(_FIRST + first, column, text, top)
            else:
                sheet.merge_range(_FIRST + first, column, _FIRST + last, column, text, top)
        _write_total(sheet, table, bold)
        sheet.set_column(0, len(table.fields) - 1, 20)
        sheet.freeze_panes(_FIRST, 2)
    return _FIRST + 1


def _write_header(sheet: Any, headings: list[str], bold: Any) -> None:
    inside: dict[int, str] = {}
    for group, first, parts in _GROUPS:
        sheet.merge_range(_HEADER, first, _HEADER, first + len(parts) - 1, group, bold)
        inside |= {first + place: part for place, part in enumerate(parts)}
    for column, heading in enumerate(headings):
        if column in inside:
            sheet.write_string(_HEADER + 1, column, inside[column], bold)
        else:
            sheet.merge_range(_HEADER, column, _HEADER + 1, column, heading, bold)


def _spans(rows: list[list[Any]]) -> Iterator[tuple[int, int, int, str]]:
    """Column, first and last row, and text of cells that are merged: equal below one another, also at the left."""
    for column in _MERGED:
        first = 0
        for at in range(1, len(rows) + 1):
            same = at < len(rows) and all(rows[at][left] == rows[first][left] for left in _MERGED if left <= column)
            if not same:
                if rows:
                    yield column, first, at - 1, str(rows[first][column])
                first = at


def _write_total(sheet: Any, table: Table, bold: Any) -> None:
    at = _FIRST + len(table.rows)
    sheet.write_string(at, 0, "JUMLAH", bold)
    for name in ("ceiling", "revised_ceiling", "realized"):
        column = table.fields.index(name)
        total = sum((row[column] for row in table.rows if row[column] is not None), Decimal(0))
        sheet.write_string(at, column, written(total), bold)


def written(cell: Any, *, month: bool = False) -> str:
    """A cell as the office writes it: 1.234.567,50 · 31-03-2026 · Maret · - for nothing."""
    if cell is None:
        return "-"
    if isinstance(cell, Decimal):
        return f"{cell:,}".translate(str.maketrans(",.", ".,"))
    if isinstance(cell, date):
        return _MONTHS[cell.month - 1] if month else f"{cell:%d-%m-%Y}"
    return str(cell)
