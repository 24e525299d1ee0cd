"""AK_NEEDS: are the accumulated credit points enough for the next rank (pangkat) and level (jenjang)?

Belongs here: keys and steps. Does not: the other conditions of a promotion, which people examine.
"""

from typing import Any

from models.language import N_
from models.rules.credit_points import LADDER, Level, base_credit, level_need
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, Table
from models.rules.settings import RuleSettings

_NEEDS = Source("Peraturan BKN 3/2023", "kebutuhan angka kredit", Certainty.SECONDARY)
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


RULES = (
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
