"""Pieces a unit tree together from employee rows, for rosters without a unit sheet: unit and agency, two levels.

Belongs here: that substitute. Does not: the real tree (units.py).
"""

from collections.abc import Iterable

from models.roster.roster import EmployeeRow, UnitRow


def units_of_rows(employees: Iterable[EmployeeRow]) -> list[UnitRow]:
    """Units in the order in which they first appear; each agency is a root, each other unit hangs below its agency."""
    units: dict[str, UnitRow] = {}
    for row in employees:
        agency = row.agency_code or row.agency_name
        code = row.unit_code or row.unit_name
        if agency and agency not in units:
            units[agency] = UnitRow(row.row, agency, "", "", row.agency_name or agency, "", agency)
        if code and code not in units:
            above = agency if agency != code else ""
            units[code] = UnitRow(row.row, code, above, "", row.unit_name or code, "", agency or code)
    return list(units.values())
