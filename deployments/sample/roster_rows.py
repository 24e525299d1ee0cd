"""The rows of the sample roster as they will stand in roster.xlsx, before and after mistakes are made in them.

Belongs here: turning people and units into SIASN rows. Does not: the mistakes (mistakes.py) or the file (files.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from deployments.sample.employee import Employee
from deployments.sample.node import Node
from deployments.sample.posts import TYPE_WORDS
from models.roster.roster import EmployeeRow, UnitRow

#: A title and an empty row stand above the header, as in many exports; the unit sheet begins with its header.
EMPLOYEE_HEADER_ROW, UNIT_HEADER_ROW = 3, 1
#: Every so many people the superior is named in the row although the unit tree tells it, as exports do.
_NAMED_EVERY = 9
_SEX_WORDS = {"L": "Laki-laki", "P": "Perempuan"}


@dataclass(eq=False, slots=True)
class Line:
    """A row that may still move: its number is known when all mistakes are made."""

    cells: EmployeeRow


@dataclass(eq=False, slots=True)
class UnitLine:
    """A row of the unit sheet that may still move."""

    cells: UnitRow


@dataclass(slots=True)
class Draft:
    """The roster while mistakes are being made in it."""

    lines: list[Line] = field(default_factory=list)
    units: list[UnitLine] = field(default_factory=list)

    def number(self) -> None:
        """Give every row the number under which the spreadsheet program shows it."""
        for row, line in enumerate(self.lines, EMPLOYEE_HEADER_ROW + 1):
            line.cells = line.cells._replace(row=row)
        for row, unit in enumerate(self.units, UNIT_HEADER_ROW + 1):
            unit.cells = unit.cells._replace(row=row)


def draft(root: Node, employees: Iterable[Employee]) -> Draft:
    """The rows without a mistake."""
    units = [
        UnitLine(
            UnitRow(0, node.code, node.parent_code or "", node.echelon, node.name, node.head_post, node.agency_code)
        )
        for node in root.walk()
    ]
    return Draft([Line(_row(place, employee)) for place, employee in enumerate(employees)], units)


def _row(place: int, employee: Employee) -> EmployeeRow:
    return EmployeeRow(
        row=0, nip=employee.nip, name=employee.name, front_title=employee.front_title, back_title=employee.back_title,
        nik=employee.nik, birth_date=f"{employee.birth_date:%d-%m-%Y}", sex=_SEX_WORDS[employee.sex],
        employment=employee.employment, employment_status=employee.employment, standing="Aktif", grade=employee.grade,
        post_type=TYPE_WORDS[employee.post_kind], post=employee.post, echelon=employee.echelon,
        functional_level=employee.functional_level, unit_code=employee.unit_code, unit_name=employee.unit_name,
        agency_code=employee.agency_code, agency_name=employee.agency_name,
        rater_nip=(employee.rater_nip or "") if place % _NAMED_EVERY == 0 else "", delegation="", acting="0",
        starts=f"{employee.starts:%d-%m-%Y}", ends="", target_status="", email=employee.email, phone=employee.phone,
    )  # fmt: skip
