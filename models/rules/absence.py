"""PP 94/2021: what days of absence without a valid reason indicate (SPEC §6.4 ✔).

Belongs here: the bands. Does not: a sanction, which needs an examination and a decree and is never automatic.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from models.rules.bands import bands


class Indication(StrEnum):
    """What the official who must examine is told."""

    DISMISSAL = "PDH_TAPS"
    RELIEF = "PEMBEBASAN_JABATAN_12BLN"
    DEMOTION = "PENURUNAN_JABATAN_12BLN"
    CUT_12 = "POTONG_TUKIN_25_12BLN"
    CUT_9 = "POTONG_TUKIN_25_9BLN"
    CUT_6 = "POTONG_TUKIN_25_6BLN"
    DISSATISFACTION = "PERNYATAAN_TIDAK_PUAS"
    WRITTEN_REPRIMAND = "TEGURAN_TERTULIS"
    ORAL_REPRIMAND = "TEGURAN_LISAN"
    NONE = "TIDAK_ADA"


#: Working days without valid reason, cumulative in a year ✔ (DISIPLIN-01 to DISIPLIN-07).
BANDS = bands(
    {
        Indication.DISMISSAL: "28",
        Indication.RELIEF: "25",
        Indication.DEMOTION: "21",
        Indication.CUT_12: "17",
        Indication.CUT_9: "14",
        Indication.CUT_6: "11",
        Indication.DISSATISFACTION: "7",
        Indication.WRITTEN_REPRIMAND: "4",
        Indication.ORAL_REPRIMAND: "3",
    },
    Indication.NONE,
)
#: So many days in a row indicate dismissal, and the salary stops from the next month ✔.
CONSECUTIVE_LIMIT = 10
SALARY_STOPS = "bulan berikutnya"


@dataclass(frozen=True, slots=True)
class Absence:
    """The indication and whether the salary stops."""

    indication: Indication
    salary_stops: bool


def absence(days: int, consecutive: int) -> Absence:
    """Indication for `days` in the year, of which `consecutive` in a row (PP 94/2021 ✔)."""
    if consecutive >= CONSECUTIVE_LIMIT:
        return Absence(Indication.DISMISSAL, salary_stops=True)
    return Absence(BANDS.label(Fraction(days)), salary_stops=False)
