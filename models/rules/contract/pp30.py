"""PP30_PASAL41: the weighted value of SKP and behavior, and its predicate.

Belongs here: keys, refusals and steps. Does not: weights and bands.
"""

import re
from fractions import Fraction

from models.language import N_
from models.rules.bands import Bands
from models.rules.exact import half_up, plain
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.pp30 import HIGHEST, IDEA_FROM, Predicate30, Weighting, predicates, weighted
from models.rules.rule import Alternative, Rule, Table, decimals_wanted
from models.rules.rule_refusals import WeightsError
from models.rules.settings import DEFAULTS, RuleSettings

_LAW = Source("PP 30/2019", "Ps 41", Certainty.CONFIRMED)
_RECALLED = Source("PP 30/2019", "Ps 41", Certainty.RECALLED)
_PAIR = re.compile("([0-9]{1,3})/([0-9]{1,3})")


def _weighting(inputs: Inputs) -> Weighting:
    pair = _PAIR.fullmatch(inputs.text("bobot"))
    if pair and int(pair[1]) + int(pair[2]) != 100:  # noqa: PLR2004 - percent
        raise WeightsError(key="bobot", total=plain(Fraction(int(pair[1]) + int(pair[2]), 100)))
    return inputs.word("bobot", Weighting)


def _value(inputs: Inputs, settings: RuleSettings) -> Outcome:
    skp, behavior = inputs.number("nilai_skp", least=0), inputs.number("nilai_perilaku", least=0)
    weighting = _weighting(inputs)
    value = weighted(skp, behavior, weighting)
    steps = [
        Step(N_("“{key}” is {given}; no value exceeds 120."), _LAW, {"key": key, "given": given})
        for key, given in (("nilai_skp", skp), ("nilai_perilaku", behavior))
        if given > HIGHEST
    ]
    values = {"weights": weighting, "skp": min(skp, HIGHEST), "behavior": min(behavior, HIGHEST), "result": value}
    steps.append(Step(N_("{skp} and {behavior}, weighted {weights}, give {result}."), _LAW, values))
    predicate, reason, changes = _predicate(value, inputs, settings)
    output = {"nilai_kinerja": half_up(value, decimals_wanted(inputs, 2)), "predikat": predicate}
    return Outcome(output, (*steps, reason), changes)


def _predicate(value: Fraction, inputs: Inputs, settings: RuleSettings) -> tuple[Predicate30, Step, tuple[Step, ...]]:
    bands = predicates(settings.pp30_poor_from)
    if value >= IDEA_FROM:  # only here does a new idea matter, so only here is it asked for
        if inputs.flag("ide_baru"):
            text = N_("{value} is at least 110 and there was a new idea useful to the organization or the state.")
            return Predicate30.VERY_GOOD, Step(text, _LAW, {"value": value}), ()
        text = N_("{value} is at least 110, but without a new idea the predicate stays {predicate}.")
        return Predicate30.GOOD, Step(text, _LAW, {"value": value, "predicate": Predicate30.GOOD}), ()
    found = bands.label(value)
    poor = found in {Predicate30.POOR, Predicate30.VERY_POOR}
    values = {"value": value, "predicate": found}
    step = Step(N_("The value {value} has the predicate {predicate}."), _RECALLED if poor else _LAW, values)
    return found, step, _gap(value, bands)


def _gap(value: Fraction, bands: Bands[Predicate30]) -> tuple[Step, ...]:
    lower, label = bands.better(value) or (IDEA_FROM, Predicate30.VERY_GOOD)
    text = N_("With {gap} more, the predicate could be {predicate}.")
    return (Step(text, _LAW, {"gap": lower - value, "predicate": label}),)


_OTHERS = {
    "ide_baru": Alternative((True,), N_("With a new useful idea, the predicate would be {result}.")),
    "bobot": Alternative(
        tuple(Weighting), N_("With the weights {alternative} instead of {given}, the predicate would be {result}.")
    ),
}

RULES = (
    Rule(
        "PP30_PASAL41",
        N_("weighted value of SKP and behavior, and its predicate"),
        _LAW,
        ("nilai_skp", "nilai_perilaku", "bobot", "ide_baru"),
        _value,
        "predikat",
        _OTHERS,
    ),
)

TABLES = (
    Table(
        N_("Predicate of a value; 110 and more with a new idea is SANGAT_BAIK"),
        ("predikat", "nilai"),
        predicates(DEFAULTS.pp30_poor_from).rows(),
    ),
)
