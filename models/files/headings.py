"""Finds the headings of a table among its first rows: names compared without case, blanks and marks, also merged ones.

Belongs here: matching rows of cells with wanted names. Does not: which names are wanted (models/sources).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.files.cells import Cell
from models.roster.header import folded

#: A header may be merged over so many rows.
_DEEPEST = 3


@dataclass(frozen=True)
class Headings:
    """Rows of the header (from 0) and the column of each wanted field; what is missing, unknown or stands twice."""

    first: int
    last: int
    positions: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]


def find_headings(
    rows: Sequence[Sequence[Cell]], wanted: Mapping[str, Sequence[str]], required: Collection[str]
) -> Headings | None:
    """The header that has most of the wanted fields, over one to three rows; None where no row has at least two.

    A field is found under its own heading, or under that joined to the one merged above it ("Pagu Murni").
    """
    best: Headings | None = None
    for last in range(len(rows)):
        for depth in range(1, min(_DEEPEST, last + 1) + 1):
            found = _match(rows, last - depth + 1, last, wanted, required)
            if best is None or _rank(found) < _rank(best):
                best = found
    needed = min(2, len(wanted))
    return best if best is not None and len(best.positions) >= needed else None


def _rank(found: Headings) -> tuple[int, int, int, int]:
    """The less is missing, strange or doubled, and the fewer rows it takes, the likelier it is the header."""
    strange = len(found.doubled) + len(found.unknown)
    return len(found.missing), -len(found.positions), strange, found.last - found.first


def _match(
    rows: Sequence[Sequence[Cell]],
    first: int,
    last: int,
    wanted: Mapping[str, Sequence[str]],
    required: Collection[str],
) -> Headings:
    texts = _merged(rows[first : last + 1])
    positions: dict[str, int] = {}
    doubled, used = [], set()
    for field, names in wanted.items():
        meant = {folded(name) for name in names} - {""}
        hits = [place for place, (whole, _own) in enumerate(texts) if folded(whole) in meant]
        hits = hits or [place for place, (_whole, own) in enumerate(texts) if folded(own) in meant]
        if hits:
            positions[field] = hits[0]
            used.update(hits)
        if len(hits) > 1:
            doubled.append(field)
    unknown = tuple(whole for place, (whole, _own) in enumerate(texts) if place not in used and folded(whole))
    missing = tuple(field for field in wanted if field in required and field not in positions)
    return Headings(first, last, positions, missing, unknown, tuple(doubled))


def _merged(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, str]]:
    """For each column its whole heading ("Pagu Murni") and its own, lowest text ("Murni")."""
    width = max(len(row) for row in rows)
    whole: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        group = ""
        for place in range(width):
            text = _text(row[place]) if place < len(row) else ""
            lowest = depth == len(rows) - 1
            group = text or ("" if lowest else group)
            if text or (group and not lowest and _below(rows[depth + 1 :], place)):
                whole[place].append(text or group)
    return [(" ".join(parts), parts[-1] if parts else "") for parts in whole]


def _below(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether a column has a text of its own below a merged group."""
    return any(place < len(row) and _text(row[place]) for row in rows)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
