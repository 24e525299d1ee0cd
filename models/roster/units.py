"""The unit tree: each unit with the unit above it, its agency, and whether its way up is broken.

Belongs here: DQ-H01 findings about the tree itself. Does not: who heads a unit (heads.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from models.roster import findings_superior as find
from models.roster.findings import Finding, FindingLog
from models.roster.people import Person
from models.roster.posts import read_echelon, read_post
from models.roster.roster import Roster, UnitRow

_REGIONAL_HEAD = re.compile(
    r"(pj\.?\s*|plt\.?\s*|plh\.?\s*)?(bupati|wali\s?kota|gubernur|kepala daerah)\b", re.IGNORECASE
)
_REGION = re.compile(r"pemerintah\s+(kabupaten|kota|provinsi|daerah|kab\.)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Unit:
    """One unit; `above` is None at a root and where the tree is broken (then `broken` says how)."""

    source: UnitRow
    head_post: str
    echelon: str
    above: "Unit | None" = None
    agency: "Unit | None" = None
    broken: Finding | None = None
    #: What a broken tree shows: the missing code, or the names in the loop.
    broken_shows: str = ""
    #: Whether the unit must have a head although no post is named.
    needs_head: bool = False
    #: Heads found, in file order; more than one means that nobody can tell who rates.
    heads: list[Person] = field(default_factory=list)
    #: Who held the head post and is no longer active.
    former_head: Person | None = None

    @property
    def led_by_regional_head(self) -> bool:
        """Whether this is the root that bupati, wali kota or gubernur leads; they are not in the roster."""
        row = self.source
        at_root = self.above is None and self.broken is None
        return at_root and bool(_REGIONAL_HEAD.match(row.head_post) or _REGION.match(row.name))

    def upward(self) -> "Iterator[Unit]":
        """This unit and those above it, up to a root or to where the tree is broken."""
        unit: Unit | None = self
        while unit is not None:
            yield unit
            unit = unit.above


def build_tree(roster: Roster, log: FindingLog) -> dict[str, Unit]:
    """All units by code, linked upward; a unit listed twice is reported and its first row used."""
    units: dict[str, Unit] = {}
    for row in roster.units:
        if row.code in units:
            rows = f"{units[row.code].source.row}, {row.row}"
            log.about_unit(find.UNIT_TWICE, row.row, row.name, rows=rows)
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
        unit.broken, unit.broken_shows = find.UNIT_ORPHAN, code


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
            first.above, first.broken = None, find.UNIT_LOOP
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
            log.about_unit(find.UNIT_EMPTY, unit.source.row, unit.source.code, unit=unit.source.name)
