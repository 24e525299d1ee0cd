"""Credit points (angka kredit) of functional posts: PermenPANRB 1/2023 and Peraturan BKN 3/2023 (SPEC §3.3).

Belongs here: coefficients, percentages and the formulas on them, unrounded. Does not: credit-point decisions (PAK).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from models.vocabulary import Predicate


class Level(StrEnum):
    """Level (jenjang) of a functional post, as it is written in decrees."""

    BEGINNER = "Pemula"
    SKILLED = "Terampil"
    PROFICIENT = "Mahir"
    SUPERVISOR = "Penyelia"
    FIRST_EXPERT = "Ahli Pertama"
    YOUNG_EXPERT = "Ahli Muda"
    MIDDLE_EXPERT = "Ahli Madya"
    MAIN_EXPERT = "Ahli Utama"


#: Credit points of a full year with the predicate Baik ✔ (cases AK-01 to AK-40).
COEFFICIENT: Mapping[Level, Decimal] = MappingProxyType(
    {
        Level.BEGINNER: Decimal("3.75"),
        Level.SKILLED: Decimal(5),
        Level.PROFICIENT: Decimal("12.5"),
        Level.SUPERVISOR: Decimal(25),
        Level.FIRST_EXPERT: Decimal("12.5"),
        Level.YOUNG_EXPERT: Decimal(25),
        Level.MIDDLE_EXPERT: Decimal("37.5"),
        Level.MAIN_EXPERT: Decimal(50),
    }
)

#: Percent of the coefficient that a predicate earns ✔.
PERCENT: Mapping[Predicate, int] = MappingProxyType(
    {
        Predicate.VERY_GOOD: 150,
        Predicate.GOOD: 100,
        Predicate.NEEDS_IMPROVEMENT: 75,
        Predicate.POOR: 50,
        Predicate.VERY_POOR: 25,
    }
)

MONTHS_OF_YEAR = 12
CEILING_PERCENT = 150


@dataclass(frozen=True, slots=True)
class Ladder:
    """Credit points needed for the next rank (pangkat) and level (jenjang), and the ranks of the level, in order."""

    rank_need: int
    level_need: int | None
    ranks: tuple[str, ...]


#: Needs ◐ (Direktorat Jabatan ASN slides; Terampil is a setting, one source prints 40), ranks ○ (SPEC §3.3, §4.1).
LADDER: Mapping[Level, Ladder] = MappingProxyType(
    {
        Level.BEGINNER: Ladder(15, 15, ("II/a",)),
        Level.SKILLED: Ladder(20, 60, ("II/b", "II/c", "II/d")),
        Level.PROFICIENT: Ladder(50, 100, ("III/a", "III/b")),
        Level.SUPERVISOR: Ladder(100, None, ("III/c", "III/d")),
        Level.FIRST_EXPERT: Ladder(50, 100, ("III/a", "III/b")),
        Level.YOUNG_EXPERT: Ladder(100, 200, ("III/c", "III/d")),
        Level.MIDDLE_EXPERT: Ladder(150, 450, ("IV/a", "IV/b", "IV/c")),
        Level.MAIN_EXPERT: Ladder(200, None, ("IV/d", "IV/e")),
    }
)


def credit(level: Level, predicate: Predicate, months: int = MONTHS_OF_YEAR) -> Fraction:
    """Credit points of `months` months: months/12 x % x coefficient, unrounded (✔ PermenPANRB 1/2023; AK-*, AKP-*)."""
    return Fraction(months, MONTHS_OF_YEAR) * Fraction(PERCENT[predicate], 100) * Fraction(COEFFICIENT[level])


def transfer_credit(level: Level, predicate: Predicate, years: Fraction) -> Fraction:
    """Credit points on transfer into a functional post: % x coefficient x years in rank (✔ Peraturan BKN 3/2023)."""
    return credit(level, predicate) * years


def base_credit(level: Level, rank: str) -> int | None:
    """Base credit points (angka kredit dasar) of a rank in a level: 100 for III/d in Ahli Muda ✔; None outside it."""
    ladder = LADDER[level]
    return ladder.rank_need * ladder.ranks.index(rank) if rank in ladder.ranks else None


def level_need(level: Level, skilled_need: int = 60) -> int | None:
    """Credit points for the next level; that of Terampil is a setting (◐ 60, one source prints 40); None at the top."""
    return skilled_need if level is Level.SKILLED else LADDER[level].level_need


def ceiling(target: Fraction) -> Fraction:
    """The most credit points a year can bring: 150 % of the yearly target (◐ PermenPANRB 1/2023)."""
    return target * CEILING_PERCENT / 100


def by_level(periods: Iterable[tuple[Level, Predicate, int]]) -> dict[Level, Fraction]:
    """Totals per level of several periods (level, predicate, months), unrounded; a promotion starts a new total."""
    totals: dict[Level, Fraction] = {}
    for level, predicate, months in periods:
        totals[level] = totals.get(level, Fraction(0)) + credit(level, predicate, months)
    return totals
