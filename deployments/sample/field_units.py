"""Schools, clinics and villages: the units of an agency that grow with its size, under coordinators when many.

Belongs here: those units. Does not: offices (tree.py).
"""

from deployments.sample.blueprint import Agency
from deployments.sample.node import Codes, Node, add_child, head_of, spread
from deployments.sample.places import DISTRICTS, VILLAGES

#: Members of one field unit, and units under one head: well below the span of DQ-H05.
FIELD_SIZE, MOST_BELOW = 28, 24


def add_field_units(top: Node, people: int, codes: Codes) -> None:
    """Schools, clinics or villages for `people`, their heads included, under coordinators when there are many."""
    agency = top.agency
    if agency is None or people <= 0:
        return
    count = -(-people // FIELD_SIZE)
    parents = _coordinators(top, count, codes)
    units = [_field_unit(agency, parents[place * len(parents) // count], place, codes) for place in range(count)]
    spread(units, people - count, agency.field_staff)


def _field_unit(agency: Agency, parent: Node, place: int, codes: Codes) -> Node:
    village, round_ = VILLAGES[place % len(VILLAGES)], place // len(VILLAGES)
    name = agency.field.format(place=village, number=round_ + 1)
    if round_ and "{number}" not in agency.field:
        name += f" {round_ + 1}"
    echelon = "IV.a" if name.startswith("Kelurahan") else ""
    node = add_child(parent, name, head_of(name), echelon, codes)
    node.is_field = True
    return node


def _coordinators(top: Node, count: int, codes: Codes) -> list[Node]:
    """The units directly above `count` field units: the agency itself, or as many levels as the span asks for."""
    parents = [top]
    while len(parents) * MOST_BELOW < count:
        wanted = min(-(-count // MOST_BELOW), len(parents) * MOST_BELOW)
        level = len(parents)
        parents = [_coordinator(parents[place * level // wanted], place, codes) for place in range(wanted)]
    return parents


def _coordinator(parent: Node, place: int, codes: Codes) -> Node:
    district, round_ = DISTRICTS[place % len(DISTRICTS)], place // len(DISTRICTS)
    name = f"Koordinator Wilayah {district}" + (f" {round_ + 1}" if round_ else "")
    return add_child(parent, name, name, "III.b" if parent.echelon.startswith("II.") else "IV.a", codes)
