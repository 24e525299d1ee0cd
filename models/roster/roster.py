"""What was read from a roster file: the text of each cell that matters, and where it stood.

Belongs here: raw rows. Does not: what they mean (people.py) or whether they are right (checking.py).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from models.language import Message


class EmployeeRow(NamedTuple):
    """One row of SIASN `data utama` (SPEC §7.2); every cell is text, an empty text where the file has none."""

    row: int
    nip: str
    name: str
    front_title: str
    back_title: str
    nik: str
    birth_date: str
    sex: str
    employment: str
    employment_status: str
    standing: str
    grade: str
    post_type: str
    post: str
    echelon: str
    functional_level: str
    unit_code: str
    unit_name: str
    agency_code: str
    agency_name: str
    rater_nip: str
    delegation: str
    acting: str
    starts: str
    ends: str
    target_status: str
    email: str
    phone: str


class UnitRow(NamedTuple):
    """One row of SIASN `unor` (SPEC §7.2), or one unit found in the employee rows (then `row` is that row)."""

    row: int
    code: str
    parent_code: str
    echelon: str
    name: str
    head_post: str
    agency_code: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster as it stands in its file, with spreadsheet row numbers, and what was noticed while reading."""

    source: str
    employee_sheet: str
    unit_sheet: str
    employees: list[EmployeeRow]
    units: list[UnitRow]
    #: Whether the unit tree was pieced together from the employee rows, which show only two levels.
    units_derived: bool = False
    #: For example the encoding and separator that were recognized.
    notes: list[Message] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
