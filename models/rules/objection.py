"""PP 30/2019 Pasal 59: objection within 14 days, decided by the rater's superior (SPEC §2.6 ✔).

Belongs here: the last day and who decides. Does not: the clock's start, which is a proven delivery.
"""

from datetime import date
from enum import StrEnum

from models.rules.calendar import days_after, working_days_after
from models.rules.settings import DEFAULTS, DayKind, RuleSettings


class Decider(StrEnum):
    """Who might decide an objection; only the rater's superior may."""

    SUPERIOR = "atasan_pejabat_penilai"
    RATER = "pejabat_penilai"


def last_day(received: date, settings: RuleSettings = DEFAULTS) -> date:
    """Last day on which an objection is in time (14 days ✔; that they are calendar days is △, KEBERATAN-01)."""
    if settings.objection_day_kind is DayKind.WORKING:
        return working_days_after(received, settings.objection_days, settings.holidays)
    return days_after(received, settings.objection_days)
