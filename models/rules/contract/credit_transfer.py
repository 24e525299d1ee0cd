"""AK_TRANSFER_IN and AK_CAP_150PCT: credit points on transfer into a functional post, and the most of a year.

Belongs here: keys and steps. Does not: coefficients and formulas.
"""

import re
from fractions import Fraction

from models.language import N_
from models.rules.contract.credit_points import OTHER_PREDICATE, rounded
from models.rules.credit_points import (
    COEFFICIENT,
    PERCENT,
    Level,
    base_credit,
    ceiling,
    transfer_credit,
)
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, decimals_wanted
from models.rules.settings import RuleSettings
from models.vocabulary import Predicate

_TRANSFER = Source("Peraturan BKN 3/2023", "Lampiran", Certainty.CONFIRMED)
_CAP = Source("PermenPANRB 1/2023", "batas 150 %", Certainty.SECONDARY)
_RANK = re.compile("(?:I|II|III|IV)/[a-e]")
_MOST_YEARS = 60


def _transfer(inputs: Inputs, settings: RuleSettings) -> Outcome:
    origin, level = inputs.text("from"), inputs.word("to", Level)
    predicate = inputs.word("predikat", Predicate)
    years = inputs.number("masa_kepangkatan_years", least=0, most=_MOST_YEARS)
    value = transfer_credit(level, predicate, years)
    output, rounding = rounded("angka_kredit", value, decimals_wanted(inputs, settings.credit_decimals))
    values = {"percent": PERCENT[predicate], "coefficient": COEFFICIENT[level], "years": years, "result": value}
    steps = [
        Step(N_("{percent} % x coefficient {coefficient} x {years} years in the rank = {result}."), _TRANSFER, values),
        rounding,
    ]
    rank = next(iter(_RANK.findall(origin)), "")
    base = base_credit(level, rank)
    if base is not None:
        output[f"angka_kredit_dasar_{rank.replace('/', '')}"] = base
        text = N_("The rank {rank} in the level {level} has base credit points of {base}.")
        steps.append(Step(text, _TRANSFER, {"rank": rank, "level": level, "base": base}))
    return Outcome(output, tuple(steps))


def _cap(inputs: Inputs, settings: RuleSettings) -> Outcome:
    level = inputs.word("jenjang", Level)
    target = inputs.number("target_ak", least=0) if inputs.has("target_ak") else Fraction(COEFFICIENT[level])
    output, rounding = rounded("max_angka_kredit", ceiling(target), decimals_wanted(inputs, settings.credit_decimals))
    text = N_("At most 150 % of the yearly target: 150 % x {target} = {result}.")
    return Outcome(output, (Step(text, _CAP, {"target": target, "result": ceiling(target)}), rounding))


RULES = (
    Rule(
        "AK_TRANSFER_IN",
        N_("credit points on transfer into a functional post"),
        _TRANSFER,
        ("from", "to", "predikat", "masa_kepangkatan_years"),
        _transfer,
        "angka_kredit",
        OTHER_PREDICATE,
    ),
    Rule("AK_CAP_150PCT", N_("the most credit points a year can bring"), _CAP, ("jenjang", "target_ak"), _cap),
)
