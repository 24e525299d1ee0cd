"""Held rows as a workbook in the source's own columns, each with what is wrong: mend it there and bring it in again.

Belongs here: the workbook. Does not: which rows are held (held).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from models.database import Row
from models.language import N_, _
from models.sources.definition import SourceFile
from models.sources.held import headings, reference_of
from models.sources.table import SETTLES_COLUMN

#: No cell becomes a formula, a link or a number: what is written is what was delivered (faults I4).
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_PROBLEM = "masalah"
_GUIDE = (
    N_(
        "Each row was held back; the column “masalah” says why. Correct its cells, leave the column “baris_tertahan” as"
    ),
    N_("it is, and bring this file in again with the same source. Rows that you do not need may be deleted here."),
)


def write_held(source: SourceFile, rows: Sequence[Row], path: Path) -> None:
    """Write the held rows of one source to an .xlsx file that the same source reads.

    Raises:
        OSError: the file cannot be written, for example because it is open in Excel.
    """
    fields = [each for each in source.kind_of_data.fields if each.name not in source.constants]
    heading_of = headings(source.kind_of_data, source.columns)
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, **_AS_TEXT}) as book:
            sheet = book.add_worksheet((source.sheet or source.dataset)[:31])
            _write_rows(book, sheet, [heading_of[each.name] for each in fields], [each.name for each in fields], rows)
            guide = book.add_worksheet(_("Guide")[:31])
            for at, text in enumerate(_GUIDE):
                guide.write_string(at, 0, _(text))
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise OSError(str(problem)) from problem


def _write_rows(book: Any, sheet: Any, heads: list[str], names: list[str], rows: Sequence[Row]) -> None:
    bold, as_text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate([*heads, SETTLES_COLUMN, _PROBLEM]):
        sheet.set_column(column, column, 60 if heading == _PROBLEM else 20, as_text)
        sheet.write_string(0, column, heading, bold)
    for at, row in enumerate(rows, 1):
        for column, name in enumerate(names):
            sheet.write_string(at, column, row["cells"].get(name, ""), as_text)
        sheet.write_string(at, len(names), reference_of(row), as_text)
        sheet.write_string(at, len(names) + 1, " ".join(row["sentences"]))
