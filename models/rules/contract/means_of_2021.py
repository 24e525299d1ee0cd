"""PERMENPANRB8_PERIODIK and TRANSISI_2021: means of two values.

Belongs here: keys and steps. Does not: the values themselves.
"""

from fractions import Fraction

from models.language import N_
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.permenpanrb8 import (
    mean,
)
from models.rules.rule import Rule, decimals_wanted
from models.rules.settings import RuleSettings

_PERIODIC = Source("PermenPANRB 8/2021", "Lampiran", Certainty.CONFIRMED)
_HALVES = Source("SE MenPANRB 3/2021", "integrasi", Certainty.CONFIRMED)


def _mean(first: Fraction, second: Fraction, source: Source) -> tuple[Fraction, Step]:
    result = mean(first, second)
    values = {"first": first, "second": second, "result": result}
    return result, Step(N_("({first} + {second}) / 2 = {result}."), source, values)


def _periodic(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    plan = inputs.number("nilai_rencana_aksi_rata2", least=0)
    result, step = _mean(plan, inputs.number("nilai_kinerja_utama_rata2", least=0), _PERIODIC)
    return Outcome({"nilai_periodik_skp": half_up(result, decimals_wanted(inputs, 2))}, (step,))


def _halves(inputs: Inputs, settings: RuleSettings) -> Outcome:
    first = inputs.number("nilai_periode_1", least=0) * settings.first_half_factor
    result, step = _mean(first, inputs.number("nilai_periode_2", least=0), _HALVES)
    return Outcome({"nilai_integrasi": half_up(result, decimals_wanted(inputs, 2))}, (step,))


RULES = (
    Rule(
        "PERMENPANRB8_PERIODIK",
        N_("periodic SKP value from action plan and main results"),
        _PERIODIC,
        ("nilai_rencana_aksi_rata2", "nilai_kinerja_utama_rata2"),
        _periodic,
    ),
)

HALVES_OF_2021 = (
    Rule(
        "TRANSISI_2021",
        N_("result of 2021 from its two halves"),
        _HALVES,
        ("nilai_periode_1", "nilai_periode_2"),
        _halves,
    ),
)
