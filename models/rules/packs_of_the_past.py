"""Rule packs of revoked regulations, for history and recomputation.

Belongs here: what a pack held, from when until when. Does not: any formula.
"""

from datetime import date

from models.language import N_
from models.rules.contract import (
    means_of_2021,
    permenpanrb8,
    permenpanrb8_additional,
    pp46,
    survey,
)
from models.rules.explanation import Certainty
from models.rules.rule import Pack

_CONFIRMED, _SECONDARY, _RECALLED, _INFERRED = Certainty

OF_THE_PAST = (
    Pack(
        "PERMENPANRB8_2021",
        "1",
        N_("Second half of 2021: attainment per indicator (legacy)"),
        "PermenPANRB 8/2021",
        date(2021, 7, 1),
        date(2021, 12, 31),
        _CONFIRMED,
        (*permenpanrb8.RULES, *permenpanrb8_additional.RULES, *means_of_2021.RULES),
        permenpanrb8.TABLES,
        N_("The aggregation for JA/JF is left out: public code disagrees on it and the Lampiran was not seen."),
    ),
    Pack(
        "TRANSISI_2021",
        "1",
        N_("The year 2021 from its two halves (legacy)"),
        "SE MenPANRB 3/2021",
        date(2021, 1, 1),
        date(2021, 12, 31),
        _CONFIRMED,
        means_of_2021.HALVES_OF_2021,
    ),
    Pack(
        "PP46_2011",
        "1",
        N_("Work achievement until the middle of 2021 (revoked)"),
        "PP 46/2011, Perka BKN 1/2013",
        date(2014, 1, 1),
        date(2021, 6, 30),
        _RECALLED,
        pp46.RULES,
        pp46.TABLES,
    ),
    Pack(
        "IKM_2004",
        "1",
        N_("Public satisfaction index before 2017 (history)"),
        "KEP/25/M.PAN/2/2004",
        date(2004, 1, 1),
        date(2016, 12, 31),
        _RECALLED,
        survey.OLD_RULES,
        survey.OLD_TABLES,
    ),
)
