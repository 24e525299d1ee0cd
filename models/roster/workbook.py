"""The sheets of a roster workbook as the texts that the spreadsheet program shows.

Belongs here: turning cells into such texts, and refusals with SIASN's remedies. Does not: opening files (models/files).
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from models.errors import InvalidInputError
from models.files.cells import Cell, Formula
from models.files.layout import Layout
from models.files.reading import read_rows
from models.roster.refusals import REFUSALS

Sheets = dict[str, list[list[str]]]
#: Spreadsheets keep 15 digits: a longer number is shown as they show it, so that the check sees the damage.
_EXACT = 10**15
_WORKBOOK = Layout("xlsx")


def read_workbook(path: Path) -> Sheets:
    """The cells of every sheet as text, rows in order with empty ones kept.

    Raises:
        InvalidInputError: the file is no readable workbook; the text tells the remedy.
    """
    sheets: Sheets = {}
    for row in read_rows(path, _WORKBOOK, refusals=REFUSALS):
        sheets.setdefault(row.sheet, []).append([each if type(each) is str else as_text(each) for each in row.cells])
    return sheets


def refused(word: str, path: Path) -> InvalidInputError:
    """The error for a file that is not read."""
    return InvalidInputError(REFUSALS[word], file=path.name)


def as_text(cell: Cell) -> str:  # noqa: PLR0911 - one for each kind of cell
    """A cell as the spreadsheet program shows it; a number beyond 15 digits as 1.98609E+17 (DQ-E03)."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Decimal):
        if not cell.is_finite() or abs(cell) >= _EXACT:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == cell.to_integral_value() else format(cell, "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, Formula):
        return cell.text
    return cell.isoformat() if isinstance(cell, date) else str(cell)
