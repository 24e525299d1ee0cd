"""PP 46/2011 with Perka BKN 1/2013 (revoked; legacy to mid-2021): aspects, values, labels (SPEC §3.7 ✔).

Belongs here: the published formulas, unrounded. Does not: the points for extra tasks and creativity (only recalled).
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from models.rules.bands import bands


class Aspect(StrEnum):
    """The four aspects of an activity; only cost may be absent."""

    QUANTITY = "kuantitas"
    QUALITY = "kualitas"
    TIME = "waktu"
    COST = "biaya"


#: Aspects where using less is better; the others count realization over target.
SAVING = (Aspect.TIME, Aspect.COST)
#: Every activity has these; with cost there are four (public code divides by four although cost is absent).
BASIC = (Aspect.QUANTITY, Aspect.QUALITY, Aspect.TIME)

_FULL_AT = Fraction(176)
_HIGHEST_AT = Fraction(76)
_MOST_EFFICIENCY = Fraction(24)
SKP_WEIGHT = Fraction(60, 100)
BEHAVIOR_WEIGHT = Fraction(40, 100)

#: Printed 91-100, 76-90, 61-75, 51-60, 50 and less; a fraction between two bands belongs to the lower (△, PP46-11).
LABELS = bands({"Sangat Baik": "91", "Baik": "76", "Cukup": "61", "Kurang": "51"}, "Buruk")


def efficiency(target: Fraction, realization: Fraction) -> Fraction:
    """Percent of time or cost that was saved: 100 - R/T x 100; negative when more was used than planned."""
    return 100 - realization / target * 100


def aspect_value(aspect: Aspect, target: Fraction, realization: Fraction) -> Fraction:
    """Value of one aspect (✔ Perka BKN 1/2013; PP46-01 to PP46-03); `target` is above zero.

    Quantity and quality: R/T x 100. Time and cost: (1.76 T - R)/T x 100 up to 24 % efficiency, beyond that
    76 - ((1.76 T - R)/T x 100 - 100), so that saving ever more is not rewarded.
    """
    share = realization / target * 100
    if aspect not in SAVING:
        return share
    saved = _FULL_AT - share
    return saved if efficiency(target, realization) <= _MOST_EFFICIENCY else _HIGHEST_AT - (saved - 100)


def activity_value(aspects: Mapping[Aspect, Fraction]) -> Fraction | None:
    """Mean of the aspects that the activity has: three, or four with cost; None while a basic one is absent."""
    if any(aspect not in aspects for aspect in BASIC):
        return None
    return sum(aspects.values(), Fraction(0)) / len(aspects)


def achievement(skp: Fraction, behavior: Fraction) -> Fraction:
    """Prestasi kerja: 60 % SKP + 40 % behavior (✔ PP 46/2011; with converted GPA for study assignment ◐)."""
    return SKP_WEIGHT * skp + BEHAVIOR_WEIGHT * behavior
