"""Writes the tables of the sample as files: like our templates, as text files of other programs, as JSON.

Belongs here: bytes. Does not: what stands in the rows; workbooks with a layout of their own (budget_file, national).
"""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from deployments.sample.sources.table import Damaged, Formula, Table
from models.sources.template import data_sheet_name

#: Every text stays text; only a mistake made on purpose is a formula or a number.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(path: Path, **options: bool) -> Any:
    """A workbook that is the same, byte by byte, for the same rows: it was made at no particular time."""
    book = xlsxwriter.Workbook(path, OPTIONS | options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the writer takes no time zone
    return book


def template_workbook(path: Path, table: Table) -> int:
    """Write a filled-in template: headings in row 1, days and moments as the spreadsheet program keeps them."""
    with workbook(path) as book:
        sheet = book.add_worksheet(data_sheet_name(table.dataset))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.fields) - 1, 20)
        formats = formats_of(book)
        write_cells(sheet, 0, table.headings, formats)
        for at, row in enumerate(table.rows, 1):
            write_cells(sheet, at, row, formats)
    return 2


def formats_of(book: Any) -> dict[type, Any]:
    """The looks of days and moments."""
    return {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }


def write_cells(sheet: Any, at: int, cells: "list[Any]", formats: dict[type, Any]) -> None:
    """Write one row of a sheet, each cell as its kind asks for."""
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, Formula):
            sheet.write_formula(at, column, cell, None, 4)
        elif isinstance(cell, Damaged | int | Decimal):
            sheet.write_number(at, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(at, column, cell, formats[type(cell)])
        else:
            sheet.write_string(at, column, cell)


def plain_csv(path: Path, table: Table) -> int:
    """Write a comma-separated file in UTF-8, days as 2026-03-31, as most programs give it."""
    return _write_csv(path, table, "utf-8", ",", {date: "%Y-%m-%d", datetime: "%Y-%m-%d %H:%M"})


def old_csv(path: Path, table: Table) -> int:
    """Write a semicolon-separated file in Windows-1252, days as 31/03/2026: what an old counter program gives."""
    return _write_csv(path, table, "windows-1252", ";", {date: "%d/%m/%Y", datetime: "%d/%m/%Y %H:%M"})


def _write_csv(path: Path, table: Table, encoding: str, separator: str, dates: dict[type, str]) -> int:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=separator, lineterminator="\r\n" if separator == ";" else "\n")
        writer.writerow(table.headings)
        writer.writerows([_text(cell, dates) for cell in row] for row in table.rows)
    return 2


def _text(cell: Any, dates: dict[type, str]) -> str:
    if cell is None:
        return ""
    return cell.strftime(dates[type(cell)]) if isinstance(cell, date) else str(cell)


def json_answer(path: Path, table: Table) -> int:
    """Write the answer of a web service: the items below `data`, beside how many there are."""
    names, dates = table.headings, dict[type, str]({date: "%Y-%m-%d", datetime: "%Y-%m-%d %H:%M"})
    items = [
        {name: _text(cell, dates) if isinstance(cell, date) else cell for name, cell in zip(names, row, strict=True)}
        for row in table.rows
    ]
    content = {"meta": {"total": len(items)}, "data": items}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return 1
