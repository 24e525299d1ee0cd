"""SKM_PERMENPANRB14_2017 and IKM_KEP25_2004: satisfaction of the public with a service unit.

Belongs here: keys, flags and steps. Does not: reading the answers (survey_answers.py) or the bands.
"""

from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.contract.survey_answers import Answers, read_answers, read_weights
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.refusals import ConflictingKeysError
from models.rules.rule import Rule, Table, decimals_wanted
from models.rules.settings import RuleSettings
from models.rules.survey import (
    BANDS_2004,
    BANDS_2017,
    INDEX_DECIMALS,
    PERFORMANCE,
    index,
    quality,
    weighted_total,
)

_LAW = Source("PermenPANRB 14/2017", "Lampiran", Certainty.CONFIRMED)
_OURS = Source("PermenPANRB 14/2017", "Lampiran", Certainty.INFERRED)
_OLD = Source("KEP/25/M.PAN/2/2004", "Lampiran", Certainty.CONFIRMED)
_MEAN_DECIMALS, _WEIGHTED_DECIMALS = 4, 2
_ANSWER_KEYS = ("responses", "sums", "nrr")


def _survey(inputs: Inputs, settings: RuleSettings) -> Outcome:
    if inputs.has("ikm"):
        for key in _ANSWER_KEYS:
            if inputs.has(key):
                raise ConflictingKeysError(first="ikm", second=key)
        return _lettered(inputs.number("ikm", least=0, most=100), inputs)
    answers = read_answers(inputs)
    weights = read_weights(inputs, len(answers.means))
    total = weighted_total(answers.means, weights)
    pairs = zip(answers.means, weights, strict=True)
    output: dict[str, Any] = {
        "nrr": [half_up(mean, _MEAN_DECIMALS) for mean in answers.means],
        "nrr_tertimbang": [half_up(mean * weight, _WEIGHTED_DECIMALS) for mean, weight in pairs],
        "nrr_total": half_up(total, _MEAN_DECIMALS),
    }
    values = {"elements": len(weights), "total": total, "result": index(total)}
    steps = (
        Step(N_("The means of {elements} elements, each times its weight, add to {total}."), _LAW, values),
        Step(N_("IKM = 25 x {total} = {result}."), _LAW, values),
    )
    lettered = _lettered(index(total), inputs)
    flags, flag_steps = _flags(answers, settings)
    output |= {**lettered.output, "n": answers.people, "flags": flags}
    return Outcome(output, (*steps, *lettered.steps, *flag_steps), lettered.changes)


def _lettered(value: Fraction, inputs: Inputs) -> Outcome:
    letter = quality(value)
    rounded = half_up(value, INDEX_DECIMALS)
    output = {
        "ikm": half_up(value, decimals_wanted(inputs, INDEX_DECIMALS)),
        "mutu": letter,
        "kinerja": PERFORMANCE[letter],
    }
    text = N_("Rounded half up to two decimals the index is {index}: quality {letter}, {performance}.")
    step = Step(text, _LAW, {"index": rounded, "letter": letter, "performance": PERFORMANCE[letter]})
    better = BANDS_2017.better(Fraction(rounded))
    if better is None:
        return Outcome(output, (step,))
    text = N_("With {gap} more, the quality would be {letter}.")
    gap = {"gap": better[0] - Fraction(rounded), "letter": better[1]}
    return Outcome(output, (step,), (Step(text, _LAW, gap),))


def _flags(answers: Answers, settings: RuleSettings) -> tuple[list[str], list[Step]]:
    flags, steps = [], []
    if answers.people is not None and answers.people < settings.smallest_sample:
        flags.append("SMALL_SAMPLE")
        text = N_("Only {n} answers (fewer than {least}): attribute the result to nobody.")
        steps.append(Step(text, _OURS, {"n": answers.people, "least": settings.smallest_sample}))
    if answers.blank_percent > settings.blank_percent:
        flags.append("MANY_BLANKS")
        text = N_("{percent} % of the answers are blank; blanks are left out of the means.")
        steps.append(Step(text, _OURS, {"percent": half_up(answers.blank_percent, 1)}))
    return flags, steps


def _old_index(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    value = inputs.number("ikm", least=0, most=100)
    letter = quality(value, of_2004=True)
    step = Step(N_("The index {index} of 2004 has the quality {letter}."), _OLD, {"index": value, "letter": letter})
    return Outcome({"mutu": letter}, (step,))


RULES = (
    Rule(
        "SKM_PERMENPANRB14_2017",
        N_("public satisfaction index of a service unit"),
        _LAW,
        (*_ANSWER_KEYS, "n", "weight", "weights", "ikm"),
        _survey,
    ),
)
OLD_RULES = (Rule("IKM_KEP25_2004", N_("quality letter of an index before 2017"), _OLD, ("ikm",), _old_index),)

TABLES = (
    Table(
        N_("Quality of an index rounded to two decimals"),
        ("mutu", "IKM", "kinerja"),
        tuple((*row, PERFORMANCE[letter]) for row, letter in zip(BANDS_2017.rows(), PERFORMANCE, strict=True)),
    ),
)
OLD_TABLES = (Table(N_("Quality of an index of 2004"), ("mutu", "IKM"), BANDS_2004.rows()),)
