"""Figures of a unit against small cases worked out by hand, and against the published cases of the survey."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import budget_figures, service_figures, work_calendar
from models.database import run
from models.rules import survey
from models.rules.complaints import ComplaintKind
from models.rules.exact import half_up
from models.rules.settings import DEFAULTS, RuleSettings
from models.tables.facts import ELEMENTS
from tests.factories import SmallPeriod
from tests.facts import add_fact, unit_id

ZONE = ZoneInfo("Asia/Jakarta")
YEAR = date.today().year  # noqa: DTZ011
#: A Monday at 08:00.
MORNING = datetime(YEAR, 3, 7 - date(YEAR, 2, 28).weekday(), 8, tzinfo=ZONE)
Add = Callable[..., int]
#: What tells cases and tickets apart.
NUMBERS = iter(range(10**6))


@pytest.fixture
def add(session: Session, period: SmallPeriod) -> Add:
    """Adds a fact of the agency, with a key of its own."""
    place, count = unit_id(session), iter(range(10**6))

    def adding(table: str, unit: int | None = place, **values: Any) -> int:
        return add_fact(session, period.id, table, f"{table}:{next(count)}", unit=unit, **values)

    return adding


def case(add: Add, minutes: int | None, service: str = "KK", received: datetime = MORNING, **values: Any) -> None:
    """A case of so many working minutes that begins at 08:00; none: it is open."""
    completed = None if minutes is None else received + timedelta(minutes=minutes)
    add(
        "service_case",
        case_number=str(next(NUMBERS)),
        service=service,
        received_at=received,
        completed_at=completed,
        **values,
    )


def test_median_p90_and_share_are_those_of_nearest_rank(session: Session, period: SmallPeriod, add: Add) -> None:
    for minutes in (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, None):
        case(add, minutes)
    case(add, -5)  # finished before it was received: in no figure
    add("service_standard", service="KK", limit_minutes=60, valid_from=date(YEAR, 1, 1), decree="SK 1")
    work_calendar.derive_service_minutes(session, period.id)
    assert service_figures.services(session, period.id, unit_id(session)) == [
        {
            "service": "KK",
            "n": 10,
            "open": 1,
            "unclear": 1,
            "median_minutes": 50,
            "p90_minutes": 90,
            "with_standard": 10,
            "within": 6,
            "percent": "60.0",
            "limit_minutes": 60,
            "decree": "SK 1",
        }
    ]


def test_the_standard_in_force_at_receipt_counts(session: Session, period: SmallPeriod, add: Add) -> None:
    add("service_standard", service="KK", limit_minutes=30, valid_from=MORNING.date(), decree="SK 1")
    add(
        "service_standard", service="KK", limit_minutes=10, valid_from=MORNING.date() + timedelta(days=1), decree="SK 2"
    )
    add("service_standard", unit=None, service="KIA", limit_minutes=10, valid_from=date(YEAR, 1, 1), decree="of nobody")
    case(add, 20)
    case(add, 20, received=MORNING + timedelta(days=1))
    case(add, 20, received=MORNING - timedelta(days=3))  # before any standard
    case(add, 20, "KIA")
    work_calendar.derive_service_minutes(session, period.id)
    identity, family = service_figures.services(session, period.id, unit_id(session))
    assert (identity["service"], identity["with_standard"], identity["percent"]) == ("KIA", 0, None)
    assert (family["n"], family["with_standard"], family["within"], family["percent"]) == (3, 2, 1, "50.0")
    assert (family["limit_minutes"], family["decree"]) == (10, "SK 2")


def test_superseded_rows_and_other_units_are_left_out(session: Session, period: SmallPeriod, add: Add) -> None:
    case(add, 20)
    run(session, "UPDATE service_case SET superseded_at = now()")
    assert service_figures.services(session, period.id, unit_id(session)) == []
    case(add, 20)
    assert service_figures.services(session, period.id, unit_id(session) + 1) == []


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 8, "12.5"), (1, 16, "6.3"), (2, 3, "66.7"), (0, 9, "0.0"), (0, 0, None)]
)
def test_a_share_has_one_decimal_half_up(part: int, whole: int, share: str | None) -> None:
    assert service_figures.percent(part, whole) == share


def answers(add: Add, sums: list[int], n: int, service: str = "KK") -> None:
    """`n` answers whose elements add up to `sums`, none further apart than one."""
    for place in range(n):
        values = {u: total // n + (place < total % n) for u, total in zip(ELEMENTS, sums, strict=True)}
        add("survey_answer", service=service, respondent=str(place), answered_at=MORNING, **values)


def test_the_published_survey_cases(session: Session, period: SmallPeriod, add: Add) -> None:
    answers(add, [80] * 9, 20, "SKM-01")
    answers(add, [65, 62, 61, 72, 64, 66, 68, 59, 63], 20, "SKM-05")
    first, second, whole = service_figures.surveys(session, period.id, unit_id(session), DEFAULTS)
    assert (first["index"], first["quality"], first["performance"]) == ("100.00", "A", "Sangat Baik")
    assert (second["index"], second["quality"], second["performance"]) == ("80.56", "B", "Baik")
    assert [each["mean"] for each in second["elements"]] == [
        "3.2500", "3.1000", "3.0500", "3.6000", "3.2000", "3.3000", "3.4000", "2.9500", "3.1500",
    ]  # fmt: skip
    assert (whole["service"], whole["n"], whole["attributable"]) == (None, 40, True)
    assert not first["attributable"]


def test_fewer_than_five_respondents_are_only_counted(session: Session, period: SmallPeriod, add: Add) -> None:
    answers(add, [4] * 9, 4)
    assert service_figures.surveys(session, period.id, unit_id(session), DEFAULTS) == [
        {"service": "KK", "n": 4, "smallest_sample": 30, "suppressed": True, "attributable": False}
    ]


@pytest.mark.parametrize(("few", "whole_is_told"), [([4], False), ([1, 1], False), ([4, 1], True), ([], True)])
def test_the_whole_does_not_give_the_few_away(
    session: Session,
    period: SmallPeriod,
    add: Add,
    few: list[int],
    whole_is_told: bool,  # noqa: FBT001
) -> None:
    for place, n in enumerate([10, 10, *few]):
        answers(add, [3 * n] * 9, n, f"S{place}")
    *_services, whole = service_figures.surveys(session, period.id, unit_id(session), DEFAULTS)
    assert (whole["service"], whole["n"], not whole["suppressed"]) == (None, 20 + sum(few), whole_is_told)


def test_blanks_are_left_out_and_flagged(session: Session, period: SmallPeriod, add: Add) -> None:
    for place in range(10):
        values = dict.fromkeys(ELEMENTS, 3) | ({"u1": None} if place < 5 else {}) | ({"u2": 7} if place == 9 else {})
        add("survey_answer", service="KK", respondent=str(place), answered_at=MORNING, **values)
    [found] = service_figures.surveys(session, period.id, unit_id(session), DEFAULTS)
    assert [(each["n"], each["mean"]) for each in found["elements"]][:3] == [
        (5, "3.0000"),
        (9, "3.0000"),
        (10, "3.0000"),
    ]
    assert (found["index"], found["blank_percent"], found["many_blanks"], found["out_of_range"]) == (
        "75.00",
        "5.6",
        True,
        1,
    )
    [found] = service_figures.surveys(session, period.id, unit_id(session), RuleSettings(blank_percent=6))
    assert not found["many_blanks"]


def test_an_element_that_nobody_answered_leaves_no_index(session: Session, period: SmallPeriod, add: Add) -> None:
    for place in range(5):
        add("survey_answer", service="KK", respondent=str(place), answered_at=MORNING, **dict.fromkeys(ELEMENTS[1:], 3))
    [found] = service_figures.surveys(session, period.id, unit_id(session), DEFAULTS)
    assert (found["index"], found["quality"], found["elements"][0]["mean"]) == (None, None, None)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.none() | st.integers(1, 4), min_size=9, max_size=9), min_size=5, max_size=25))
def test_the_index_equals_the_rule_over_every_answer(
    session: Session, period: SmallPeriod, add: Add, given_answers: list[list[int | None]]
) -> None:
    with session.begin_nested() as savepoint:
        for place, values in enumerate(given_answers):
            columns = dict(zip(ELEMENTS, values, strict=True))
            add("survey_answer", service="KK", respondent=str(place), answered_at=MORNING, **columns)
        [found] = service_figures.surveys(session, period.id, unit_id(session), DEFAULTS)
        savepoint.rollback()
    columns_of = [[answer for answer in column if answer is not None] for column in zip(*given_answers, strict=True)]
    if not all(columns_of):
        assert found["index"] is None
        return
    means = [Fraction(sum(column), len(column)) for column in columns_of]
    value = survey.index(sum(means, Fraction(0)) / 9)
    assert (found["index"], found["quality"]) == (f"{half_up(value, 2)}", survey.quality(value))


def complaint(add: Add, kind: ComplaintKind, finished: int | None, responded: int | None = None, **values: Any) -> None:
    received = MORNING.date()
    add(
        "complaint",
        **{
            "ticket": f"T{next(NUMBERS)}",
            "kind": str(kind),
            "received_on": received,
            "finished_on": None if finished is None else received + timedelta(days=finished),
            "first_response_on": None if responded is None else received + timedelta(days=responded),
            "status": "processed" if finished is None else "finished",
        }
        | values,
    )


def test_complaints_by_kind_against_their_limits(session: Session, period: SmallPeriod, add: Add) -> None:
    complaint(add, ComplaintKind.INFORMATION, 5, responded=3, satisfied=True)
    complaint(add, ComplaintKind.INFORMATION, 6, responded=4, satisfied=False)
    complaint(add, ComplaintKind.INFORMATION, None)
    complaint(add, ComplaintKind.WITH_FIELD_CHECK, 60, satisfied=True)
    found = service_figures.complaints(session, period.id, unit_id(session), DEFAULTS)
    assert found
    assert found["kinds"] == [
        {"kind": "PERMINTAAN_INFORMASI", "limit_days": 5, "n": 3, "finished": 2, "within": 1, "open": 1,
         "oldest_open": MORNING.date().isoformat(), "percent": "50.0"},
        {"kind": "PENGADUAN_DENGAN_PEMERIKSAAN_LAPANGAN", "limit_days": 60, "n": 1, "finished": 1, "within": 1,
         "open": 0, "oldest_open": None, "percent": "100.0"},
    ]  # fmt: skip
    assert found["first_response"] == {"limit_days": 3, "answered": 2, "within": 1, "percent": "50.0"}
    assert found["satisfaction"] == {"n": 3, "satisfied": None, "percent": None}
    for _place in range(2):
        complaint(add, ComplaintKind.WITH_FIELD_CHECK, 1, satisfied=True)
    own = RuleSettings(complaint_days={ComplaintKind.INFORMATION: 6})
    found = service_figures.complaints(session, period.id, unit_id(session), own)
    assert found
    assert found["satisfaction"] == {"n": 5, "satisfied": 4, "percent": "80.0"}
    assert found["kinds"][0]["within"] == 2


def test_an_unverified_complaint_about_a_person_appears_nowhere(
    session: Session, period: SmallPeriod, add: Add
) -> None:
    about = next(iter(period.segments.values()))
    complaint(add, ComplaintKind.INFORMATION, 2, segment=about)
    assert service_figures.complaints(session, period.id, unit_id(session), DEFAULTS) is None
    complaint(add, ComplaintKind.INFORMATION, 2, segment=about, verified=True)
    found = service_figures.complaints(session, period.id, unit_id(session), DEFAULTS)
    assert found
    assert found["n"] == 1


def line(add: Add, code: str, month: int, ceiling: int, realized: str, **values: Any) -> None:
    names = {"program": "Kependudukan", "activity": "Layanan", "sub_activity": code}
    add("budget_line", **names, code=code, month=date(YEAR, month, 1), ceiling=ceiling, realized=realized, **values)


def test_the_budget_takes_the_newest_month_and_the_ceiling_in_force(
    session: Session, period: SmallPeriod, add: Add
) -> None:
    revised = {"revised_ceiling": 400, "revised_from": date(YEAR, 3, 31)}
    line(add, "1", 2, 200, "100", physical_percent=90)
    line(add, "1", 3, 200, "100.50", physical_percent=25, **revised)
    line(add, "2", 2, 100, "100", physical_percent=75, revised_ceiling=1, revised_from=date(YEAR, 3, 1))
    assert budget_figures.programs(session, period.id, unit_id(session)) == [
        {
            "program": "Kependudukan",
            "lines": 2,
            "through": f"{YEAR}-03",
            "ceiling": "500",
            "realized": "200.5",
            "percent": "40.1",
            "physical_percent": "35.0",
            "deviation": "-5.1",
        }
    ]


def test_without_a_ceiling_nothing_is_divided(session: Session, period: SmallPeriod, add: Add) -> None:
    line(add, "1", 2, 0, "100", physical_percent=90)
    [found] = budget_figures.programs(session, period.id, unit_id(session))
    assert (found["ceiling"], found["percent"], found["physical_percent"], found["deviation"]) == (
        "0",
        None,
        None,
        None,
    )
