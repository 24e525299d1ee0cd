"""PP30_KEBERATAN: the last day of an objection and who decides it.

Belongs here: keys, refusals and steps. Does not: counting days.
"""

from typing import Any

from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.objection import Decider, last_day
from models.rules.refusals import ConflictingKeysError, MissingKeyError
from models.rules.rule import Rule
from models.rules.rule_refusals import WrongAuthorityError
from models.rules.settings import DayKind, RuleSettings

_OBJECTION = Source("PP 30/2019", "Ps 59", Certainty.CONFIRMED)
_CLOCKS = {
    DayKind.CALENDAR: N_("Received on {received}; {days} calendar days end on {limit}."),
    DayKind.WORKING: N_("Received on {received}; {days} working days end on {limit}."),
}


def _objection(inputs: Inputs, settings: RuleSettings) -> Outcome:
    output: dict[str, Any] = {}
    steps: list[Step] = []
    if inputs.has("diputus_oleh"):
        decider = inputs.word("diputus_oleh", Decider)
        if decider is not Decider.SUPERIOR:
            raise WrongAuthorityError(given=decider)
        output["berwenang"] = True
        steps.append(Step(N_("The rater's superior decides the objection, and the decision is final."), _OBJECTION))
    if not inputs.has("diterima"):
        if output:
            return Outcome(output, tuple(steps))
        raise MissingKeyError(key="diterima")
    received = inputs.day("diterima")
    limit = last_day(received, settings)
    output["batas"] = limit
    values = {"received": received, "days": settings.objection_days, "limit": limit}
    steps.append(Step(_CLOCKS[settings.objection_day_kind], _OBJECTION, values))
    if inputs.has("diajukan"):
        filed = inputs.day("diajukan")
        if filed < received:
            raise ConflictingKeysError(first="diajukan", second="diterima")
        output["tepat_waktu"] = filed <= limit
        text = N_("Filed on {filed}: in time.") if filed <= limit else N_("Filed on {filed}: too late.")
        steps.append(Step(text, _OBJECTION, {"filed": filed}))
    return Outcome(output, tuple(steps))


RULES = (
    Rule(
        "PP30_KEBERATAN",
        N_("last day of an objection and who decides it"),
        _OBJECTION,
        ("diterima", "diajukan", "diputus_oleh"),
        _objection,
        when_refused={WrongAuthorityError: {"must_be": Decider.SUPERIOR}},
    ),
)
