"""A believable regency at any size from a seed: units, people, plans, realizations, ratings and a roster.

Belongs here: putting the parts together. Does not: the parts, or writing files (files.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from deployments.sample.employee import Employee
from deployments.sample.goals import STRATEGIC_TARGETS, StrategicTarget
from deployments.sample.mistakes import Mistake, RosterRows, clean_rows, sprinkle
from deployments.sample.node import Node
from deployments.sample.people import Recruiter
from deployments.sample.places import REGION_NAME, REGIONAL_HEAD
from deployments.sample.plans import PlanRow, make_plans
from deployments.sample.ratings import OrganizationPredicateRow, RatingRow, make_predicates, make_ratings
from deployments.sample.realizations import RealizationRow, make_realizations
from deployments.sample.tree import build_tree
from models.errors import InvalidInputError
from models.language import N_
from models.roster.checking import check_roster
from models.roster.entry import RosterEntry, UnitEntry
from models.roster.posts import read_echelon
from models.roster.roster import Roster

_LARGEST = 2_000_000
_SHEETS = ("roster.xlsx", "data utama", "unor")


@dataclass(frozen=True)
class Region:
    """The regency; plans, realizations and ratings are made when first asked for, always the same for one seed."""

    seed: int
    year: int
    with_mistakes: bool
    root: Node
    #: Raters stand before those they rate.
    employees: list[Employee]
    name: str = REGION_NAME
    regional_head: Mapping[str, str] = field(default_factory=lambda: dict(REGIONAL_HEAD))
    strategic_targets: tuple[StrategicTarget, ...] = STRATEGIC_TARGETS

    @cached_property
    def units(self) -> list[UnitEntry]:
        """All units, top down."""
        heads = {employee.unit_code: employee.nip for employee in self.employees if employee.is_head}
        return [
            UnitEntry(
                node.code,
                node.parent_code,
                node.agency_code,
                node.name,
                node.head_post,
                read_echelon(node.echelon),
                heads.get(node.code),
            )
            for node in self.root.walk()
        ]

    @cached_property
    def agencies(self) -> list[Node]:
        """The agencies (OPD), in their order."""
        return self.root.below

    @cached_property
    def plans(self) -> list[PlanRow]:
        """One row for each indicator of each person."""
        goals = {node.code: node.agency.goal for node in self.agencies if node.agency is not None}
        return make_plans(self.employees, goals, self.seed)

    @cached_property
    def ratings(self) -> list[RatingRow]:
        """Suggested ratings of everybody."""
        return make_ratings(self.employees, self.seed)

    @cached_property
    def realizations(self) -> list[RealizationRow]:
        """Values by month that fit the ratings mostly."""
        return make_realizations(self.plans, {row.nip: row.work_rating for row in self.ratings}, self.seed)

    @cached_property
    def organization_predicates(self) -> list[OrganizationPredicateRow]:
        """The predicate of each agency."""
        return make_predicates([(node.code, node.name) for node in self.agencies])

    @cached_property
    def _rows(self) -> RosterRows:
        rows = clean_rows(self.root, self.employees)
        return sprinkle(rows, self.root, self.seed, self.year) if self.with_mistakes else rows

    @property
    def mistakes(self) -> list[Mistake]:
        """The problems that the pre-flight check must find in the roster, and no others."""
        return self._rows.mistakes

    @cached_property
    def accepted(self) -> list[RosterEntry]:
        """Who can be launched in spite of the mistakes."""
        return check_roster(self.roster, on=date(self.year, 1, 1) + timedelta(days=4)).accepted

    @cached_property
    def roster(self) -> Roster:
        """The roster as `read_roster` gives it after reading roster.xlsx."""
        source, employees, units = _SHEETS
        return Roster(source, employees, units, self._rows.employees, self._rows.units)

    def staff_of(self, agency_name: str) -> list[Employee]:
        """The people of an agency whose name begins so; of the first agency when there is none."""
        found = [employee for employee in self.employees if employee.agency_name.startswith(agency_name)]
        return found or [employee for employee in self.employees if employee.agency_code == self.agencies[0].code]


def make_region(employees: int, seed: int = 7, year: int | None = None, *, mistakes: bool = True) -> Region:
    """Make a regency of that many people; the same arguments always give the same regency.

    Args:
        employees: how many people, 1 to 2,000,000.
        seed: any whole number; another seed gives other people.
        year: the year of the period; default: this year.
        mistakes: whether the roster has the mistakes that really occur (`Region.mistakes` lists them).

    Raises:
        InvalidInputError: the number of people is out of range.
    """
    if not 1 <= employees <= _LARGEST:
        raise InvalidInputError(
            N_("A sample of {count} employees cannot be made: choose 1 to {most}."), count=employees, most=_LARGEST
        )
    when = year or date.today().year  # noqa: DTZ011 - the default year of a sample needs no time zone
    random = Random(f"people-{seed}")  # noqa: S311 - sample data, not a secret
    root = build_tree(employees)
    recruiter = Recruiter(random, when)
    people: list[Employee] = []
    for agency in root.below:
        people += recruiter.staff_unit(agency, None, agency.name)
    return Region(seed, when, mistakes, root, people)
