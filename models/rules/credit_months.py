"""Which months of a year count for which level of a functional post (SPEC §3.3 ◐; the smallest unit is the month).

Belongs here: counting months, also after a promotion or an appointment in the year. Does not: credit points.
"""

from collections.abc import Mapping
from datetime import date

from models.rules.credit_points import MONTHS_OF_YEAR, Level


def months_by_level(year: int, history: Mapping[date, Level], until: date | None = None) -> dict[Level, int]:
    """Months of `year` per level: each month belongs to the level held on its first day.

    Args:
        year: calendar year of the conversion.
        history: level by the day on which it began; a month before the first such day counts for none.
        until: last day in the functional post, if the person left it.
    """
    months: dict[Level, int] = {}
    for month in range(1, MONTHS_OF_YEAR + 1):
        first = date(year, month, 1)
        begun = [day for day in history if day <= first]
        if begun and (until is None or first <= until):
            level = history[max(begun)]
            months[level] = months.get(level, 0) + 1
    return months
