"""Builds the unit tree of a regency for a number of employees: how many agencies, divisions, sections and field units.

Belongs here: sizes and nesting. Does not: names of real kinds of units (blueprint.py) or people (people.py).
"""

from deployments.sample.blueprint import Agency
from deployments.sample.field_units import add_field_units
from deployments.sample.node import Codes, Node, add_child, head_of, spread
from deployments.sample.places import GOVERNMENT, REGIONAL_HEAD
from deployments.sample.sizes import LARGEST_OFFICE, agency_sizes

#: An agency with field units smaller than this has none.
SMALLEST_WITH_FIELD = 30
_FIELD_SHARE = 60


def build_tree(employees: int) -> Node:
    """The whole tree below the regional government; heads and staff together are exactly `employees`."""
    codes = Codes()
    code = codes.next()
    root = Node(code, GOVERNMENT, REGIONAL_HEAD["post"], "", None, code, None)
    for agency, size in agency_sizes(employees):
        root.below.append(_build_agency(agency, size, root, codes))
    return root


def _build_agency(agency: Agency, size: int, root: Node, codes: Codes) -> Node:
    code = codes.next()
    top = Node(code, agency.name, agency.head_post, agency.echelon, agency, code, root.code)
    field_people = size * _FIELD_SHARE // 100 if agency.field and size >= SMALLEST_WITH_FIELD else 0
    if agency.field and size - field_people > LARGEST_OFFICE:
        field_people = size - LARGEST_OFFICE
    add_field_units(top, field_people, codes)
    heads_of_groups = sum(1 for node in top.walk() if node is not top and not node.is_field)
    _add_office(top, size - field_people - 1 - heads_of_groups, codes)
    return top


def _add_office(top: Node, people: int, codes: Codes) -> None:
    """Divisions and sections for `people`, heads of them included; whoever remains works in the lowest units."""
    agency = top.agency
    if agency is None:
        return
    district = top.echelon == "III.a"
    leaves = []
    for name, sections in agency.divisions[: max(1, min(len(agency.divisions), people // 5))]:
        if people <= 1:
            break
        division = add_child(top, name, head_of(name), _division_echelon(name, district=district), codes)
        people -= 1
        wanted = sections[: max(0, min(len(sections), people // 6))]
        for section in wanted:
            add_child(division, section, head_of(section), "IV.b" if district else "IV.a", codes)
        people -= len(wanted)
        leaves += division.below or [division]
    spread(leaves or [top], people, agency.staff)


def _division_echelon(name: str, *, district: bool) -> str:
    if district:
        return "III.b" if name.startswith("Sekretariat") else "IV.a"
    return "III.a" if name.startswith(("Sekretariat", "Bagian", "Inspektur")) else "III.b"
