"""Working minutes between two moments: by hand, and by counting every minute one by one."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.working_time import DEFAULT_HOURS, DayHours, Weekday, day_hours, hours_of, minutes_between

HOLIDAYS = frozenset({date(2026, 3, 19)})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02T07:30", "2026-03-02T16:00", 450),  # a Monday
        ("2026-03-06T07:30", "2026-03-06T16:30", 450),  # a Friday, with its long break
        ("2026-03-06T11:30", "2026-03-06T13:00", 0),
        ("2026-03-02T11:30", "2026-03-02T13:30", 60),
        ("2026-03-02T00:00", "2026-03-09T00:00", 2250),  # 37.5 hours a week
        ("2026-03-06T16:00", "2026-03-09T08:00", 60),  # over a weekend
        ("2026-03-18T15:00", "2026-03-20T08:00", 90),  # over a holiday
        ("2026-03-02T08:00:59", "2026-03-02T08:01:01", 1),
        ("2026-03-02T08:00", "2026-03-02T08:00", 0),
        ("2026-03-03T08:00", "2026-03-02T08:00", 0),
    ],
)
def test_published_hours_by_hand(start: str, end: str, minutes: int) -> None:
    assert minutes_between(at(start), at(end), DEFAULT_HOURS, HOLIDAYS) == minutes


def test_the_default_week_has_the_hours_of_perpres_21_2023() -> None:
    assert sum(hours.until(1440) for hours in DEFAULT_HOURS.values()) == 37.5 * 60
    assert [str(DEFAULT_HOURS[day]) for day in (Weekday.MONDAY, Weekday.FRIDAY)] == [
        "07:30-12:00 13:00-16:00",
        "07:30-11:30 13:00-16:30",
    ]
    assert hours_of(date(2026, 3, 7), DEFAULT_HOURS, HOLIDAYS) == DayHours()


SPANS = st.lists(st.integers(0, 1440), max_size=8, unique=True).map(
    lambda marks: DayHours(tuple(zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)))
)
HOURS = st.dictionaries(st.sampled_from(Weekday), SPANS)
MOMENTS = st.datetimes(at("2026-01-01"), at("2026-01-09"))
FREE = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 1, 9)), max_size=3)


@settings(max_examples=40)
@given(MOMENTS, MOMENTS, HOURS, FREE)
def test_it_equals_counting_minute_by_minute(start, end, hours, holidays):
    minute, counted = start.replace(second=0, microsecond=0), 0
    while minute < end.replace(second=0, microsecond=0):
        of_day = minute.hour * 60 + minute.minute
        spans = hours_of(minute.date(), hours, holidays).spans
        counted += any(opens <= of_day < closes for opens, closes in spans)
        minute += timedelta(minutes=1)
    assert minutes_between(start, end, hours, holidays) == counted


@given(MOMENTS, MOMENTS, MOMENTS, HOURS, FREE)
def test_parts_add_up_to_the_whole(one, two, three, hours, holidays):
    first, middle, last = sorted((one, two, three))
    whole = minutes_between(first, last, hours, holidays)
    parts = minutes_between(first, middle, hours, holidays) + minutes_between(middle, last, hours, holidays)
    assert whole == parts


@given(SPANS)
def test_hours_are_read_as_they_are_written(hours):
    assert day_hours(str(hours)) == hours
