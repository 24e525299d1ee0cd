"""Links the units of a roster into a tree, cuts what is broken and reports what is empty (DQ-H01).

Belongs here: the whole tree. Does not: one unit (units.py) or who heads it (heads.py).
"""

from collections.abc import Iterable

from models.roster import findings_unit as unit_findings
from models.roster.findings import FindingLog
from models.roster.people import Person
from models.roster.posts import read_echelon, read_post
from models.roster.roster import Roster
from models.roster.units import Unit


def build_tree(roster: Roster, log: FindingLog) -> dict[str, Unit]:
    """All units by code, linked upward; a unit listed twice is reported and its first row used."""
    units: dict[str, Unit] = {}
    for row in roster.units:
        if row.code in units:
            rows = f"{units[row.code].source.row}, {row.row}"
            log.about_unit(unit_findings.UNIT_TWICE, row.row, row.name, rows=rows)
            continue
        units[row.code] = Unit(row, read_post(row.head_post).comparable, read_echelon(row.echelon))
    for unit in units.values():
        _link(unit, units)
    _break_loops(units.values())
    for unit in units.values():
        unit.needs_head = roster.units_derived and unit.above is None and not unit.led_by_regional_head
        unit.agency = _agency(unit, units)
    return units


def _link(unit: Unit, units: dict[str, Unit]) -> None:
    code = unit.source.parent_code
    unit.above = units.get(code)
    if code and unit.above is None:
        unit.broken, unit.broken_shows = unit_findings.UNIT_ORPHAN, code


def _break_loops(units: Iterable[Unit]) -> None:
    """Cut each loop of units at the one that stands first in the file, so that every way up ends."""
    safe: set[int] = set()
    for start in units:
        path: dict[int, Unit] = {}
        unit: Unit | None = start
        while unit is not None and id(unit) not in safe and id(unit) not in path:
            path[id(unit)] = unit
            unit = unit.above
        if unit is not None and id(unit) in path:
            steps = list(path.values())
            loop = steps[steps.index(unit) :]
            first = min(loop, key=lambda member: member.source.row)
            names = [member.source.name for member in loop]
            first.above, first.broken = None, unit_findings.UNIT_LOOP
            first.broken_shows = " → ".join([*names, names[0]])
        safe.update(path)


def _agency(unit: Unit, units: dict[str, Unit]) -> Unit:
    """The OPD of a unit: the one named as IndukUnorId, else the highest unit below the regional head's."""
    named = units.get(unit.source.agency_code)
    if named is not None:
        return named
    highest = unit
    for step in unit.upward():
        if step.led_by_regional_head:
            break
        highest = step
    return highest


def report_empty(units: dict[str, Unit], people: Iterable[Person], log: FindingLog) -> None:
    """Tell about the topmost units in which nobody works (information only)."""
    used: set[int] = set()
    for code in {person.unit_code for person in people}:
        for step in units[code].upward() if code in units else ():
            if id(step) in used:
                break
            used.add(id(step))
    for unit in units.values():
        if id(unit) not in used and (unit.above is None or id(unit.above) in used):
            log.about_unit(unit_findings.UNIT_EMPTY, unit.source.row, unit.source.code, unit=unit.source.name)
