"""The report as a workbook that an HR administrator can filter and send on.

Belongs here: sheets and columns. Does not: cells and files (exchange/written), the screen (cli/roster.py).
"""

from pathlib import Path

from models.exchange.written import add_sheet, workbook
from models.language import N_, _
from models.roster.report import RosterReport
from models.roster.report_values import by_owner, problem_values
from models.vocabulary import Severity

#: In the order of problem_values; translated when written.
_COLUMNS = (
    N_("Code"),
    N_("Severity"),
    N_("Sheet"),
    N_("Row"),
    N_("Field"),
    "NIP",
    N_("Name"),
    N_("Observed"),
    N_("Expected"),
    N_("Problem"),
    N_("What to do"),
    N_("Who"),
)


def write_report(report: RosterReport, path: Path) -> None:
    """Write the problems (filterable) and their numbers by owner to an .xlsx file.

    Raises:
        InvalidInputError: the file cannot be written, for example because it is open in Excel.
    """
    columns, owners = [_(heading) for heading in _COLUMNS], [_("Who"), *(_(severity.value) for severity in Severity)]
    problems = [dict(zip(columns, problem_values(problem).values(), strict=True)) for problem in report.problems]
    counted = [
        dict(zip(owners, (owner, *(counts[severity] for severity in Severity)), strict=True))
        for owner, counts in by_owner(report)
    ]
    with workbook(path) as book:
        add_sheet(book, _("Problems"), problems, {heading: heading for heading in columns})
        add_sheet(book, _("By owner"), counted, {heading: heading for heading in owners})
