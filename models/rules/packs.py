"""The rule packs that are shipped: one per regulation, versioned and effective-dated.

Belongs here: the list of packs, finding a pack or rule. Does not: any formula. The version rises whenever a result
could change; a period keeps the version it was scored with.
"""

from datetime import date

from models.language import N_
from models.rules.contract import (
    absence,
    credit_needs,
    credit_points,
    distribution,
    identity,
    matrix,
    national_systems,
    permenpanrb8,
    permenpanrb8_sums,
    planning,
    pp30,
    pp46,
    regional,
    survey,
)
from models.rules.explanation import Certainty
from models.rules.refusals import UnknownRuleError
from models.rules.rule import Pack, Rule

_CONFIRMED, _SECONDARY, _RECALLED, _INFERRED = Certainty

DEFAULT_PACK = "PERMENPANRB6_2022"

PACKS = (
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
        (*credit_points.RULES, *credit_needs.RULES),
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
        pp30.RULES,
        pp30.TABLES,
    ),
    Pack(
        "PERMENPANRB8_2021",
        "1",
        N_("Second half of 2021: attainment per indicator (legacy)"),
        "PermenPANRB 8/2021",
        date(2021, 7, 1),
        date(2021, 12, 31),
        _CONFIRMED,
        (*permenpanrb8.RULES, *permenpanrb8_sums.RULES),
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
        permenpanrb8_sums.HALVES_OF_2021,
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
        regional.COMPLAINT_RULES,
        regional.COMPLAINT_TABLES,
    ),
    Pack(
        "NATIONAL_SYSTEMS",
        "1",
        N_("Codes of SIASN and exports of e-Kinerja BKN"),
        "SIASN, e-Kinerja BKN",
        date(2022, 1, 1),
        None,
        _SECONDARY,
        national_systems.RULES,
        national_systems.TABLES,
    ),
    Pack(
        "REGION_DKI_2020",
        "1",
        N_("Activity minutes in DKI Jakarta (regional, an example of a region's own pack)"),
        "Pergub DKI Jakarta 19/2020 jo 64/2020",
        date(2020, 1, 1),
        None,
        _RECALLED,
        regional.ACTIVITY_RULES,
    ),
)


def pack_named(name: str) -> Pack:
    """The pack of that name.

    Raises:
        UnknownRuleError: there is none.
    """
    for pack in PACKS:
        if pack.name == name:
            return pack
    raise UnknownRuleError(name)


def rule_named(name: str) -> Rule:
    """The rule of that name, as cases and the contract call it.

    Raises:
        UnknownRuleError: there is none.
    """
    for pack in PACKS:
        for rule in pack.rules:
            if rule.name == name:
                return rule
    raise UnknownRuleError(name)


def pack_of(rule_name: str) -> Pack:
    """The pack a rule belongs to.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    for pack in PACKS:
        if any(rule.name == rule_name for rule in pack.rules):
            return pack
    raise UnknownRuleError(rule_name)
