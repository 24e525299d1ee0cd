"""AKTIVITAS_DKI: activity minutes as one province counts them.

Belongs here: keys, refusals and steps. Does not: other regions' formulas, which come as packs with a decree.
"""

from fractions import Fraction

from models.language import N_
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, decimals_wanted
from models.rules.rule_refusals import TargetZeroError, UndecidedError
from models.rules.settings import Deduction, RuleSettings

_DKI = Source("Pergub DKI Jakarta 19/2020 jo 64/2020", "aktivitas", Certainty.SECONDARY)
_MINUTES_OF_DAY = 1440
_DAYS_OF_MONTH = 31


def _activity(inputs: Inputs, settings: RuleSettings) -> Outcome:
    days = inputs.integer("hari_kerja", most=_DAYS_OF_MONTH)
    effective = days * inputs.number("menit_per_hari", least=0, most=_MINUTES_OF_DAY)
    achieved, deducted = inputs.number("capaian_menit", least=0), inputs.number("pengurang_menit", least=0)
    if deducted:
        if settings.activity_deduction is Deduction.UNDECIDED:
            known = f"{Deduction.ACHIEVED}, {Deduction.EFFECTIVE}"
            raise UndecidedError(key="pengurang_menit", setting="activity_deduction", known=known)
        if settings.activity_deduction is Deduction.ACHIEVED:
            achieved = max(Fraction(0), achieved - deducted)
        else:
            effective = max(Fraction(0), effective - deducted)
    if not effective:
        raise TargetZeroError(key="waktu_efektif")
    share = min(achieved, effective) / effective * 100
    output = {"waktu_efektif": half_up(effective), "aktivitas_pct": half_up(share, decimals_wanted(inputs, 2))}
    text = N_("{achieved} minutes, at most {effective}, of {effective} effective minutes = {result} %.")
    return Outcome(output, (Step(text, _DKI, {"achieved": achieved, "effective": effective, "result": share}),))


RULES = (
    Rule(
        "AKTIVITAS_DKI",
        N_("activity minutes as a percentage of the effective minutes of a month"),
        _DKI,
        ("hari_kerja", "menit_per_hari", "capaian_menit", "pengurang_menit"),
        _activity,
    ),
)
