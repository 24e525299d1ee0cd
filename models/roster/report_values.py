"""The report as plain JSON values, and its problems counted by who must mend them.

Belongs here: keys and counts. Does not: the workbook (report_file.py) or the screen (cli/roster.py).
"""

from collections import Counter
from typing import Any

from models.roster.problem import Problem
from models.roster.report import RosterReport
from models.vocabulary import Severity


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
