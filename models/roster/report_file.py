"""The report as a workbook that an HR administrator can filter and send on, and as plain JSON values.

Belongs here: sheets, columns and keys. Does not: the screen (cli/roster.py).
"""

from collections import Counter
from pathlib import Path
from typing import Any

import xlsxwriter

from models.language import N_, _
from models.roster.problem import Problem
from models.roster.report import RosterReport
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


def problem_values(problem: Problem) -> dict[str, Any]:
    """One problem as JSON values, its texts in the reader's language."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "row": problem.row,
        "field": problem.field,
        "nip": problem.nip,
        "name": problem.name,
        "observed": problem.observed,
        "expected": problem.expected.render(),
        "message": problem.message.render(),
        "remedy": problem.remedy.render(),
        "owner": problem.owner,
    }


def report_values(report: RosterReport) -> dict[str, Any]:
    """The whole report as JSON values: counts, problems, rows held back and left out."""
    return {
        "source": report.source,
        "on": report.on.isoformat(),
        "counts": report.counts,
        "problems": [problem_values(problem) for problem in report.problems],
        "held": [
            {
                "row": row.row,
                "nip": row.nip,
                "name": row.name,
                "codes": list(row.codes),
                "because": row.because.render(),
            }
            for row in report.held
        ],
        "excluded": [
            {"row": row.row, "nip": row.nip, "name": row.name, "reason": row.reason.render()} for row in report.excluded
        ],
    }


def by_owner(report: RosterReport) -> list[tuple[str, dict[Severity, int]]]:
    """Numbers of problems by who must mend them, the one with most blocking problems first."""
    counts: Counter[tuple[str, Severity]] = Counter((problem.owner, problem.severity) for problem in report.problems)
    owners = sorted({owner for owner, _severity in counts}, key=lambda owner: (-counts[owner, Severity.BLOCK], owner))
    return [(owner, {severity: counts[owner, severity] for severity in Severity}) for owner in owners]


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
