"""Exact arithmetic: fractions inside, one rounding at the end, half up (SPEC §3.8).

Belongs here: rounding and writing of numbers. Does not: any formula of the law.
"""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction

HALF_UP = "HALF_UP"
_PERIODIC_DECIMALS = 6  # a number such as 1/3 is cut for reading only; the fraction itself is what is kept


def half_up(value: Number, decimals: int = 0) -> Decimal:
    """`value` with so many decimals, exact ties away from zero; any number of digits, never through binary numbers."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    digits = str((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    return Decimal((int(exact < 0), tuple(map(int, digits)), -decimals))


def whole(value: Number) -> int:
    """`value` rounded half up to a whole number, as percentages are in PermenPANRB 8/2021 (SPEC §3.5)."""
    return int(half_up(value))


def plain(value: Number) -> str:
    """`value` as digits with a dot and without an exponent; “≈” before a number whose decimals do not end."""
    exact = Fraction(value)
    decimals = _decimals_of(exact.denominator)
    text = f"{half_up(exact, _PERIODIC_DECIMALS if decimals is None else decimals):f}"
    return f"≈{text}" if decimals is None else text


def _decimals_of(denominator: int) -> int | None:
    """How many decimals 1/denominator has, or None when they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None
