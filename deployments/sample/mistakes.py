"""Sprinkles the mistakes that really occur over the sample roster, and keeps the answer sheet.

Belongs here: how many, where, and numbering. Does not: the mistakes themselves (mistake_kinds.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from deployments.sample.desk import Desk, NoVictimError
from deployments.sample.employee import Employee
from deployments.sample.mistake_kinds import KINDS
from deployments.sample.node import Node
from deployments.sample.roster_rows import Draft, Line, draft
from models.roster.roster import EmployeeRow, UnitRow

#: Mistakes in each agency: this many, and one more for so many people.
_EACH, _ONE_MORE_FOR = 3, 400
_SHEETS = {True: "data utama", False: "unor"}


class Mistake(NamedTuple):
    """One problem that the pre-flight check must find."""

    kind: str
    code: str
    severity: str
    sheet: str
    row: int
    field: str
    nip: str
    name: str


@dataclass(slots=True)
class RosterRows:
    """The rows of the roster in file order, and the problems made in them."""

    employees: list[EmployeeRow]
    units: list[UnitRow]
    mistakes: list[Mistake] = field(default_factory=list)


def clean_rows(root: Node, employees: Iterable[Employee]) -> RosterRows:
    """The roster without a mistake."""
    rows = draft(root, employees)
    rows.number()
    return RosterRows([line.cells for line in rows.lines], [unit.cells for unit in rows.units])


def sprinkle(clean: RosterRows, root: Node, seed: int, year: int) -> RosterRows:
    """A few mistakes in every agency, each kind in turn, until all kinds were made (as far as there is room).

    Args:
        clean: the roster without a mistake.
        root: the unit tree.
        seed: the same seed makes the same mistakes.
        year: year of the period, for dates.
    """
    rows = Draft([Line(cells) for cells in clean.employees], [])
    desk = Desk(rows, clean.units, Random(f"mistakes-{seed}"), year)  # noqa: S311 - sample data, not a secret
    turn = list(KINDS)
    for agency in root.below:
        desk.enter(agency)
        for _ in range(_EACH + desk.size // _ONE_MORE_FOR):
            _make_next(desk, turn)
    rows.number()
    return _answers(desk)


def _make_next(desk: Desk, turn: list[str]) -> None:
    """Make the mistake that is longest ago among those that find a victim in this agency."""
    for name in turn:
        try:
            KINDS[name](desk)
        except NoVictimError:
            continue
        desk.name_last(name)
        turn.remove(name)
        turn.append(name)
        return


def _answers(desk: Desk) -> RosterRows:
    found = []
    for expected in desk.expected:
        cells = expected.line.cells
        person = isinstance(cells, EmployeeRow)
        nip, name = (cells.nip, cells.name) if isinstance(cells, EmployeeRow) else ("", cells.name)
        found.append(
            Mistake(
                expected.kind, expected.code, expected.severity, _SHEETS[person], cells.row, expected.field, nip, name
            )
        )
    found.sort(key=lambda mistake: (mistake.sheet, mistake.row, mistake.code, mistake.field))
    employees = [line.cells for line in desk.draft.lines]
    return RosterRows(employees, [unit.cells for unit in desk.draft.units], found)
