"""Builds the unit tree of a regency for a number of employees: how many agencies, divisions, sections and field units.

Belongs here: sizes and nesting. Does not: names of real kinds of units (blueprint.py) or people (people.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from deployments.sample.blueprint import AGENCIES, DISTRICT_MODEL, Agency
from deployments.sample.places import DISTRICTS, GOVERNMENT, REGIONAL_HEAD, VILLAGES

#: Members of one field unit, and units under one head: well below the span of DQ-H05.
FIELD_SIZE, MOST_BELOW = 28, 24
#: An agency with field units smaller than this has none.
SMALLEST_WITH_FIELD = 30
_FIELD_SHARE = 60
#: Agencies without field units do not grow beyond this; schools and clinics take the rest.
LARGEST_OFFICE, LARGEST_DISTRICT = 150, 250
_HEAD_WORDS = {"Sekretariat Kecamatan": "Sekretaris Kecamatan", "Sekretariat": "Sekretaris"}


@dataclass(slots=True, eq=False)
class Node:
    """One unit: its head's post, how many staff work directly in it, and the units below it."""

    code: str
    name: str
    head_post: str
    echelon: str
    agency: Agency | None
    agency_code: str
    parent_code: str | None
    staff: int = 0
    staff_posts: tuple[str, ...] = ()
    is_field: bool = False
    below: "list[Node]" = field(default_factory=list)

    def walk(self) -> "Iterator[Node]":
        """This unit and all below it, top down in file order."""
        yield self
        for node in self.below:
            yield from node.walk()


class _Codes:
    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """The next unit code; zeros in front keep the order when sorted as text."""
        self._last += 1
        return f"U{self._last:06d}"


def build_tree(employees: int) -> Node:
    """The whole tree below the regional government; heads and staff together are exactly `employees`."""
    codes = _Codes()
    code = codes.next()
    root = Node(code, GOVERNMENT, REGIONAL_HEAD["post"], "", None, code, None)
    for agency, size in _sizes(employees):
        root.below.append(_build_agency(agency, size, root, codes))
    return root


def _sizes(employees: int) -> list[tuple[Agency, int]]:
    """The agencies of a regency of this size with their numbers of people, which add up exactly."""
    chosen = list(AGENCIES[: max(1, min(len(AGENCIES), employees // 18))])
    for district in DISTRICTS[1 : min(len(DISTRICTS), employees // 1000)]:
        name = f"Kecamatan {district}"
        chosen.append(replace(DISTRICT_MODEL, name=name, head_post=f"Camat {district}"))
    least = min(10, employees // len(chosen))
    spare, weights = employees - least * len(chosen), sum(agency.weight for agency in chosen)
    sizes = [least + spare * agency.weight // weights for agency in chosen]
    for place, agency in enumerate(chosen):
        most = LARGEST_DISTRICT if agency.name.startswith("Kecamatan") else LARGEST_OFFICE
        if not agency.field or agency.name.startswith("Kecamatan"):
            sizes[place] = min(sizes[place], most)
    growing = [place for place, agency in enumerate(chosen) if agency.field and not agency.name.startswith("Kec")]
    rest = employees - sum(sizes)
    for turn, place in enumerate(growing):
        sizes[place] += rest // len(growing) + (turn < rest % len(growing))
    return list(zip(chosen, sizes, strict=True))


def _build_agency(agency: Agency, size: int, root: Node, codes: _Codes) -> Node:
    code = codes.next()
    top = Node(code, agency.name, agency.head_post, agency.echelon, agency, code, root.code)
    field_people = size * _FIELD_SHARE // 100 if agency.field and size >= SMALLEST_WITH_FIELD else 0
    if agency.field and size - field_people > LARGEST_OFFICE:
        field_people = size - LARGEST_OFFICE
    _add_field(top, field_people, codes)
    heads_of_groups = sum(1 for node in top.walk() if node is not top and not node.is_field)
    _add_office(top, size - field_people - 1 - heads_of_groups, codes)
    return top


def _child(parent: Node, name: str, head_post: str, echelon: str, codes: _Codes) -> Node:
    node = Node(codes.next(), name, head_post, echelon, parent.agency, parent.agency_code, parent.code)
    parent.below.append(node)
    return node


def _add_office(top: Node, people: int, codes: _Codes) -> None:
    """Divisions and sections for `people`, heads of them included; whoever remains works in the lowest units."""
    agency = top.agency
    if agency is None:
        return
    district = top.echelon == "III.a"
    leaves = []
    for name, sections in agency.divisions[: max(1, min(len(agency.divisions), people // 5))]:
        if people <= 1:
            break
        division = _child(top, name, head_of(name), _division_echelon(name, district=district), codes)
        people -= 1
        wanted = sections[: max(0, min(len(sections), people // 6))]
        for section in wanted:
            _child(division, section, head_of(section), "IV.b" if district else "IV.a", codes)
        people -= len(wanted)
        leaves += division.below or [division]
    _spread(leaves or [top], people, agency.staff)


def _division_echelon(name: str, *, district: bool) -> str:
    if district:
        return "III.b" if name.startswith("Sekretariat") else "IV.a"
    return "III.a" if name.startswith(("Sekretariat", "Bagian", "Inspektur")) else "III.b"


def _spread(nodes: list[Node], people: int, posts: tuple[str, ...]) -> None:
    for place, node in enumerate(nodes):
        node.staff = people // len(nodes) + (place < people % len(nodes))
        node.staff_posts = posts


def head_of(unit_name: str) -> str:
    """The post of a unit's head as its name tells: Bidang X is led by the Kepala Bidang X."""
    if unit_name.startswith("Kelurahan "):
        return unit_name.replace("Kelurahan", "Lurah")
    if unit_name.startswith("Inspektur"):
        return unit_name
    return _HEAD_WORDS.get(unit_name, f"Kepala {unit_name}")


def _add_field(top: Node, people: int, codes: _Codes) -> None:
    """Schools, clinics or villages for `people`, their heads included, under coordinators when there are many."""
    agency = top.agency
    if agency is None or people <= 0:
        return
    count = -(-people // FIELD_SIZE)
    parents = _coordinators(top, count, codes)
    units = [_field_unit(agency, parents[place * len(parents) // count], place, codes) for place in range(count)]
    _spread(units, people - count, agency.field_staff)


def _field_unit(agency: Agency, parent: Node, place: int, codes: _Codes) -> Node:
    village, round_ = VILLAGES[place % len(VILLAGES)], place // len(VILLAGES)
    name = agency.field.format(place=village, number=round_ + 1)
    if round_ and "{number}" not in agency.field:
        name += f" {round_ + 1}"
    echelon = "IV.a" if name.startswith("Kelurahan") else ""
    node = _child(parent, name, head_of(name), echelon, codes)
    node.is_field = True
    return node


def _coordinators(top: Node, count: int, codes: _Codes) -> list[Node]:
    """The units directly above `count` field units: the agency itself, or as many levels as the span asks for."""
    parents = [top]
    while len(parents) * MOST_BELOW < count:
        wanted = min(-(-count // MOST_BELOW), len(parents) * MOST_BELOW)
        level = len(parents)
        parents = [_coordinator(parents[place * level // wanted], place, codes) for place in range(wanted)]
    return parents


def _coordinator(parent: Node, place: int, codes: _Codes) -> Node:
    district, round_ = DISTRICTS[place % len(DISTRICTS)], place // len(DISTRICTS)
    name = f"Koordinator Wilayah {district}" + (f" {round_ + 1}" if round_ else "")
    return _child(parent, name, name, "III.b" if parent.echelon.startswith("II.") else "IV.a", codes)
