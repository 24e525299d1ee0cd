"""How many people each agency of a regency has.

Belongs here: sizes that add up exactly. Does not: the units inside an agency (tree.py, field_units.py).
"""

from dataclasses import replace

from deployments.sample.blueprint import AGENCIES, DISTRICT_MODEL, Agency
from deployments.sample.places import DISTRICTS

#: Agencies without field units do not grow beyond this; schools and clinics take the rest.
LARGEST_OFFICE, LARGEST_DISTRICT = 150, 250


def agency_sizes(employees: int) -> list[tuple[Agency, int]]:
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
