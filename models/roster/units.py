"""The unit tree: each unit with the unit above it, its agency, and whether its way up is broken.

Belongs here: DQ-H01 findings about the tree itself. Does not: who heads a unit (heads.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.roster.findings import Finding
from models.roster.people import Person
from models.roster.roster import UnitRow

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
