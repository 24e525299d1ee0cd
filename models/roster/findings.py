"""The findings of the pre-flight check: each with its code, severity, texts and who must mend it.

Belongs here: the shape of a finding and turning it into a problem. Does not: the tables (findings_*.py).
"""

from dataclasses import dataclass, field
from enum import Enum

from models.language import Message
from models.roster.people import Person
from models.roster.problem import Problem
from models.vocabulary import Severity

#: The regional HR agency owns the personnel data and the unit tree.
HR_AGENCY = "BKPSDM"


class Owner(Enum):
    """Who can mend a finding."""

    HR_AGENCY = "hr_agency"
    UNIT_ADMINISTRATOR = "unit_administrator"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of problem (SPEC §5): `field` is the column to correct, texts are message ids with {placeholders}."""

    code: str
    severity: Severity
    field: str
    message: str
    expected: str
    remedy: str
    owner: Owner


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding is: the row as the spreadsheet shows it, and whose row it is."""

    sheet: str
    row: int
    agency_name: str = ""
    nip: str = ""
    name: str = ""


def _owner(finding: Finding, spot: Spot) -> str:
    """The HR agency for its own data and for rows without an agency, else the administrator of the agency."""
    if finding.owner is Owner.HR_AGENCY or not spot.agency_name:
        return HR_AGENCY
    return f"admin OPD {spot.agency_name}"


@dataclass(slots=True)
class FindingLog:
    """The problems found so far in one roster."""

    employee_sheet: str
    unit_sheet: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, finding: Finding, spot: Spot, observed: str, **values: object) -> Message:
        """Record a finding; gives its message, for rows that are held back because of it."""
        filled = {"name": spot.name, "observed": observed, "row": spot.row, **values}
        message = Message(finding.message, filled)
        self.problems.append(
            Problem(
                code=finding.code,
                severity=finding.severity,
                sheet=spot.sheet,
                row=spot.row,
                field=finding.field,
                observed=observed,
                expected=Message(finding.expected, filled),
                message=message,
                remedy=Message(finding.remedy, filled),
                owner=_owner(finding, spot),
                nip=spot.nip,
                name=spot.name,
            )
        )
        return message

    def beside(self, finding: Finding, person: Person, observed: str, **values: object) -> Message:
        """Record a finding at one person's row without holding that row back."""
        spot = Spot(self.employee_sheet, person.row, person.agency_name, person.nip or person.source.nip, person.name)
        return self.add(finding, spot, observed, **values)

    def about(self, finding: Finding, person: Person, observed: str, **values: object) -> Message:
        """Record a finding about one person's row, and hold the row back when the finding blocks."""
        message = self.beside(finding, person, observed, **values)
        if finding.severity is Severity.BLOCK:
            person.hold(message, finding.code)
        return message

    def about_unit(self, finding: Finding, row: int, observed: str, **values: object) -> Message:
        """Record a finding about one row of the unit sheet."""
        return self.add(finding, Spot(self.unit_sheet, row), observed, **values)
