"""The quality report as a workbook that an administrator can filter and send on, one sheet for each view.

Belongs here: sheets, columns and their headings. Does not: the report itself (quality_report), the screen (cli).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, _

_COUNTS = {
    "open": N_("Open"),
    "blocking": N_("Blocking"),
    "kept": N_("On record"),
    "waived": N_("Waived"),
    "fixed": N_("Mended"),
}
_UNIT = {"unit_code": N_("Code of the unit"), "unit": N_("Unit")}
_RULE = {"code": N_("Rule"), "severity": N_("Severity")}
#: Sheet → the key of its rows in the report, its name, and its columns with their headings.
_SHEETS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "units": (N_("By unit"), _UNIT | _COUNTS),
    "codes": (N_("By rule"), _RULE | _COUNTS),
    "owners": (
        N_("By owner"),
        {"owner": N_("Name"), "owner_nip": N_("NIP"), "owner_role": N_("As")} | _COUNTS,
    ),
    "trend": (
        N_("By week"),
        {"week": N_("Week from"), "opened": N_("Opened"), "fixed": N_("Mended"), "open": N_("Not mended at its end")},
    ),
    "open_findings": (
        N_("Open findings"),
        {
            "id": N_("No."),
            **_UNIT,
            "nip": N_("NIP"),
            "name": N_("About"),
            **_RULE,
            "subject": N_("Datum"),
            "observed": N_("Found"),
            "expected": N_("Expected"),
            "message": N_("Problem"),
            "remedy": N_("What to do"),
            "owner": N_("Whose turn"),
            "owner_nip": N_("NIP of the owner"),
            "waived_through": N_("Waived through"),
        },
    ),
    "validations": (
        N_("Validations"),
        {
            "id": N_("No."),
            **_UNIT,
            "suite": N_("Suite"),
            "evaluated": N_("Rows"),
            "failed": N_("Failures"),
            "judged_at": N_("Judged"),
            "stage_run": N_("Stage run"),
            "engine": N_("Engine"),
            "suite_digest": N_("Digest of the suite"),
        },
    ),
    "imports": (
        N_("Imports"),
        {
            "id": N_("No."),
            "received_at": N_("Received"),
            "source": N_("Source"),
            "name": N_("File"),
            "outcome": N_("Outcome"),
            "rows": N_("Rows"),
            "added": N_("Added"),
            "corrected": N_("Corrected"),
            "unchanged": N_("Unchanged"),
            "held_open": N_("Held back"),
            "sha256": "SHA-256",
        },
    ),
}
_WORDS = frozenset({"severity", "owner_role", "outcome"})
_WIDE, _WIDTH = frozenset({"expected", "message", "remedy", "unit", "name"}), 16
#: No cell becomes a formula, a link or a number of its own accord: what people wrote stays text (faults I4).
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(report: Mapping[str, Any], path: Path) -> None:
    """Write the report (quality_report, with `open_findings` beside it) to an .xlsx file.

    Raises:
        InvalidInputError: the file cannot be written, for example because it is open in Excel.
    """
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, **_AS_TEXT}) as book:
            bold = book.add_format({"bold": True, "bottom": 1})
            for key, (name, columns) in _SHEETS.items():
                _write(book.add_worksheet(_(name)[:31]), report.get(key, ()), columns, bold)
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise InvalidInputError(
            N_("{path} cannot be written: {problem}. Close it in Excel, or choose another name with --out."),
            path=path,
            problem=problem,
        ) from problem


def _write(sheet: Any, lines: Sequence[Mapping[str, Any]], columns: Mapping[str, str], bold: Any) -> None:
    for place, (name, heading) in enumerate(columns.items()):
        sheet.set_column(place, place, 3 * _WIDTH if name in _WIDE else _WIDTH)
        sheet.write_string(0, place, _(heading), bold)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines, 1):
        for place, name in enumerate(columns):
            value = line[name]
            if isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(row, place, value)
            elif value is not None:
                sheet.write_string(row, place, _shown(name, value))
    sheet.autofilter(0, 0, max(1, len(lines)), len(columns) - 1)


def _shown(name: str, value: Any) -> str:
    if name in _WORDS:
        return label(value)
    return f"{value:%Y-%m-%d %H:%M %Z}" if isinstance(value, datetime) else str(value)
