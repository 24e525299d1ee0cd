"""Public satisfaction survey (SKM) and index (IKM): PermenPANRB 14/2017 ✔, and the index of 2004 for history.

Belongs here: means, weights, index, quality letter. Does not: whom a result may be attributed to.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from models.rules.bands import bands
from models.rules.exact import half_up, plain


class Quality(StrEnum):
    """Quality of service (mutu pelayanan)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


#: What each letter is called (PermenPANRB 14/2017 ✔).
PERFORMANCE = {
    Quality.A: "Sangat Baik",
    Quality.B: "Baik",
    Quality.C: "Kurang Baik",
    Quality.D: "Tidak Baik",
}
#: Index rounded to two decimals first: the printed intervals leave gaps such as 3.064 to 3.0644 (SPEC §4.6).
BANDS_2017 = bands({Quality.A: "88.31", Quality.B: "76.61", Quality.C: "65.00"}, Quality.D)
#: KEP/25/M.PAN/2/2004 ✔ (14 elements, history only): a limit belongs to the lower letter.
BANDS_2004 = bands({Quality.A: "81.25", Quality.B: "62.50", Quality.C: "43.75"}, Quality.D, above=True)

LOWEST_ANSWER, HIGHEST_ANSWER = 1, 4
INDEX_FACTOR = 25
INDEX_DECIMALS = 2
_EQUAL = re.compile(r"equal(?:\(1/([1-9][0-9]?)\))?")


def weighted_total(means: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """Σ mean x weight over the elements, unrounded."""
    return sum((mean * weight for mean, weight in zip(means, weights, strict=True)), Fraction(0))


def index(total: Fraction) -> Fraction:
    """IKM = 25 x weighted total, unrounded (✔ PermenPANRB 14/2017; SKM-01 to SKM-05)."""
    return INDEX_FACTOR * total


def quality(value: Fraction, *, of_2004: bool = False) -> Quality:
    """Letter of an index, after rounding it half up to two decimals."""
    rounded = Fraction(half_up(value, INDEX_DECIMALS))
    return (BANDS_2004 if of_2004 else BANDS_2017).label(rounded)


def equal_share(text: str, elements: int) -> Fraction | None:
    """The weight in “equal” or “equal(1/9)”, or None when the text says something else."""
    match = _EQUAL.fullmatch(text)
    return Fraction(1, int(match[1] or elements)) if match else None


def is_printed_share(weight: Fraction, elements: int) -> bool:
    """Whether the weight is 1/elements as surveys print it: 0.33 of 3, 0.11 or 0.111 of 9 (SPEC §4.6, SKM-02)."""
    decimals = len(plain(weight).partition(".")[2])
    exact = Fraction(1, elements)
    cut = Fraction(10**decimals // elements, 10**decimals)
    return decimals >= INDEX_DECIMALS and weight in (cut, half_up(exact, decimals))
