"""PERMENPANRB8_TAMBAHAN, _TAMBAHAN_CAP and _SKP_JPT: additional tasks and the sum of a senior executive.

Belongs here: keys and steps. Does not: the aggregation for JA/JF, which no reliable source settles.
"""

from fractions import Fraction

from models.language import N_
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.permenpanrb8 import (
    ADDITIONAL_PERCENT,
    MOST_ADDITIONAL,
    additional_task,
    additional_total,
    executive_total,
)
from models.rules.pp30 import Predicate30
from models.rules.rule import Alternative, Rule, decimals_wanted
from models.rules.settings import RuleSettings

_SUMS = Source("PermenPANRB 8/2021", "Lampiran p. 95", Certainty.CONFIRMED)
_CAPPED = N_("Together {total}; additional tasks add at most 10, so {result} counts.")


def _task(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    rank = inputs.word("kategori", Predicate30)
    weight, points = inputs.number("bobot_lingkup_penugasan", least=0), inputs.number("nilai", least=0, most=120)
    result = additional_task(rank, weight, points)
    values = {"percent": ADDITIONAL_PERCENT[rank], "weight": weight, "points": points, "result": result}
    step = Step(N_("{percent} % x scope weight {weight} x {points} / 100 = {result}."), _SUMS, values)
    return Outcome({"nilai_tertimbang": half_up(result, decimals_wanted(inputs, 2))}, (step,))


def _tasks(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    tasks = inputs.numbers("nilai_tertimbang_tambahan", least=0)
    result = additional_total(tasks)
    step = Step(_CAPPED, _SUMS, {"total": sum(tasks, Fraction(0)), "result": result})
    return Outcome({"total": half_up(result, decimals_wanted(inputs, 2))}, (step,))


def _executive(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    main = inputs.numbers("nilai_tertimbang_kinerja_utama", least=0)
    additional = inputs.number("nilai_tertimbang_kinerja_tambahan", least=0)
    counted, result = min(additional, MOST_ADDITIONAL), executive_total(main, additional)
    values = {"main": sum(main, Fraction(0)), "additional": counted, "result": result}
    steps = (
        Step(_CAPPED, _SUMS, {"total": additional, "result": counted}),
        Step(N_("Main results {main} + additional tasks {additional} = {result}."), _SUMS, values),
    )
    return Outcome({"nilai_skp": half_up(result, decimals_wanted(inputs, 2))}, steps)


_OTHER_CATEGORY = Alternative(
    tuple(Predicate30), N_("With the category {alternative} instead of {given}, this would be {result}.")
)

RULES = (
    Rule(
        "PERMENPANRB8_SKP_JPT",
        N_("SKP value of a senior executive"),
        _SUMS,
        ("nilai_tertimbang_kinerja_utama", "nilai_tertimbang_kinerja_tambahan"),
        _executive,
    ),
    Rule(
        "PERMENPANRB8_TAMBAHAN_CAP",
        N_("all additional tasks together"),
        _SUMS,
        ("nilai_tertimbang_tambahan",),
        _tasks,
    ),
    Rule(
        "PERMENPANRB8_TAMBAHAN",
        N_("weighted value of one additional task"),
        _SUMS,
        ("kategori", "bobot_lingkup_penugasan", "nilai"),
        _task,
        "nilai_tertimbang",
        {"kategori": _OTHER_CATEGORY},
    ),
)
