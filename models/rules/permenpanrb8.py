"""PermenPANRB 8/2021 (legacy, July to December 2021): attainment and category per indicator (SPEC §3.5 ✔).

Belongs here: attainment, category, value, additional tasks, periodic and first-half means. Does not: the aggregation
for JA/JF, on which public code disagrees and the Lampiran was not seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from models.rules.bands import bands
from models.rules.pp30 import Predicate30


class Direction(StrEnum):
    """Whether more is better (normal) or less is (khusus)."""

    NORMAL = "normal"
    REVERSED = "khusus"


@dataclass(frozen=True, slots=True)
class Target:
    """A target, or a range of them; both bounds are equal for a single number."""

    lower: Fraction
    upper: Fraction

    def divisor(self, realization: Fraction) -> Fraction | None:
        """The bound nearest to the realization; None when it lies inside the range (✔ P8-01 to P8-04)."""
        if realization > self.upper:
            return self.upper
        return self.lower if realization < self.lower or self.lower == self.upper else None


_FULL = 100
_OVER = 110
_HIGHEST = Fraction(120)
#: A whole percent → category ✔.
CATEGORIES = bands(
    {Predicate30.VERY_GOOD: "101", Predicate30.GOOD: "100", Predicate30.FAIR: "80", Predicate30.POOR: "60"},
    Predicate30.VERY_POOR,
)
#: Value on a category's line: (percent where it starts, value there, value per percent) ✔; from 101 to 110 ◐.
_LINES: Mapping[Predicate30, tuple[int, int, Fraction]] = MappingProxyType(
    {
        Predicate30.VERY_GOOD: (101, 110, Fraction(10, 9)),
        Predicate30.GOOD: (100, 109, Fraction(0)),
        Predicate30.FAIR: (80, 70, Fraction(1)),
        Predicate30.POOR: (60, 50, Fraction(1)),
        Predicate30.VERY_POOR: (0, 0, Fraction(49, 59)),
    }
)
#: Share of an additional task's value that its category earns, in percent ✔ (p. 95).
ADDITIONAL_PERCENT: Mapping[Predicate30, int] = MappingProxyType(
    {
        Predicate30.VERY_GOOD: 100,
        Predicate30.GOOD: 80,
        Predicate30.FAIR: 60,
        Predicate30.POOR: 40,
        Predicate30.VERY_POOR: 20,
    }
)
#: All additional tasks together add at most this ✔.
MOST_ADDITIONAL = Fraction(10)


def attainment(direction: Direction, divisor: Fraction, realization: Fraction) -> Fraction:
    """Percent reached, unrounded: R/T x 100, or (1 + (1 - R/T)) x 100 where less is better (✔ p. 99-101)."""
    share = realization / divisor
    return (share if direction is Direction.NORMAL else 2 - share) * 100


def category(percent: int, *, target_is_maximum: bool = False) -> Predicate30:
    """Predicate30 of a whole percent (✔ p. 101, p. 363); full attainment of the highest possible target is the best."""
    if target_is_maximum and percent == _FULL:
        return Predicate30.VERY_GOOD
    return CATEGORIES.label(Fraction(percent))


def value(percent: int, *, target_is_maximum: bool = False) -> Fraction:
    """Value from 0 to 120 of a whole percent, unrounded (✔ P8-05 to P8-08)."""
    if percent > _OVER or (target_is_maximum and percent == _FULL):
        return _HIGHEST
    start, base, slope = _LINES[category(percent)]
    # A reversed indicator can fall below zero; the scale of values does not.
    return max(Fraction(0), base + slope * (percent - start))


def additional_task(rank: Predicate30, scope_weight: Fraction, points: Fraction) -> Fraction:
    """Weighted value of one additional task: category factor x scope weight x value/100 (✔ p. 95; weights ◐)."""
    return Fraction(ADDITIONAL_PERCENT[rank], 100) * scope_weight * points / 100


def additional_total(tasks: Iterable[Fraction]) -> Fraction:
    """All additional tasks together, at most 10 ✔."""
    return min(sum(tasks, Fraction(0)), MOST_ADDITIONAL)


def executive_total(main: Iterable[Fraction], additional: Fraction) -> Fraction:
    """SKP value of a senior executive (JPT): weighted main results + additional tasks, these at most 10 ✔."""
    return sum(main, Fraction(0)) + additional_total([additional])


def mean(first: Fraction, second: Fraction) -> Fraction:
    """Mean of two values, unrounded: periodic SKP (action plan, main results) ✔, and the two halves of 2021 ✔."""
    return (first + second) / 2
