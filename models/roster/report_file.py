"""The report as a workbook that an HR administrator can filter and send on, and as plain JSON values.

Belongs here: sheets, columns and keys. Does not: the screen (cli/roster.py).
"""

from pathlib import Path
from typing import Any

import xlsxwriter

from models.language import N_, _
from models.roster.report import RosterReport
from models.roster.report_values import by_owner, problem_values
from models.vocabulary import Severity

#: Heading -> width; the headings are translated when written.
_COLUMNS = {
    N_("Code"): 9,
    N_("Severity"): 9,
    N_("Sheet"): 13,
    N_("Row"): 7,
    N_("Field"): 14,
    "NIP": 21,
    N_("Name"): 28,
    N_("Observed"): 24,
    N_("Expected"): 40,
    N_("Problem"): 70,
    N_("What to do"): 70,
    N_("Who"): 34,
}
_OWNER_COLUMNS = {N_("Who"): 40, Severity.BLOCK.value: 10, Severity.WARN.value: 10, Severity.INFO.value: 10}
#: No cell becomes a formula, a link or a number: the roster is outside input (faults I4).
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_report(report: RosterReport, path: Path) -> None:
    """Write the problems (filterable) and their numbers by owner to an .xlsx file.

    Raises:
        OSError: the file cannot be written, for example because it is open in Excel.
    """
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, **_AS_TEXT}) as book:
            bold = book.add_format({"bold": True, "bottom": 1})
            _write_problems(book.add_worksheet(_("Problems")), report, bold)
            _write_owners(book.add_worksheet(_("By owner")), report, bold)
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise OSError(str(problem)) from problem


def _head(sheet: Any, columns: dict[str, int], bold: Any) -> None:
    for place, (heading, width) in enumerate(columns.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, _(heading), bold)
    sheet.freeze_panes(1, 0)


def _write_problems(sheet: Any, report: RosterReport, bold: Any) -> None:
    _head(sheet, _COLUMNS, bold)
    for row, problem in enumerate(report.problems, 1):
        for column, value in enumerate(problem_values(problem).values()):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, value)
    sheet.autofilter(0, 0, max(1, len(report.problems)), len(_COLUMNS) - 1)


def _write_owners(sheet: Any, report: RosterReport, bold: Any) -> None:
    _head(sheet, _OWNER_COLUMNS, bold)
    for row, (owner, counts) in enumerate(by_owner(report), 1):
        sheet.write_string(row, 0, owner)
        for column, severity in enumerate(Severity, 1):
            sheet.write_number(row, column, counts[severity])
