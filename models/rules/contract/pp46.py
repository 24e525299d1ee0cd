"""PP46_CAPAIAN, PP46_PRESTASI, PP46_SEBUTAN, PP46_TUGAS_BELAJAR: the rules until the middle of 2021.

Belongs here: keys, refusals and steps. Does not: the formulas.
"""

from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.pp46 import (
    LABELS,
    SAVING,
    Aspect,
    achievement,
    activity_value,
    aspect_value,
    efficiency,
)
from models.rules.refusals import MissingKeyError
from models.rules.rule import Rule, Table, decimals_wanted
from models.rules.rule_refusals import RealizationMissingError, TargetZeroError
from models.rules.settings import RuleSettings

_ASPECTS = Source("Perka BKN 1/2013", "Lampiran", Certainty.CONFIRMED)
_LAW = Source("PP 46/2011", "60/40", Certainty.CONFIRMED)
_BANDS = Source("PP 46/2011", "sebutan", Certainty.CONFIRMED)
_STUDY = Source("PP 46/2011", "tugas belajar", Certainty.SECONDARY)


def read_target(inputs: Inputs, key: str = "target") -> Fraction:
    """A target above zero.

    Raises:
        TargetZeroError: the target is zero, so that attainment is not defined.
        RuleInputError: no number, or below zero.
    """
    target = inputs.number(key, least=0)
    if not target:
        raise TargetZeroError(key=inputs.name(key))
    return target


def read_realization(inputs: Inputs, key: str = "realisasi") -> Fraction:
    """A realization, zero or more.

    Raises:
        RealizationMissingError: null, which is not zero.
        RuleInputError: no number, or below zero.
    """
    if inputs.raw(key) is None:
        raise RealizationMissingError(key=inputs.name(key))
    return inputs.number(key, least=0)


def _one(aspect: Aspect, inputs: Inputs) -> tuple[Fraction, Step, Fraction | None]:
    """Value of an aspect, how it came about, and the efficiency where the aspect is one of saving."""
    inputs.only(("target", "realisasi"))
    target, realization = read_target(inputs), read_realization(inputs)
    value = aspect_value(aspect, target, realization)
    values = {"aspect": aspect, "target": target, "realization": realization, "result": value}
    if aspect not in SAVING:
        return value, Step(N_("{aspect}: {realization} / {target} x 100 = {result}."), _ASPECTS, values), None
    saved = efficiency(target, realization)
    text = N_("{aspect}: {realization} of {target} used, efficiency {efficiency} %, which gives {result}.")
    return value, Step(text, _ASPECTS, {**values, "efficiency": saved}), saved


def _activity(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    given = [aspect for aspect in Aspect if inputs.has(aspect) and inputs.raw(aspect) is not None]
    if not given:
        raise MissingKeyError(key=Aspect.QUANTITY)
    found = {aspect: _one(aspect, inputs.inside(aspect)) for aspect in given}
    values = {aspect: value for aspect, (value, _step, _saved) in found.items()}
    decimals = decimals_wanted(inputs, 2)
    output: dict[str, Any] = {"aspek": {aspect: half_up(value, decimals) for aspect, value in values.items()}}
    for _value, _step, saved in found.values():
        if saved is not None:
            output.setdefault("efisiensi_pct", half_up(saved, decimals))
    steps = [step for _value, step, _saved in found.values()]
    mean = activity_value(values)
    if mean is not None:
        total = sum(values.values(), Fraction(0))
        output |= {"penghitungan": half_up(total, decimals), "nilai_capaian": half_up(mean, decimals)}
        text = N_("The {count} aspects add to {total}; divided by {count} this gives {result}.")
        steps.append(Step(text, _ASPECTS, {"count": len(values), "total": total, "result": mean}))
    return Outcome(output, tuple(steps))


def _label(value: Fraction) -> tuple[str, Step, tuple[Step, ...]]:
    label = LABELS.label(value)
    step = Step(N_("The value {value} is called {label}."), _BANDS, {"value": value, "label": label})
    better = LABELS.better(value)
    if better is None:
        return label, step, ()
    text = N_("With {gap} more, the value would be called {label}.")
    return label, step, (Step(text, _BANDS, {"gap": better[0] - value, "label": better[1]}),)


def _sum_up(skp: Fraction, behavior: Fraction, source: Source, decimals: int) -> Outcome:
    value = achievement(skp, behavior)
    values = {"skp": skp, "behavior": behavior, "result": value}
    weighted = Step(N_("60 % x {skp} + 40 % x {behavior} = {result}."), source, values)
    label, step, changes = _label(value)
    return Outcome({"nilai_prestasi": half_up(value, decimals), "sebutan": label}, (weighted, step), changes)


def _achievement(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    skp, behavior = inputs.number("nilai_skp", least=0), inputs.number("nilai_perilaku", least=0, most=100)
    return _sum_up(skp, behavior, _LAW, decimals_wanted(inputs, 2))


def _study(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    skp = inputs.number("ipk_converted_to_skp", least=0)
    behavior = inputs.number("nilai_perilaku_perguruan_tinggi", least=0, most=100)
    return _sum_up(skp, behavior, _STUDY, decimals_wanted(inputs, 2))


def _called(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    label, step, changes = _label(inputs.number("nilai", least=0))
    return Outcome({"sebutan": label}, (step,), changes)


RULES = (
    Rule("PP46_CAPAIAN", N_("value of an activity from its aspects"), _ASPECTS, tuple(Aspect), _activity),
    Rule("PP46_PRESTASI", N_("60 % SKP and 40 % behavior"), _LAW, ("nilai_skp", "nilai_perilaku"), _achievement),
    Rule("PP46_SEBUTAN", N_("what a value is called"), _BANDS, ("nilai",), _called),
    Rule(
        "PP46_TUGAS_BELAJAR",
        N_("value of an employee on study assignment"),
        _STUDY,
        ("ipk_converted_to_skp", "nilai_perilaku_perguruan_tinggi"),
        _study,
    ),
)

TABLES = (
    Table(
        N_("What a value is called (a fraction between two bands belongs to the lower one)"),
        ("sebutan", "nilai"),
        LABELS.rows(),
    ),
)
