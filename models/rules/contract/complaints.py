"""SP4N_SLA: days within which a complaint is answered.

Belongs here: keys, steps and the table. Does not: the limits.
"""

from models.language import N_
from models.rules.complaints import LIMIT_DAYS, ComplaintKind
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, Table
from models.rules.settings import RuleSettings

_LAPOR = Source("SP4N-LAPOR", "KemenPANRB 14-06-2018", Certainty.CONFIRMED)


def _limit(inputs: Inputs, settings: RuleSettings) -> Outcome:
    kind = inputs.word("jenis", ComplaintKind)
    days = settings.complaint_days.get(kind, LIMIT_DAYS[kind])
    step = Step(N_("{kind}: to be answered within {days} days."), _LAPOR, {"kind": kind, "days": days})
    return Outcome({"batas_hari": days}, (step,))


RULES = (
    Rule(
        "SP4N_SLA",
        N_("days within which a complaint is answered"),
        _LAPOR,
        ("jenis",),
        _limit,
    ),
)

TABLES = (
    Table(N_("Days within which to answer"), ("jenis", "hari"), tuple((k, str(d)) for k, d in LIMIT_DAYS.items())),
)
