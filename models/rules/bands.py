"""Bands of a value, such as "91 and above is Sangat Baik": one table instead of a chain of conditions.

Belongs here: finding the band. Does not: the bands of any regulation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class Band(Generic[Label]):
    """What values from `lower` on are called; with `above`, only those above it. No `lower`: all the rest."""

    label: Label
    lower: Fraction | None
    above: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether the value is in this band or a better one."""
        if self.lower is None:
            return True
        return value > self.lower if self.above else value >= self.lower


Bands = Sequence[Band[Label]]


def bands(*table: tuple[Label, str | None], above: bool = False) -> tuple[Band[Label], ...]:
    """A table of bands, best first; limits are written as in the regulation, so that none passes through a float."""
    return tuple(Band(label, None if lower is None else Fraction(Decimal(lower)), above) for label, lower in table)


def band_of(value: Fraction, table: Bands[Label]) -> Band[Label]:
    """The best band the value reaches; the last band of a table holds all the rest."""
    return next(band for band in table if band.holds(value))


def next_better(value: Fraction, table: Bands[Label]) -> Band[Label] | None:
    """The band just above the value's own, or None for the best."""
    position = table.index(band_of(value, table))
    return table[position - 1] if position else None
