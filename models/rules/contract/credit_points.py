"""AK_ANNUAL, AK_PERIODIC, AK_CUMULATIVE: predicates of functional posts converted into credit points.

Belongs here: keys, rounding and steps. Does not: coefficients and formulas.
"""

from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.credit_points import (
    COEFFICIENT,
    MONTHS_OF_YEAR,
    PERCENT,
    Level,
    by_level,
    credit,
)
from models.rules.exact import HALF_UP, half_up, plain
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Alternative, Rule, Table, decimals_wanted
from models.rules.settings import RuleSettings
from models.vocabulary import Predicate

_CONVERSION = Source("PermenPANRB 1/2023", "Ps 37", Certainty.CONFIRMED)
_ROUNDED = N_("Rounded half up to {decimals} decimals: {result}.")


def rounded(key: str, value: Fraction, decimals: int) -> tuple[dict[str, Any], Step]:
    """The output of a rounded number of credit points under `key`, and the step that says so."""
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
    output, rounding = rounded("angka_kredit", credit(level, predicate, months), decimals)
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
    output, rounding = rounded("angka_kredit_total", total, decimals)
    output["angka_kredit_by_jenjang"] = {level: half_up(value, decimals) for level, value in totals.items()}
    summed = Step(N_("The unrounded credit points of all periods add to {total}."), _CONVERSION, {"total": total})
    return Outcome(output, (*(_converted(*period) for period in periods), summed, rounding))


OTHER_PREDICATE = {
    "predikat": Alternative(
        tuple(Predicate), N_("With the predicate {alternative} instead of {given}: {result} credit points.")
    )
}

_CREDIT_KEYS = ("jenjang", "predikat", "months")
RULES = (
    Rule(
        "AK_ANNUAL", N_("credit points of a year"), _CONVERSION, _CREDIT_KEYS, _credit, "angka_kredit", OTHER_PREDICATE
    ),
    Rule(
        "AK_PERIODIC",
        N_("credit points of some months"),
        _CONVERSION,
        _CREDIT_KEYS,
        _credit,
        "angka_kredit",
        OTHER_PREDICATE,
    ),
    Rule(
        "AK_CUMULATIVE",
        N_("credit points of several periods, in all and per level"),
        _CONVERSION,
        ("jenjang", "periods"),
        _cumulative,
    ),
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
