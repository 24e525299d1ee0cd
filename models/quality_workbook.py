"""The quality report as a workbook that an administrator can filter and send on, one sheet for each view.

Belongs here: sheets, columns and their headings. Does not: the report itself (quality_report), the screen (cli).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from models.exchange.written import add_sheet, workbook
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


def write_workbook(report: Mapping[str, Any], path: Path) -> None:
    """Write the report (quality_report, with `open_findings` beside it) to an .xlsx file.

    Raises:
        InvalidInputError: the file cannot be written, for example because it is open in Excel.
    """
    with workbook(path) as book:
        for key, (sheet, columns) in _SHEETS.items():
            lines = [{name: _shown(name, line[name]) for name in columns} for line in report.get(key, ())]
            add_sheet(book, _(sheet), lines, {name: _(heading) for name, heading in columns.items()})


def _shown(name: str, value: Any) -> Any:
    if name in _WORDS:
        return None if value is None else label(value)
    return f"{value:%Y-%m-%d %H:%M %Z}" if isinstance(value, datetime) else value
