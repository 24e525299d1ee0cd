"""A regency with as many agencies as are asked for, all of one size, for measuring many small units.

Belongs here: that shape of the tree. Does not: a believable regency (sample/tree), whose few agencies differ in size.
"""

from dataclasses import replace
from datetime import date
from random import Random

from deployments.sample.blueprint import AGENCIES, Agency
from deployments.sample.employee import Employee
from deployments.sample.node import Codes, Node, add_child, head_of, spread
from deployments.sample.people import Recruiter
from deployments.sample.places import GOVERNMENT, REGIONAL_HEAD
from deployments.sample.region import Region, make_region

#: A division of an agency: its head and so many staff.
_DIVISION = 30


def region_of(employees: int, units: int | None, seed: int) -> Region:
    """The sample regency, or one of `units` agencies of equal size without mistakes when a number is given."""
    if units is None:
        return make_region(employees, seed)
    year = date.today().year  # noqa: DTZ011 - the year of a sample needs no time zone
    root = _tree(employees, units)
    recruiter = Recruiter(Random(f"bench-{seed}"), year)  # noqa: S311 - sample data, not a secret
    people: list[Employee] = []
    for agency in root.below:
        people += recruiter.staff_unit(agency, None, agency.name)
    return Region(seed, year, False, root, people)


def _tree(employees: int, units: int) -> Node:
    codes = Codes()
    code = codes.next()
    root = Node(code, GOVERNMENT, REGIONAL_HEAD["post"], "", None, code, None)
    for place in range(units):
        size = employees * (place + 1) // units - employees * place // units
        root.below.append(_agency(_numbered(place), size, root, codes))
    return root


def _numbered(place: int) -> Agency:
    turn, which = divmod(place, len(AGENCIES))
    agency = AGENCIES[which]
    mark = f" {turn + 1}" if turn else ""
    return replace(agency, name=agency.name + mark, head_post=agency.head_post + mark)


def _agency(agency: Agency, size: int, root: Node, codes: Codes) -> Node:
    code = codes.next()
    top = Node(code, agency.name, agency.head_post, agency.echelon, agency, code, root.code)
    staff = size - 1
    divisions = staff // _DIVISION
    for number in range(1, divisions + 1):
        name = f"Bidang {number}"
        add_child(top, name, head_of(name), "III.b", codes)
    spread(top.below or [top], staff - divisions, agency.staff)
    return top
