"""Finds the header row of a sheet: names compared without case, blanks and marks, anywhere in the first 20 rows.

Belongs here: matching a row of cells with a table of columns. Does not: the tables (columns.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.roster.columns import UNUSED

#: SPEC §7.2: the header floats somewhere within the first 20 rows.
HEADER_ROWS = 20
_MARKS = re.compile(r"[^0-9a-z]+")


def folded(name: str) -> str:
    """A column name without case, blanks and marks: nip_atasan, `NIP Atasan` and nipAtasan are one."""
    return _MARKS.sub("", name.casefold())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (0-based) and which position each field has; absent fields have none."""

    at: int
    positions: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def match_header(
    cells: Sequence[str], columns: dict[str, tuple[str, ...]], required: tuple[str, ...], at: int
) -> Header:
    """Match one row of cells against a table of columns."""
    where: dict[str, int] = {}
    for position, cell in enumerate(cells):
        where.setdefault(folded(cell), position)
    positions = {}
    for field, names in columns.items():
        found = next((where[folded(name)] for name in names if folded(name) in where), None)
        if found is not None:
            positions[field] = found
    known = {folded(name) for names in columns.values() for name in names} | UNUSED | {""}
    unknown = tuple(cell for cell in cells if folded(cell) not in known)
    return Header(at, positions, tuple(field for field in required if field not in positions), unknown)


def find_header(
    rows: Sequence[Sequence[str]], columns: dict[str, tuple[str, ...]], required: tuple[str, ...]
) -> Header | None:
    """The row among the first 20 that matches best; None when no row names at least two of the required columns."""
    best: Header | None = None
    for at, cells in enumerate(rows[:HEADER_ROWS]):
        header = match_header(cells, columns, required, at)
        if best is None or (len(header.missing), -len(header.positions)) < (len(best.missing), -len(best.positions)):
            best = header
    enough = best is not None and len(required) - len(best.missing) >= min(2, len(required))
    return best if enough else None
