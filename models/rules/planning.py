"""When a plan (SKP) must be fixed, who fixes a late one, who needs none (PermenPANRB 8/2021 p. 52 ✔, kept; SPEC §2.2).

Belongs here: the dates of January and the exempt. Does not: the deadlines of one period, which are data.
"""

from datetime import date
from enum import StrEnum

from models.rules.settings import DEFAULTS, RuleSettings

_JANUARY = 1


class PlanSetter(StrEnum):
    """Who fixes the plan."""

    TEAM = "TIM_PENGELOLA_KINERJA"
    RATER = "PEJABAT_PENILAI_KINERJA"


class Recipient(StrEnum):
    """Who is sent a plan that the performance team fixed ✔ (PLAN-03)."""

    EMPLOYEE = "pegawai"
    RATER = "pejabat_penilai"
    UNIT_HEAD = "pimpinan_unit_kerja"


class Standing(StrEnum):
    """Legal standing of an employee, as far as it decides whether a plan is needed."""

    ACTIVE = "AKTIF"
    CANDIDATE = "CPNS"
    STUDY_ASSIGNMENT = "TUGAS_BELAJAR"
    UNPAID_LEAVE = "CLTN"
    SUSPENDED = "DIBERHENTIKAN_SEMENTARA"
    RETIREMENT_PREPARATION = "MASA_PERSIAPAN_PENSIUN"
    STATE_OFFICIAL = "PEJABAT_NEGARA_ATAU_LNS"


#: No plan ✔. A candidate plans from the SPMT date on (◐), and on study assignment agrees expectations (✔ 6/2022).
EXEMPT = frozenset(
    {Standing.UNPAID_LEAVE, Standing.SUSPENDED, Standing.RETIREMENT_PREPARATION, Standing.STATE_OFFICIAL}
)


def plan_deadline(year: int, settings: RuleSettings = DEFAULTS) -> date:
    """Last day on which the plan of a year is fixed in time: 31 January ✔ (PLAN-01, PLAN-02)."""
    return date(year, _JANUARY, settings.plan_deadline_day)


def plan_setter(year: int, today: date, settings: RuleSettings = DEFAULTS) -> PlanSetter:
    """Who fixes a plan that was not submitted by `today`: the team once January's second week is over ✔ (PLAN-03)."""
    last = date(year, _JANUARY, settings.plan_team_after_day)
    return PlanSetter.TEAM if today > last else PlanSetter.RATER
