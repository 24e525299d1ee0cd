"""Working minutes of service cases: the database and plain Python agree on every span, holiday, zone and outage."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import work_calendar
from models.database import engine_for, one, rows, run, transaction
from models.period_file import ZONES
from models.rules.working_time import DEFAULT_HOURS, minutes_between
from tests.factories import SmallPeriod
from tests.facts import add_fact, unit_id

START = datetime(date.today().year, 3, 2)  # noqa: DTZ001, DTZ011
Span = tuple[datetime, datetime]


@pytest.fixture
def owner_session(db: str) -> Callable[[], AbstractContextManager[Session]]:
    """Opens a session of the owner, who may change a launched period for a test."""
    return lambda: transaction(engine_for(db, 2))


MOMENTS = st.datetimes(START - timedelta(days=3), START + timedelta(days=12))
SPANS = st.tuples(MOMENTS, MOMENTS)
OUTAGES = st.lists(st.tuples(SPANS, st.booleans()), max_size=6)
CASES = st.lists(st.tuples(SPANS, st.integers(0, 200)), min_size=1, max_size=12)
FREE = st.frozensets(st.dates(START.date(), START.date() + timedelta(days=12)), max_size=4)


def _in_force(session: Session, period: SmallPeriod, zone: str, holidays: Sequence[date]) -> None:
    """The period as if it had been launched with these (the owner may; a launched period never changes)."""
    definition = {"holidays": sorted(day.isoformat() for day in holidays), "settings": []}
    run(
        session,
        "UPDATE period SET timezone = %(zone)s, definition = definition || %(changed)s WHERE id = %(period)s",
        zone=zone,
        changed=Jsonb(definition),
        period=period.id,
    )


def _down(start: datetime, end: datetime, outages: Sequence[Span], holidays: frozenset[date]) -> int:
    """Minutes lost between start and end, each minute once, by cutting the outages into what they cover."""
    lost, covered = 0, start
    for begins, ends in sorted(outages):
        first, last = max(begins, covered), min(ends, end)
        if first < last:
            lost += minutes_between(first, last, DEFAULT_HOURS, holidays)
            covered = last
    return lost


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=CASES, outages=OUTAGES, holidays=FREE, zone=st.sampled_from(ZONES))
def test_sql_and_python_agree(
    owner_session: Callable[[], AbstractContextManager[Session]],
    period: SmallPeriod,
    cases: list[tuple[Span, int]],
    outages: list[tuple[Span, bool]],
    holidays: frozenset[date],
    zone: str,
) -> None:
    with owner_session() as session:
        _in_force(session, period, zone, sorted(holidays))
        local = partial(datetime.replace, tzinfo=ZoneInfo(zone))
        unit = unit_id(session)
        minute = partial(datetime.replace, second=0, microsecond=0)
        down = [
            (minute(min(span)), minute(max(span)), everywhere) for span, everywhere in outages if len(set(span)) > 1
        ]
        for place, ((one_end, other_end), (_first, _last, everywhere)) in enumerate(
            zip([sorted(span) for span, _everywhere in outages if len(set(span)) > 1], down, strict=True)
        ):
            values = {"starts_at": local(one_end), "ends_at": local(other_end), "reason": "x"}
            add_fact(session, period.id, "outage", f"o{place}", unit=None if everywhere else unit, **values)
        for place, ((start, end), pause) in enumerate(cases):
            values = {"case_number": f"{place}", "service": "KK", "pause_minutes": pause}
            times = {"received_at": local(start), "completed_at": local(end)}
            add_fact(session, period.id, "service_case", f"c{place}", unit=unit, **values, **times)
        work_calendar.derive_service_minutes(session, period.id)
        found = rows(session, "SELECT case_number::int AS place, working_minutes FROM service_case ORDER BY 1")
        for row, ((start, end), pause) in zip(found, cases, strict=True):
            gross = minutes_between(start, end, DEFAULT_HOURS, holidays)
            lost = _down(minute(start), minute(end), [each[:2] for each in down], holidays) if start < end else 0
            assert row["working_minutes"] == max(0, gross - lost - pause), (start, end, pause)
        session.rollback()


@pytest.mark.parametrize(
    ("start", "end", "zone", "minutes"),
    [
        (datetime(2026, 3, 2, 7, 30), datetime(2026, 3, 2, 16, 0), "Asia/Jayapura", 450),  # noqa: DTZ001
        (datetime(2026, 3, 6, 16, 0), datetime(2026, 3, 9, 8, 0), "Asia/Makassar", 60),  # noqa: DTZ001
    ],
)
def test_a_span_is_counted_in_the_regions_time(
    owner_session: Callable[[], AbstractContextManager[Session]],
    start: datetime,
    end: datetime,
    zone: str,
    minutes: int,
    period: SmallPeriod,
) -> None:
    with owner_session() as session:
        _in_force(session, period, zone, [])
        run(session, "UPDATE period SET starts = '2026-01-01', ends = '2026-12-31'")
        work_calendar.ensure(session, period.id)
        found = one(
            session,
            "SELECT working_minutes(%(period)s, %(start)s, %(end)s) AS minutes",
            period=period.id,
            start=start.replace(tzinfo=ZoneInfo(zone)),
            end=end.replace(tzinfo=ZoneInfo(zone)),
        )
        assert found == {"minutes": minutes}
        session.rollback()


def test_a_case_that_is_open_or_far_outside_has_no_minutes(session: Session, period: SmallPeriod) -> None:
    unit = unit_id(session)
    zone = ZoneInfo("Asia/Jakarta")
    far = START.replace(tzinfo=zone, year=START.year - 5)
    for number, received, completed in (
        ("open", START.replace(tzinfo=zone), None),
        ("far", far, START.replace(tzinfo=zone)),
    ):
        times = {"received_at": received, "completed_at": completed}
        add_fact(session, period.id, "service_case", number, unit=unit, case_number=number, service="KK", **times)
    assert work_calendar.derive_service_minutes(session, period.id) == 0
    assert rows(session, "SELECT DISTINCT working_minutes FROM service_case") == [{"working_minutes": None}]


def test_only_what_changed_is_derived_again(session: Session, period: SmallPeriod) -> None:
    unit = unit_id(session)
    opens = START.replace(hour=8, tzinfo=ZoneInfo("Asia/Jakarta"))
    while opens.weekday() > 3:  # Monday to Thursday
        opens += timedelta(days=1)
    for number in range(3):
        add_fact(
            session,
            period.id,
            "service_case",
            str(number),
            unit=unit,
            case_number=str(number),
            service="KK",
            received_at=opens + timedelta(hours=number),
            completed_at=opens + timedelta(hours=number, minutes=30),
        )
    assert work_calendar.derive_service_minutes(session, period.id, [unit]) == 3
    assert work_calendar.derive_service_minutes(session, period.id, [unit]) == 0
    add_fact(
        session,
        period.id,
        "outage",
        "late",
        unit=None,
        starts_at=opens + timedelta(hours=1),
        ends_at=opens + timedelta(hours=1, minutes=20),
        reason="SIAK",
    )
    assert work_calendar.derive_service_minutes(session, period.id, [unit + 1]) == 0
    assert work_calendar.derive_service_minutes(session, period.id, [unit]) == 1
    found = rows(session, "SELECT working_minutes FROM service_case ORDER BY case_number")
    assert [row["working_minutes"] for row in found] == [30, 10, 30]


def test_the_calendar_is_filled_once_even_by_two_at_once(period: SmallPeriod) -> None:
    def fill(_place: int) -> None:
        with transaction() as session:
            work_calendar.ensure(session, period.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, range(4)))
    with transaction() as session:
        found = one(
            session,
            "SELECT count(*) AS days, min(p.starts - day) AS before, max(day - p.ends) AS after, "
            "(SELECT minutes_before FROM work_day WHERE period_id = p.id ORDER BY day LIMIT 1) AS first "
            "FROM work_day d JOIN period p ON p.id = d.period_id GROUP BY p.id",
        )
    assert found
    assert (found["after"], found["first"]) == (366, 0)
    assert found["days"] == 366 + 366 + (366 if START.year % 4 == 0 else 365)


def test_shorter_hours_of_a_month_are_two_choices(
    owner_session: Callable[[], AbstractContextManager[Session]], period: SmallPeriod
) -> None:
    year = START.year
    short = {str(day): "08:00-12:00" for day in DEFAULT_HOURS}
    whole = {str(day): str(hours) for day, hours in DEFAULT_HOURS.items()}
    choices = [
        {"setting": "working_hours", "value": short, "applies_from": f"{year}-02-18", "decree": "SE Ramadan"},
        {"setting": "working_hours", "value": whole, "applies_from": f"{year}-03-19", "decree": "SE Ramadan"},
    ]
    with owner_session() as session:
        run(session, "UPDATE period SET definition = definition || %(c)s", c=Jsonb({"settings": choices}))
        work_calendar.ensure(session, period.id)
        found = rows(
            session,
            "SELECT cardinality(opens) AS spans FROM work_day WHERE day BETWEEN %(first)s AND %(last)s"
            " AND extract(isodow FROM day) < 6 GROUP BY 1",
            first=date(year, 2, 18),
            last=date(year, 3, 18),
        )
        assert found == [{"spans": 1}]
        session.rollback()
