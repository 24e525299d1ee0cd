"""The result of the pre-flight check.

Belongs here: the report and its counts. Does not: how it is built (results.py) or written to a file (report_file.py).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from models.roster.entry import ExcludedRow, HeldRow, RosterEntry, UnitEntry
from models.roster.problem import Problem
from models.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class RosterReport:
    """What the check found; everything is ordered the same way for the same file."""

    source: str
    on: date
    problems: list[Problem]
    accepted: list[RosterEntry]
    held: list[HeldRow]
    excluded: list[ExcludedRow]
    units: list[UnitEntry]

    @property
    def blocking(self) -> bool:
        """Whether at least one problem holds rows back."""
        return any(problem.blocks for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what became of them, and problems by severity."""
        severities = Counter(problem.severity for problem in self.problems)
        return {
            "rows": len(self.accepted) + len(self.held) + len(self.excluded),
            "accepted": len(self.accepted),
            "held": len(self.held),
            "waiting": sum(not row.codes for row in self.held),
            "excluded": len(self.excluded),
            "units": len(self.units),
            **{severity.value: severities[severity] for severity in Severity},
        }

    @property
    def held_raters(self) -> list[HeldRow]:
        """Held rows of people who rate somebody that is accepted: they must be known at the launch all the same."""
        needed = {entry.rater_nip for entry in self.accepted} | {entry.superior_nip for entry in self.accepted}
        there = {entry.nip for entry in self.accepted}
        return [row for row in self.held if row.nip in needed and row.nip not in there]
