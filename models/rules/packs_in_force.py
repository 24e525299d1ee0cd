"""The rule packs in force: one per regulation, versioned and effective-dated.

Belongs here: what a pack holds and from when. Does not: any formula, or packs of the past (packs_of_the_past.py).
"""

from datetime import date

from models.language import N_
from models.rules.contract import (
    absence,
    activity,
    complaints,
    credit_needs,
    credit_points,
    credit_transfer,
    distribution,
    ekinerja,
    identity,
    matrix,
    objection,
    planning,
    pp30,
    siasn,
    survey,
)
from models.rules.explanation import Certainty
from models.rules.rule import Pack

_CONFIRMED, _SECONDARY, _RECALLED, _INFERRED = Certainty

DEFAULT_PACK = "PERMENPANRB6_2022"

IN_FORCE = (
    Pack(
        DEFAULT_PACK,
        "1",
        N_("Performance management of ASN: two ratings, a matrix, a distribution pattern (default)"),
        "PermenPANRB 6/2022, SE MenPANRB 3/2023",
        date(2022, 1, 1),
        None,
        _RECALLED,
        (*matrix.RULES, *distribution.RULES),
        (*matrix.TABLES, *distribution.TABLES),
        N_("No arithmetic score: a person sets both ratings. The circular on the pattern is of 31 January 2023."),
    ),
    Pack(
        "AK_2023",
        "1",
        N_("Credit points (angka kredit) of functional posts"),
        "PermenPANRB 1/2023, Peraturan BKN 3/2023",
        date(2023, 1, 1),
        None,
        _SECONDARY,
        (*credit_points.RULES, *credit_transfer.RULES, *credit_needs.RULES),
        (*credit_points.TABLES, *credit_needs.TABLES),
    ),
    Pack(
        "PP30_2019",
        "1",
        N_("Appraisal of civil servants: weighted value (optional) and objection"),
        "PP 30/2019",
        date(2019, 4, 29),
        None,
        _RECALLED,
        (*pp30.RULES, *objection.RULES),
        pp30.TABLES,
    ),
    Pack(
        "PLANNING",
        "1",
        N_("Setting of plans (SKP)"),
        "PermenPANRB 8/2021 Lampiran p. 52, kept as default",
        date(2021, 7, 1),
        None,
        _CONFIRMED,
        planning.RULES,
    ),
    Pack(
        "SKM_2017",
        "1",
        N_("Public satisfaction survey"),
        "PermenPANRB 14/2017",
        date(2017, 1, 1),
        None,
        _RECALLED,
        survey.RULES,
        survey.TABLES,
    ),
    Pack(
        "DISCIPLINE_2021",
        "1",
        N_("What absence indicates (never a sanction by itself)"),
        "PP 94/2021",
        date(2021, 8, 31),
        None,
        _RECALLED,
        absence.RULES,
        absence.TABLES,
    ),
    Pack(
        "IDENTITY",
        "1",
        N_("Employee and citizen numbers"),
        "Perka BKN 22/2007, 43/2007",
        date(2007, 1, 1),
        None,
        _RECALLED,
        identity.RULES,
    ),
    Pack(
        "COMPLAINTS",
        "1",
        N_("Complaints to SP4N-LAPOR"),
        "UU 25/2009, KemenPANRB 14-06-2018",
        date(2018, 6, 14),
        None,
        _SECONDARY,
        complaints.RULES,
        complaints.TABLES,
    ),
    Pack(
        "NATIONAL_SYSTEMS",
        "1",
        N_("Codes of SIASN and exports of e-Kinerja BKN"),
        "SIASN, e-Kinerja BKN",
        date(2022, 1, 1),
        None,
        _SECONDARY,
        (*siasn.RULES, *ekinerja.RULES),
        siasn.TABLES,
    ),
    Pack(
        "REGION_DKI_2020",
        "1",
        N_("Activity minutes in DKI Jakarta (regional, an example of a region's own pack)"),
        "Pergub DKI Jakarta 19/2020 jo 64/2020",
        date(2020, 1, 1),
        None,
        _RECALLED,
        activity.RULES,
    ),
)
