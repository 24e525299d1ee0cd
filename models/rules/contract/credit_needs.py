"""AK_NEEDS and AK_MONTHS: are credit points enough for the next rank and level; which months count for which level?

Belongs here: keys and steps. Does not: the other conditions of a promotion, which people examine.
"""

from datetime import date
from typing import Any

from models.language import N_
from models.rules.credit_months import months_by_level
from models.rules.credit_points import LADDER, Level, base_credit, level_need
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.refusals import ConflictingKeysError
from models.rules.rule import Rule, Table
from models.rules.settings import RuleSettings

_NEEDS = Source("Peraturan BKN 3/2023", "kebutuhan angka kredit", Certainty.SECONDARY)
_MONTHS = Source("PermenPANRB 1/2023", "jenjang pada tanggal 1", Certainty.SECONDARY)
_CONDITIONS = Source("PermenPANRB 1/2023", "kenaikan jenjang", Certainty.CONFIRMED)
_ENOUGH = N_("{points} credit points reach the {need} needed for the next {goal}.")
_SHORT = N_("{points} credit points are {gap} short of the {need} needed for the next {goal}.")


def _needs(inputs: Inputs, settings: RuleSettings) -> Outcome:
    level, points = inputs.word("jenjang", Level), inputs.number("angka_kredit", least=0)
    goals = {"pangkat": LADDER[level].rank_need, "jenjang": level_need(level, settings.skilled_level_need)}
    output: dict[str, Any] = {}
    steps = []
    for goal, need in goals.items():
        output[f"kebutuhan_{goal}"] = need
        if need is not None:
            output[f"cukup_{goal}"] = points >= need
            values = {"points": points, "need": need, "gap": need - points, "goal": goal}
            steps.append(Step(_ENOUGH if points >= need else _SHORT, _NEEDS, values))
    text = N_("The next level also needs the predicate BAIK or better, a competency test and a vacancy.")
    return Outcome(output, (*steps, Step(text, _CONDITIONS)))


def _months(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    year = inputs.integer("tahun", least=2000, most=2900)
    history: dict[date, Level] = {}
    for entry in inputs.objects("riwayat_jenjang"):
        entry.only(("mulai", "jenjang"))
        day = entry.day("mulai")
        if day in history:
            raise ConflictingKeysError(first=entry.name("mulai"), second="riwayat_jenjang")
        history[day] = entry.word("jenjang", Level)
    months = months_by_level(year, history, inputs.day("sampai") if inputs.has("sampai") else None)
    text = N_("{months} months of {year} count for {level}, the level held on the first day of each.")
    steps = [Step(text, _MONTHS, {"months": count, "year": year, "level": level}) for level, count in months.items()]
    return Outcome({"months_by_jenjang": months}, tuple(steps))


RULES = (
    Rule(
        "AK_MONTHS",
        N_("months of a year per level, for a promotion or appointment in the year"),
        _MONTHS,
        ("tahun", "riwayat_jenjang", "sampai"),
        _months,
    ),
    Rule(
        "AK_NEEDS",
        N_("whether credit points are enough for the next rank and level"),
        _NEEDS,
        ("jenjang", "angka_kredit"),
        _needs,
    ),
)

TABLES = (
    Table(
        N_("Credit points needed for the next rank and level, and base credit points per rank"),
        ("jenjang", "pangkat", N_("next level"), "angka kredit dasar"),
        tuple(
            (
                level,
                str(ladder.rank_need),
                str(level_need(level) or "-"),
                ", ".join(f"{rank} {base_credit(level, rank)}" for rank in ladder.ranks),
            )
            for level, ladder in LADDER.items()
        ),
    ),
)
