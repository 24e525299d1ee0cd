"""AK_ANNUAL, AK_PERIODIC, AK_CUMULATIVE, AK_TRANSFER_IN, AK_CAP_150PCT: credit points of functional posts.

Belongs here: keys, rounding and steps. Does not: coefficients and formulas.
"""

import re
from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.credit_points import (
    COEFFICIENT,
    MONTHS_OF_YEAR,
    PERCENT,
    Level,
    base_credit,
    by_level,
    ceiling,
    credit,
    transfer_credit,
)
from models.rules.exact import HALF_UP, half_up, plain
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Alternative, Rule, Table, decimals_wanted
from models.rules.settings import RuleSettings
from models.vocabulary import Predicate

_CONVERSION = Source("PermenPANRB 1/2023", "Ps 37", Certainty.CONFIRMED)
_TRANSFER = Source("Peraturan BKN 3/2023", "Lampiran", Certainty.CONFIRMED)
_CAP = Source("PermenPANRB 1/2023", "batas 150 %", Certainty.SECONDARY)
_RANK = re.compile("(?:I|II|III|IV)/[a-e]")
_MOST_YEARS = 60
_ROUNDED = N_("Rounded half up to {decimals} decimals: {result}.")


def _rounded(key: str, value: Fraction, decimals: int) -> tuple[dict[str, Any], Step]:
    result = half_up(value, decimals)
    step = Step(_ROUNDED, _CONVERSION, {"decimals": decimals, "result": result})
    return {key: result, "decimals": decimals, "rounding": HALF_UP}, step


def _converted(level: Level, predicate: Predicate, months: int) -> Step:
    values = {
        "months": months,
        "percent": PERCENT[predicate],
        "predicate": predicate,
        "coefficient": COEFFICIENT[level],
        "level": level,
        "result": credit(level, predicate, months),
    }
    text = N_("{months}/12 of the year x {percent} % ({predicate}) x coefficient {coefficient} ({level}) = {result}.")
    return Step(text, _CONVERSION, values)


def _months(inputs: Inputs) -> int:
    return inputs.integer("months", least=1, most=MONTHS_OF_YEAR)


def _credit(inputs: Inputs, settings: RuleSettings) -> Outcome:
    level, predicate = inputs.word("jenjang", Level), inputs.word("predikat", Predicate)
    months = _months(inputs)
    decimals = decimals_wanted(inputs, settings.credit_decimals)
    output, rounding = _rounded("angka_kredit", credit(level, predicate, months), decimals)
    output |= {"persentase": PERCENT[predicate], "koefisien": COEFFICIENT[level]}
    return Outcome(output, (_converted(level, predicate, months), rounding))


def _period(period: Inputs, outer: Inputs) -> tuple[Level, Predicate, int]:
    period.only(("jenjang", "predikat", "months"))
    level = (period if period.has("jenjang") else outer).word("jenjang", Level)
    return level, period.word("predikat", Predicate), _months(period)


def _cumulative(inputs: Inputs, settings: RuleSettings) -> Outcome:
    periods = [_period(period, inputs) for period in inputs.objects("periods")]
    totals = by_level(periods)
    total = sum(totals.values(), Fraction(0))
    decimals = decimals_wanted(inputs, settings.credit_decimals)
    output, rounding = _rounded("angka_kredit_total", total, decimals)
    output["angka_kredit_by_jenjang"] = {level: half_up(value, decimals) for level, value in totals.items()}
    summed = Step(N_("The unrounded credit points of all periods add to {total}."), _CONVERSION, {"total": total})
    return Outcome(output, (*(_converted(*period) for period in periods), summed, rounding))


def _transfer(inputs: Inputs, settings: RuleSettings) -> Outcome:
    origin, level = inputs.text("from"), inputs.word("to", Level)
    predicate = inputs.word("predikat", Predicate)
    years = inputs.number("masa_kepangkatan_years", least=0, most=_MOST_YEARS)
    value = transfer_credit(level, predicate, years)
    output, rounding = _rounded("angka_kredit", value, decimals_wanted(inputs, settings.credit_decimals))
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
    output, rounding = _rounded("max_angka_kredit", ceiling(target), decimals_wanted(inputs, settings.credit_decimals))
    text = N_("At most 150 % of the yearly target: 150 % x {target} = {result}.")
    return Outcome(output, (Step(text, _CAP, {"target": target, "result": ceiling(target)}), rounding))


_OTHER_PREDICATE = {
    "predikat": Alternative(
        tuple(Predicate), N_("With the predicate {alternative} instead of {given}: {result} credit points.")
    )
}
_CREDIT_KEYS = ("jenjang", "predikat", "months")

RULES = (
    Rule(
        "AK_ANNUAL", N_("credit points of a year"), _CONVERSION, _CREDIT_KEYS, _credit, "angka_kredit", _OTHER_PREDICATE
    ),
    Rule(
        "AK_PERIODIC",
        N_("credit points of some months"),
        _CONVERSION,
        _CREDIT_KEYS,
        _credit,
        "angka_kredit",
        _OTHER_PREDICATE,
    ),
    Rule(
        "AK_CUMULATIVE",
        N_("credit points of several periods, in all and per level"),
        _CONVERSION,
        ("jenjang", "periods"),
        _cumulative,
    ),
    Rule(
        "AK_TRANSFER_IN",
        N_("credit points on transfer into a functional post"),
        _TRANSFER,
        ("from", "to", "predikat", "masa_kepangkatan_years"),
        _transfer,
        "angka_kredit",
        _OTHER_PREDICATE,
    ),
    Rule("AK_CAP_150PCT", N_("the most credit points a year can bring"), _CAP, ("jenjang", "target_ak"), _cap),
)

TABLES = (
    Table(
        N_("Credit points of a full year"),
        ("jenjang", "koefisien", *Predicate),
        tuple(
            (level, plain(COEFFICIENT[level]), *(f"{half_up(credit(level, each), 2)}" for each in Predicate))
            for level in Level
        ),
    ),
)
