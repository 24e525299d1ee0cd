"""PERMENPANRB8_IKI: attainment, category and value of one indicator in July to December 2021.

Belongs here: keys, refusals and steps of the indicator. Does not: sums over indicators (permenpanrb8_sums.py).
"""

from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.contract.pp46 import read_realization, read_target
from models.rules.exact import half_up, whole
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.permenpanrb8 import (
    ADDITIONAL_PERCENT,
    CATEGORIES,
    Direction,
    Target,
    attainment,
    category,
    value,
)
from models.rules.refusals import ConflictingKeysError
from models.rules.rule import Alternative, Rule, Table, decimals_wanted
from models.rules.settings import RuleSettings

_FORMULA = Source("PermenPANRB 8/2021", "Lampiran p. 93-101", Certainty.CONFIRMED)
_INSIDE = Source("PermenPANRB 8/2021", "Lampiran p. 100", Certainty.INFERRED)
_VALUE = Source("PermenPANRB 8/2021", "Lampiran p. 243", Certainty.CONFIRMED)
_RANGE_KEYS = ("target_min", "target_max")


def _target(inputs: Inputs) -> Target:
    given = [key for key in _RANGE_KEYS if inputs.has(key)]
    if inputs.has("target"):
        if given:
            raise ConflictingKeysError(first="target", second=given[0])
        target = read_target(inputs)
        return Target(target, target)
    lower, upper = inputs.number("target_min", least=0), read_target(inputs, "target_max")
    if lower > upper:
        raise ConflictingKeysError(first="target_min", second="target_max")
    return Target(lower, upper)


def _reached(inputs: Inputs, settings: RuleSettings) -> tuple[Fraction, Step]:
    direction = inputs.word("kondisi", Direction)
    target, realization = _target(inputs), read_realization(inputs)
    divisor = target.divisor(realization)
    if divisor is None:
        values = {"lower": target.lower, "upper": target.upper, "realization": realization}
        values["result"] = settings.inside_range_percent
        text = N_("{realization} lies inside the target range {lower} to {upper}: {result} %.")
        return settings.inside_range_percent, Step(text, _INSIDE, values)
    percent = attainment(direction, divisor, realization)
    text = {
        Direction.NORMAL: N_("More is better: {realization} / {target} x 100 = {result} %."),
        Direction.REVERSED: N_("Less is better: (1 + (1 - {realization} / {target})) x 100 = {result} %."),
    }[direction]
    return percent, Step(text, _FORMULA, {"realization": realization, "target": divisor, "result": percent})


def _indicator(inputs: Inputs, settings: RuleSettings) -> Outcome:
    decimals = decimals_wanted(inputs, 2)
    maximum = inputs.has("target_is_maximum") and inputs.flag("target_is_maximum")
    output: dict[str, Any] = {}
    steps: list[Step] = []
    if inputs.has("capaian_pct_rounded"):
        if inputs.has("realisasi"):
            raise ConflictingKeysError(first="capaian_pct_rounded", second="realisasi")
        percent = inputs.integer("capaian_pct_rounded", least=-(10**6), most=10**6)
    else:
        exact, step = _reached(inputs, settings)
        percent = whole(exact)
        output["capaian_pct"] = half_up(exact, decimals)
        text = N_("Rounded half up to a whole percent before anything else: {percent} %.")
        steps += [step, Step(text, _VALUE, {"percent": percent})]
    found, points = category(percent, target_is_maximum=maximum), value(percent, target_is_maximum=maximum)
    output |= {"capaian_pct_rounded": percent, "kategori": found, "nilai": half_up(points, decimals)}
    text = N_("{percent} % is in the category {category} with the value {points}.")
    steps.append(Step(text, _VALUE, {"percent": percent, "category": found, "points": points}))
    return Outcome(output, tuple(steps), _gap(percent))


def _gap(percent: int) -> tuple[Step, ...]:
    better = CATEGORIES.better(Fraction(percent))
    if better is None:
        return ()
    text = N_("With {gap} percentage points more, the category would be {category}.")
    return (Step(text, _VALUE, {"gap": better[0] - percent, "category": better[1]}),)


_OTHERS = {
    "target_is_maximum": Alternative(
        (True,), N_("Were the target the highest possible, the category would be {result} instead.")
    )
}

RULES = (
    Rule(
        "PERMENPANRB8_IKI",
        N_("attainment, category and value of one indicator"),
        _FORMULA,
        ("kondisi", "target", *_RANGE_KEYS, "realisasi", "target_is_maximum", "capaian_pct_rounded"),
        _indicator,
        "kategori",
        _OTHERS,
    ),
)

TABLES = (
    Table(N_("Category of a whole percent"), ("kategori", "capaian %"), CATEGORIES.rows()),
    Table(
        N_("Share of an additional task's value that counts"),
        ("kategori", "%"),
        tuple((name, str(percent)) for name, percent in ADDITIONAL_PERCENT.items()),
    ),
)
