"""The desk at which mistakes are made in a roster: who can be a victim, and what the check must say afterwards.

Belongs here: choosing people that no other mistake touches. Does not: the mistakes (mistake_kinds.py).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from deployments.sample.node import Node
from deployments.sample.roster_rows import Draft, Line, UnitLine
from models.roster.roster import EmployeeRow, UnitRow

#: Severities as the report writes them.
BLOCK, WARN, INFO = "block", "warn", "info"
_STRUCTURAL = frozenset({"JPT Pratama", "Administrator", "Pengawas"})


class NoVictimError(Exception):
    """This agency has nobody left to whom this mistake can happen."""


@dataclass(slots=True)
class Expected:
    """A problem that the check must find; the row number is taken from the line at the end."""

    code: str
    severity: str
    line: Line | UnitLine
    field: str
    kind: str = ""


class Desk:
    """Where mistakes are made: the roster, the agency at hand, and who was already touched."""

    def __init__(self, draft: Draft, units: list[UnitRow], random: Random, year: int) -> None:
        """`draft` holds the rows of people; those of `units` are added to it."""
        self.draft, self.year = draft, year
        draft.units = [UnitLine(unit) for unit in units]
        self.expected: list[Expected] = []
        self.size = 0
        self._random = random
        self._named = 0
        self._touched: set[int] = set()
        self._by_unit: dict[str, list[Line]] = defaultdict(list)
        for line in draft.lines:
            self._by_unit[line.cells.unit_code].append(line)
        self._unit_lines = {unit.cells.code: unit for unit in draft.units}
        self._nodes: list[Node] = []

    def enter(self, agency: Node) -> None:
        """Go to the next agency."""
        self._nodes = list(agency.walk())
        self.size = sum(len(self._by_unit[node.code]) for node in self._nodes)

    def expect(self, code: str, severity: str, line: Line | UnitLine, field: str) -> None:
        """Write down a problem that the check must find."""
        self.expected.append(Expected(code, severity, line, field))

    def name_last(self, kind: str) -> None:
        """Name the problems written down since the last call."""
        for expected in self.expected[self._named :]:
            expected.kind = kind
        self._named = len(self.expected)

    def member(self, suits: Callable[[EmployeeRow], bool] = bool) -> Line:
        """Somebody who leads nobody and was not touched yet."""
        for node in self._shuffled():
            for line in self._by_unit[node.code]:
                if not self._used(line) and line.cells.post != node.head_post and suits(line.cells):
                    self._touched.add(id(line))
                    return line
        raise NoVictimError

    def leaf(self) -> tuple[UnitLine, Line, list[Line]]:
        """A lowest unit with its head and at least one member, nobody of them touched yet; all are taken."""
        for node in self._shuffled():
            lines = self._by_unit[node.code]
            if not node.echelon or node.below or len(lines) < 2 or any(map(self._used, lines)):  # noqa: PLR2004
                continue
            heads = [line for line in lines if line.cells.post == node.head_post]
            if len(heads) == 1:
                self._touched.update(id(line) for line in lines)
                return self._unit_lines[node.code], heads[0], [line for line in lines if line is not heads[0]]
        raise NoVictimError

    def head_above(self) -> tuple[Line, Line]:
        """The head of a division and that of a section below it, neither touched yet."""
        for node in self._shuffled():
            for below in node.below:
                upper, lower = self._head(node), self._head(below)
                named = upper and lower and node.parent_code and below.echelon
                if upper and lower and named and node.echelon.startswith("III"):
                    self._touched.update((id(upper), id(lower)))
                    return upper, lower
        raise NoVictimError

    def colleague(self, line: Line) -> Line:
        """A pelaksana of the same unit: somebody who may never rate."""
        for other in self._by_unit[line.cells.unit_code]:
            if other is not line and other.cells.post_type == "Pelaksana" and not self._used(other):
                self._touched.add(id(other))
                return other
        raise NoVictimError

    def stranger(self, line: Line) -> Line:
        """An official of another agency who may rate."""
        for other in self.draft.lines:
            cells = other.cells
            if cells.agency_code != line.cells.agency_code and cells.post_type in _STRUCTURAL and not self._used(other):
                self._touched.add(id(other))
                return other
        raise NoVictimError

    def add(self, cells: EmployeeRow) -> Line:
        """Put a row at the end of the roster."""
        line = Line(cells)
        self._touched.add(id(line))
        self.draft.lines.append(line)
        return line

    def add_unit(self, cells: UnitRow) -> UnitLine:
        """Put a row at the end of the unit sheet."""
        unit = UnitLine(cells)
        self.draft.units.append(unit)
        return unit

    def remove(self, line: Line) -> None:
        """Take a row out."""
        self.draft.lines.remove(line)
        self._by_unit[line.cells.unit_code].remove(line)

    def _head(self, node: Node) -> Line | None:
        for line in self._by_unit[node.code]:
            if line.cells.post == node.head_post and not self._used(line):
                return line
        return None

    def _used(self, line: Line) -> bool:
        return id(line) in self._touched

    def _shuffled(self) -> list[Node]:
        return self._random.sample(self._nodes, len(self._nodes))


def edit(line: Line, **cells: str) -> Line:
    """Change some cells of a row."""
    line.cells = EmployeeRow(**{**line.cells._asdict(), **cells})
    return line
