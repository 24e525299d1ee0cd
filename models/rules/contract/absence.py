"""PP94_2021_ABSENCE: an indication for the official who must examine, never a sanction.

Belongs here: keys, flags and steps. Does not: the bands.
"""

from fractions import Fraction
from typing import Any

from models.language import N_
from models.rules.absence import BANDS, CONSECUTIVE_LIMIT, SALARY_STOPS, absence
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.rule import Rule, Table
from models.rules.settings import RuleSettings

_LAW = Source("PP 94/2021", "ketidakhadiran", Certainty.CONFIRMED)
_DAYS, _CONSECUTIVE = "hari_tanpa_alasan_kumulatif_setahun", "terus_menerus"
_DAYS_OF_YEAR = 366


def _absence(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    days = inputs.integer(_DAYS, most=_DAYS_OF_YEAR)
    # With fewer days in the whole year than the limit, days in a row cannot decide and may be left out.
    needed = days >= CONSECUTIVE_LIMIT or inputs.has(_CONSECUTIVE)
    consecutive = inputs.integer(_CONSECUTIVE, most=_DAYS_OF_YEAR) if needed else 0
    found = absence(days, consecutive)
    output: dict[str, Any] = {"indikasi_hukuman": found.indication}
    values = {"days": days, "consecutive": consecutive, "indication": found.indication}
    steps = [Step(N_("{days} days in the year, {consecutive} of them in a row: {indication}."), _LAW, values)]
    if found.salary_stops:
        output["gaji_dihentikan"] = SALARY_STOPS
        text = N_("With {limit} days in a row the salary stops from the next month.")
        steps.append(Step(text, _LAW, {"limit": CONSECUTIVE_LIMIT}))
    if consecutive > days:
        output["flags"] = ["CONSECUTIVE_EXCEEDS_TOTAL"]
        steps.append(Step(N_("More days in a row than in the whole year: check the attendance data."), _LAW))
    steps.append(Step(N_("This is an indication only: a sanction needs an examination and a decree."), _LAW))
    return Outcome(output, tuple(steps), () if found.salary_stops else _next(days))


def _next(days: int) -> tuple[Step, ...]:
    harsher = BANDS.better(Fraction(days))
    if harsher is None:
        return ()
    text = N_("With {gap} more days, the indication would be {indication}.")
    return (Step(text, _LAW, {"gap": harsher[0] - days, "indication": harsher[1]}),)


RULES = (Rule("PP94_2021_ABSENCE", N_("what unexcused absence indicates"), _LAW, (_DAYS, _CONSECUTIVE), _absence),)

TABLES = (
    Table(
        N_("Working days without valid reason in a year; 10 in a row always indicate PDH_TAPS"),
        ("indikasi", "hari"),
        BANDS.rows(),
    ),
)
