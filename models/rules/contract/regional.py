"""SP4N_SLA and AKTIVITAS_DKI: limits for complaints, and activity minutes as one province counts them.

Belongs here: keys and steps. Does not: other regions' formulas, which come as packs of their own with a decree.
"""

from fractions import Fraction

from models.language import N_
from models.rules.complaints import LIMIT_DAYS, ComplaintKind
from models.rules.exact import half_up
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.refusals import TargetZeroError, UndecidedError
from models.rules.rule import Rule, Table, decimals_wanted
from models.rules.settings import Deduction, RuleSettings

_LAPOR = Source("SP4N-LAPOR", "KemenPANRB 14-06-2018", Certainty.CONFIRMED)
_DKI = Source("Pergub DKI Jakarta 19/2020 jo 64/2020", "aktivitas", Certainty.SECONDARY)
_MINUTES_OF_DAY = 1440
_DAYS_OF_MONTH = 31


def _limit(inputs: Inputs, settings: RuleSettings) -> Outcome:
    kind = inputs.word("jenis", ComplaintKind)
    days = settings.complaint_days.get(kind, LIMIT_DAYS[kind])
    step = Step(N_("{kind}: to be answered within {days} days."), _LAPOR, {"kind": kind, "days": days})
    return Outcome({"batas_hari": days}, (step,))


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


COMPLAINT_RULES = (
    Rule(
        "SP4N_SLA",
        N_("days within which a complaint is answered"),
        _LAPOR,
        ("jenis",),
        _limit,
    ),
)
COMPLAINT_TABLES = (
    Table(N_("Days within which to answer"), ("jenis", "hari"), tuple((k, str(d)) for k, d in LIMIT_DAYS.items())),
)
ACTIVITY_RULES = (
    Rule(
        "AKTIVITAS_DKI",
        N_("activity minutes as a percentage of the effective minutes of a month"),
        _DKI,
        ("hari_kerja", "menit_per_hari", "capaian_menit", "pengurang_menit"),
        _activity,
    ),
)
