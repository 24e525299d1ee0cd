"""Tables written to files that other people open: .xlsx, .csv or .json, by the ending of the name (faults I4).

Belongs here: the three forms and their defenses. Does not: what the tables say.
A cell is text unless we give a number: no name becomes a formula, and no NIP loses its last digits.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from models.errors import InvalidInputError
from models.language import N_

#: No cell becomes a formula, a link or a number of its own accord: what people wrote stays text.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: What a spreadsheet program takes for the beginning of a formula in a text file (OWASP, “CSV injection”).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH, _WIDEST = 12, 48
_EXCEL_NAME = 31


def write_table(lines: Sequence[Mapping[str, Any]], path: Path, *, sheet: str) -> None:
    """Write rows of the same columns to `path`: .xlsx (sheet name `sheet`), .csv (UTF-8 with mark) or .json.

    Raises:
        InvalidInputError: another ending, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in {".xlsx", ".csv", ".json"}:
        raise InvalidInputError(
            N_("{path} has no ending that is known here. Choose a name that ends in .xlsx, .csv or .json."), path=path
        )
    if kind == ".xlsx":
        with workbook(path) as book:
            add_sheet(book, sheet, lines)
        return
    with said(path):
        if kind == ".json":
            text = json.dumps([dict(line) for line in lines], ensure_ascii=False, indent=1, default=_plain)
            path.write_text(text + "\n", encoding="utf-8")
        else:
            _write_csv(lines, path)


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Whatever keeps a file from being written is said with its name and what to do.

    Raises:
        InvalidInputError: the file cannot be written, for example because it is open in Excel.
    """
    try:
        yield
    except (OSError, xlsxwriter.exceptions.FileCreateError) as problem:
        raise InvalidInputError(
            N_("{path} cannot be written: {problem}. Close it in Excel, or choose another name with --out."),
            path=path,
            problem=problem,
        ) from problem


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """A workbook in which no text is ever taken for a formula, a link or a number.

    Raises:
        InvalidInputError: the file cannot be written, for example because it is open in Excel.
    """
    with said(path), xlsxwriter.Workbook(path, {"constant_memory": True, **AS_TEXT}) as book:
        yield book


def add_sheet(book: Any, name: str, lines: Sequence[Mapping[str, Any]], headings: Mapping[str, str] = {}) -> Any:
    """Add a sheet with a row of headings (those of `headings`, else the columns' names), frozen and filtered."""
    sheet = book.add_worksheet(name[:_EXCEL_NAME])
    columns = list(headings or (lines[0] if lines else ()))
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(columns):
        longest = max((len(str(line[column])) for line in lines[:200] if line[column] is not None), default=0)
        sheet.set_column(place, place, min(max(_WIDTH, longest + 1, len(column)), _WIDEST))
        sheet.write_string(0, place, headings.get(column, column), bold)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines, 1):
        for place, column in enumerate(columns):
            _write_cell(sheet, row, place, line[column])
    if columns:
        sheet.autofilter(0, 0, max(1, len(lines)), len(columns) - 1)
    return sheet


def _write_cell(sheet: Any, row: int, place: int, value: Any) -> None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, place, value)
    elif value is not None:
        sheet.write_string(row, place, _plain(value))


def _write_csv(lines: Sequence[Mapping[str, Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        if lines:
            writer.writerow(lines[0])
        writer.writerows([_guarded(value) for value in line.values()] for line in lines)


def _guarded(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, behind an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else _plain(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
