"""Distribution pattern of predicates in a unit (SE MenPANRB 3/2023 ✔; SPEC §3.2): a guide that asks for reasons.

Belongs here: the limits as one table, from which the bulk SQL is made too, and their check by whole numbers.
Does not: the justification of a unit that departs from the pattern.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from models.vocabulary import OrganizationPredicate, Predicate


class Bound(StrEnum):
    """Which way a limit works."""

    AT_MOST = "<="
    AT_LEAST = ">="


class Unit(StrEnum):
    """What a limit counts: percent of the rated members, or members."""

    PERCENT = "PERCENT"
    PEOPLE = "PEOPLE"


@dataclass(frozen=True, slots=True)
class Limit:
    """One condition on the members of `predicates` together, and the code of its violation."""

    violation: str
    predicates: tuple[Predicate, ...]
    bound: Bound
    amount: int
    unit: Unit = Unit.PERCENT

    def holds(self, counts: Mapping[Predicate, int]) -> bool:
        """Whether the counted members keep the limit; exactly at the limit does (whole numbers only, SPEC §3.2)."""
        counted = sum(counts[predicate] for predicate in self.predicates)
        allowed = self.amount
        if self.unit is Unit.PERCENT:
            counted, allowed = 100 * counted, self.amount * sum(counts.values())
        return counted <= allowed if self.bound is Bound.AT_MOST else counted >= allowed


@dataclass(frozen=True, slots=True)
class Distribution:
    """The verdict on one unit; `binding` is false where the group is too small to be judged."""

    conforms: bool
    violations: tuple[str, ...]
    binding: bool

    @property
    def needs_justification(self) -> bool:
        """Whether publication needs a written justification approved by the unit's superior (△ SPEC §3.2)."""
        return self.binding and not self.conforms


_VERY_GOOD, _GOOD, _NEEDS_IMPROVEMENT, _POOR, _VERY_POOR = Predicate
_MOST, _LEAST = Bound

#: SE MenPANRB 3/2023 as reported (✔ SPEC §3.2), in the order of its conditions.
LIMITS: Mapping[OrganizationPredicate, tuple[Limit, ...]] = MappingProxyType(
    {
        OrganizationPredicate.OUTSTANDING: (Limit("SANGAT_BAIK_GT_70PCT", (_VERY_GOOD,), _MOST, 70),),
        OrganizationPredicate.GOOD: (
            Limit("BAIK_GT_70PCT", (_GOOD,), _MOST, 70),
            Limit("NO_BUTUH_PERBAIKAN_OR_KURANG", (_NEEDS_IMPROVEMENT, _POOR), _LEAST, 1, Unit.PEOPLE),
        ),
        OrganizationPredicate.NEEDS_IMPROVEMENT: (
            Limit("BUTUH_PERBAIKAN_LT_60PCT", (_NEEDS_IMPROVEMENT,), _LEAST, 60),
            Limit("SANGAT_BAIK_GT_10PCT", (_VERY_GOOD,), _MOST, 10),
        ),
        OrganizationPredicate.POOR: (
            Limit("KURANG_LT_60PCT", (_POOR,), _LEAST, 60),
            Limit("BUTUH_PERBAIKAN_LT_10PCT", (_NEEDS_IMPROVEMENT,), _LEAST, 10),
            Limit("SANGAT_BAIK_GT_10PCT", (_VERY_GOOD,), _MOST, 10),
        ),
        OrganizationPredicate.VERY_POOR: (
            Limit("SANGAT_KURANG_LT_60PCT", (_VERY_POOR,), _LEAST, 60),
            Limit("KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT", (_POOR, _NEEDS_IMPROVEMENT), _LEAST, 10),
            Limit("SANGAT_BAIK_NOT_ALLOWED", (_VERY_GOOD,), _MOST, 0, Unit.PEOPLE),
        ),
    }
)

#: Below this many rated members the pattern is shown, not flagged (△ SPEC §3.2): a setting with this default.
MINIMUM_GROUP = 5


def distribution(
    organization_predicate: OrganizationPredicate,
    counts: Mapping[Predicate, int],
    *,
    limits: Mapping[OrganizationPredicate, tuple[Limit, ...]] = LIMITS,
    minimum_group: int = MINIMUM_GROUP,
) -> Distribution:
    """Compare a unit's predicates with the pattern that goes with its own predicate (SE MenPANRB 3/2023; SPEC §3.2).

    Args:
        organization_predicate: predicate of the unit.
        counts: rated members per predicate; a predicate that is left out counts as nobody.
        limits: the conditions, by default those of the circular.
        minimum_group: fewest rated members for which a violation needs a justification.
    """
    members = {predicate: counts.get(predicate, 0) for predicate in Predicate}
    total = sum(members.values())
    conditions = limits[organization_predicate] if total else ()  # a unit without rated members violates nothing
    violations = tuple(limit.violation for limit in conditions if not limit.holds(members))
    return Distribution(not violations, violations, total >= minimum_group)
