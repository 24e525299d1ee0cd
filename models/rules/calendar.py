"""Days of statutory deadlines: calendar days or working days.

Belongs here: counting days. Does not: which deadline runs, or from when.
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Whether the day is neither Saturday nor Sunday nor a holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def days_after(start: date, days: int) -> date:
    """The last day of a deadline of so many calendar days; the day of receipt itself does not count."""
    return start + days * _ONE_DAY


def working_days_after(start: date, days: int, holidays: AbstractSet[date]) -> date:
    """The last day of a deadline of so many working days; the day of receipt itself does not count."""
    day = start
    while days:
        day += _ONE_DAY
        days -= is_working_day(day, holidays)
    return day
