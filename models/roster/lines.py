"""The superior that the unit tree gives: the head of the own unit, for a head the head of the unit above.

Belongs here: walking up the tree. Does not: superiors named in the roster (raters.py).
"""

from dataclasses import dataclass
from enum import Enum

from models.roster.people import Person
from models.roster.posts import PostKind
from models.roster.units import Unit


class Way(Enum):
    """How the walk up the tree ended."""

    HEAD = "head"
    REGIONAL = "regional"
    VACANT = "vacant"
    TWO_HEADS = "two_heads"
    BROKEN = "broken"
    NOBODY = "nobody"
    NO_UNIT = "no_unit"


@dataclass(frozen=True, slots=True)
class Link:
    """The end of the walk: the head found, or the unit at which it stopped."""

    way: Way
    unit: Unit | None = None
    head: Person | None = None


_NO_UNIT = Link(Way.NO_UNIT)
#: Whom the regional head rates by law besides heads of units (PermenPANRB 8/2021 Ps 58; SPEC §2.1).
_RATED_BY_REGIONAL_HEAD = frozenset({PostKind.JPT_MADYA, PostKind.JPT_PRATAMA})


class Lines:
    """Superiors by the unit tree, remembered per unit because all members of a unit share them."""

    def __init__(self, units: dict[str, Unit]) -> None:
        """`units` with their heads already found."""
        self._units = units
        self._members: dict[str, Link] = {}
        self._heads = {head.nip or str(head.row) for unit in units.values() for head in unit.heads}

    def superior(self, person: Person) -> Link:
        """Who rates this person according to the tree; nobody is their own rater (two hats go to the next head)."""
        unit = self._units.get(person.unit_code)
        if unit is None:
            return _NO_UNIT
        if (person.nip or str(person.row)) in self._heads:
            return _walk(unit, person)
        link = self._members.get(person.unit_code)
        if link is None:
            link = self._members[person.unit_code] = _walk(unit, None)
        if link.way is Way.REGIONAL and person.kind not in _RATED_BY_REGIONAL_HEAD:
            return Link(Way.NOBODY, unit)
        return link

    def leads_above(self, rater: Person, person: Person) -> bool:
        """Whether the rater heads the person's unit or one above it."""
        unit = self._units.get(person.unit_code)
        return unit is not None and any(head.nip == rater.nip for step in unit.upward() for head in step.heads)


def _walk(start: Unit, own: Person | None) -> Link:
    unit = start
    for unit in start.upward():
        others = [head for head in unit.heads if not _same(head, own)]
        is_own = len(others) < len(unit.heads)
        if len(others) == 1 and not is_own:
            return Link(Way.HEAD, unit, others[0])
        if others and not is_own:
            return Link(Way.TWO_HEADS, unit)
        if not unit.heads and not unit.led_by_regional_head and (unit.head_post or unit.needs_head):
            return Link(Way.VACANT, unit)
    return Link(Way.BROKEN, unit) if unit.broken else Link(Way.REGIONAL, unit)


def _same(head: Person, own: Person | None) -> bool:
    return own is not None and (head is own or (bool(head.nip) and head.nip == own.nip))
