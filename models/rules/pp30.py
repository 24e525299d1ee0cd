"""PP 30/2019 Pasal 41: weighted value of SKP and behavior, and its predicate (SPEC §3.4; numeric, optional).

Belongs here: weights, cap and bands. Does not: objections (objection.py), or the default rule pack.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from models.rules.bands import Bands


class Predicate30(StrEnum):
    """Predicates of PP 30/2019 Pasal 41; the middle one is called Cukup there."""

    VERY_GOOD = "SANGAT_BAIK"
    GOOD = "BAIK"
    FAIR = "CUKUP"
    POOR = "KURANG"
    VERY_POOR = "SANGAT_KURANG"


class Weighting(StrEnum):
    """Weights of SKP and behavior in percent ✔: without or with the view of peers and subordinates."""

    SUPERIOR_ONLY = "70/30"
    ALL_AROUND = "60/40"


SKP_PERCENT: Mapping[Weighting, int] = MappingProxyType({Weighting.SUPERIOR_ONLY: 70, Weighting.ALL_AROUND: 60})

#: Attainment may exceed its target, but no value exceeds this ✔.
HIGHEST = Fraction(120)
#: From here on a value is Sangat Baik, provided there was a new idea useful to the organization or the state ✔.
IDEA_FROM = Fraction(110)
#: 90 and 70 are ✔; 50 is only recalled (○) and therefore a setting.
_LIMITS = ((Fraction(90), Predicate30.GOOD), (Fraction(70), Predicate30.FAIR))


def weighted(skp: Fraction, behavior: Fraction, weighting: Weighting) -> Fraction:
    """Nilai kinerja = w x SKP + (1 - w) x behavior, each capped at 120, unrounded (✔ Pasal 41; PP30-01 to PP30-05)."""
    share = Fraction(SKP_PERCENT[weighting], 100)
    return share * min(skp, HIGHEST) + (1 - share) * min(behavior, HIGHEST)


def predicates(poor_from: Fraction) -> Bands[Predicate30]:
    """The bands below Sangat Baik, with the recalled limit of Kurang as the region set it."""
    return Bands((*_LIMITS, (poor_from, Predicate30.POOR)), Predicate30.VERY_POOR)
