"""Working hours of a region, and the working minutes between two moments: what a service standard counts in.

Belongs here: hours, reading them, counting minutes. Does not: outages and pauses (the database), or which standard
applies. Sources: Perpres 21/2023 ○ (37.5 working hours a week); SPEC §4.5 (durations in working hours). Times count
by the minute they show: seconds are cut off, so that the minutes of two parts always add up to those of the whole.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

_MINUTES_OF_DAY = 24 * 60
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
#: The database adds up so many spans of a day without a loop (migration 0007).
MOST_SPANS = 4


class Weekday(StrEnum):
    """The days of the week, in the order of `date.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class DayHours:
    """When work begins and ends on a day, as minutes after midnight; a break lies between two spans."""

    spans: tuple[tuple[int, int], ...] = ()

    def until(self, minute: int) -> int:
        """Working minutes of the day before this minute after midnight."""
        return sum(max(0, min(minute, closes) - opens) for opens, closes in self.spans)

    def __str__(self) -> str:
        """The hours as a period file writes them: 07:30-12:00 13:00-16:00."""
        return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in self.spans)


#: Hours by weekday; a weekday that is not named is free.
WorkingHours = Mapping[Weekday, DayHours]
NO_WORK = DayHours()


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_hours(text: str) -> DayHours:
    """The hours in text such as “07:30-12:00 13:00-16:00”, in order and apart; empty text is a free day.

    Raises:
        ValueError: written otherwise, or the spans overlap, or there are more than four.
    """
    spans: list[tuple[int, int]] = []
    for part in text.replace(",", " ").split():
        found = _SPAN.fullmatch(part)
        if not found:
            raise ValueError(part)
        opens = int(found[1]) * 60 + int(found[2])
        closes = int(found[3]) * 60 + int(found[4]) if found[3] else _MINUTES_OF_DAY
        if opens >= closes or (spans and opens < spans[-1][1]):
            raise ValueError(part)
        spans.append((opens, closes))
    if len(spans) > MOST_SPANS:
        raise ValueError(text)
    return DayHours(tuple(spans))


#: △ 37.5 hours a week in five days (Perpres 21/2023 ○); how they lie in the day is the region's to say.
DEFAULT_HOURS: WorkingHours = MappingProxyType(
    dict.fromkeys(tuple(Weekday)[:4], day_hours("07:30-12:00 13:00-16:00"))
    | {Weekday.FRIDAY: day_hours("07:30-11:30 13:00-16:30")}
)


def hours_of(day: date, hours: WorkingHours, holidays: AbstractSet[date]) -> DayHours:
    """The hours of one day: none on holidays and on weekdays without hours."""
    return NO_WORK if day in holidays else hours.get(tuple(Weekday)[day.weekday()], NO_WORK)


def minutes_between(start: datetime, end: datetime, hours: WorkingHours, holidays: AbstractSet[date]) -> int:
    """Whole working minutes from `start` to `end`, both in the region's local time; 0 where `end` is not later."""
    if end <= start:
        return 0
    total, day = 0, start.date()
    while day <= end.date():
        today = hours_of(day, hours, holidays)
        first = _minute(start) if day == start.date() else 0
        last = _minute(end) if day == end.date() else _MINUTES_OF_DAY
        total += today.until(last) - today.until(first)
        day += timedelta(days=1)
    return total


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
