"""Bands of a value, such as "91 and above is Sangat Baik": one table instead of a chain of conditions.

Belongs here: finding the band of a value, and the next better one. Does not: the bands of any regulation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from models.rules.exact import plain

Label = TypeVar("Label", bound=str)


@dataclass(frozen=True, slots=True)
class Bands(Generic[Label]):
    """What values from each limit on are called, best first, and what all the rest is called.

    With `above`, a limit itself still belongs to the band below it.
    """

    limits: tuple[tuple[Fraction, Label], ...]
    rest: Label
    above: bool = False

    def label(self, value: Fraction) -> Label:
        """What the value is called."""
        return next((label for limit, label in self.limits if self._reaches(value, limit)), self.rest)

    def better(self, value: Fraction) -> tuple[Fraction, Label] | None:
        """The nearest limit the value does not reach, and what it leads to; None for the best."""
        missed = [(limit, label) for limit, label in self.limits if not self._reaches(value, limit)]
        return missed[-1] if missed else None

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The bands as a person reads them, best first."""
        sign = ">" if self.above else ">="
        return (*((label, f"{sign} {plain(limit)}") for limit, label in self.limits), (self.rest, ""))

    def _reaches(self, value: Fraction, limit: Fraction) -> bool:
        return value > limit if self.above else value >= limit


def bands(limits: Mapping[Label, str], rest: Label, *, above: bool = False) -> Bands[Label]:
    """Bands from label → limit, best first; limits are text, so that none passes through a binary number."""
    return Bands(tuple((Fraction(Decimal(limit)), label) for label, limit in limits.items()), rest, above)
