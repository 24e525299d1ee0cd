"""SKP_PENETAPAN: when a plan is fixed, by whom if it is late, and who needs none.

Belongs here: keys and steps. Does not: the dates and the exempt.
"""

from typing import Any

from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.planning import EXEMPT, PlanSetter, Recipient, Standing, plan_deadline, plan_setter
from models.rules.refusals import MissingKeyError
from models.rules.rule import Rule
from models.rules.settings import RuleSettings

_LAW = Source("PermenPANRB 8/2021", "Lampiran p. 52", Certainty.CONFIRMED)
_OURS = Source("PermenPANRB 8/2021", "Lampiran p. 52", Certainty.INFERRED)
_FIRST_YEAR, _LAST_YEAR = 2000, 9000


def _year(inputs: Inputs) -> int:
    return inputs.integer("tahun", least=_FIRST_YEAR, most=_LAST_YEAR)


def _in_time(inputs: Inputs, settings: RuleSettings) -> Outcome:
    fixed, limit = inputs.day("tanggal_penetapan"), plan_deadline(_year(inputs), settings)
    text = N_("Fixed on {fixed}, due by {limit}.")
    step = Step(text, _LAW, {"fixed": fixed, "limit": limit})
    return Outcome({"tepat_waktu": fixed <= limit, "batas": limit}, (step,))


def _late(inputs: Inputs, settings: RuleSettings) -> Outcome:
    if inputs.flag("skp_diajukan"):
        step = Step(N_("A submitted plan is fixed by the rater."), _LAW)
        return Outcome({"ditetapkan_oleh": PlanSetter.RATER}, (step,))
    today = inputs.day("tanggal")
    setter = plan_setter(_year(inputs), today, settings)
    values = {"today": today, "day": settings.plan_team_after_day}
    if setter is PlanSetter.RATER:
        text = N_("On {today} the second week of January (to day {day}) is not over: the plan can still be submitted.")
        return Outcome({"ditetapkan_oleh": setter}, (Step(text, _OURS, values),))
    text = N_("No plan by the end of January's second week (day {day}): on {today} the performance team sets it.")
    return Outcome({"ditetapkan_oleh": setter, "disampaikan_ke": list(Recipient)}, (Step(text, _LAW, values),))


def _transferred(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    moved = inputs.flag("mutasi_setelah_penetapan")
    step = Step(N_("After a transfer the old plan is closed and the new post needs a new one."), _LAW)
    return Outcome({"skp_baru_pada_jabatan_baru": moved}, (step,))


def _needed(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    standing = inputs.word("status_pegawai", Standing)
    needed = standing not in EXEMPT
    text = N_("{standing}: a plan is needed.") if needed else N_("{standing}: no plan is needed.")
    return Outcome({"wajib_skp": needed}, (Step(text, _LAW, {"standing": standing}),))


_PARTS = {
    "tanggal_penetapan": _in_time,
    "skp_diajukan": _late,
    "mutasi_setelah_penetapan": _transferred,
    "status_pegawai": _needed,
}


def _planning(inputs: Inputs, settings: RuleSettings) -> Outcome:
    parts = [answer(inputs, settings) for key, answer in _PARTS.items() if inputs.has(key)]
    if not parts:
        raise MissingKeyError(key="tanggal_penetapan")
    output: dict[str, Any] = {}
    for part in parts:
        output |= part.output
    return Outcome(output, tuple(step for part in parts for step in part.steps))


RULES = (
    Rule(
        "SKP_PENETAPAN",
        N_("deadline of a plan, who sets a late one, who needs none"),
        _LAW,
        ("tahun", "tanggal", *_PARTS),
        _planning,
    ),
)
