"""Who heads each unit: the official in the unit's head post, a Plt, or the highest structural official there.

Belongs here: finding the heads. Does not: who is rated by whom (raters.py).
"""

from collections.abc import Iterable
from datetime import date

from models.roster.people import Person
from models.roster.posts import ECHELON_RANK, KIND_RANK, STRUCTURAL, read_post
from models.roster.units import Unit

#: A unit without an echelon can be led by any structural official.
_LOWEST = 5


def find_heads(units: dict[str, Unit], people: Iterable[Person], on: date) -> None:
    """Note the heads of every unit, and who held the head post and is active no more (SPEC §2.7)."""
    named: dict[str, list[Person]] = {}
    structural: dict[str, list[Person]] = {}
    for person in people:
        unit = units.get(person.unit_code)
        if unit is None or not (person.excluded or person.in_post(on)):
            continue
        if unit.head_post and _post(person) == unit.head_post:
            if person.excluded:
                unit.former_head = person
            else:
                named.setdefault(person.unit_code, []).append(person)
        elif person.kind in STRUCTURAL and not person.excluded:
            structural.setdefault(person.unit_code, []).append(person)
    for code, unit in units.items():
        unit.heads = _pick(named.get(code, [])) or _highest(unit, structural.get(code, []))


def _post(person: Person) -> str:
    """The comparable post; that of somebody left out was not read at intake."""
    return person.comparable_post or read_post(person.source.post).comparable


def _pick(candidates: list[Person]) -> list[Person]:
    """Officials in office before acting ones; rows that merely repeat another do not count."""
    real = [person for person in candidates if not (person.identity_sound and "DQ-E02" in person.codes)]
    in_office = [person for person in real if not person.acting]
    return in_office or real


def _highest(unit: Unit, candidates: list[Person]) -> list[Person]:
    """The one structural official who ranks above all others there, if the echelon reaches the unit's."""
    if unit.led_by_regional_head:
        return []
    least = ECHELON_RANK.get(unit.echelon.partition(".")[0], _LOWEST)
    fitting = [person for person in _pick(candidates) if KIND_RANK[person.kind] <= least]
    best = min((KIND_RANK[person.kind] for person in fitting), default=0)
    top = [person for person in fitting if KIND_RANK[person.kind] == best]
    return top if len(top) == 1 else []
