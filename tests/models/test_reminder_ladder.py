"""The ladder of reminders: whoever owes something, once a rung, on working days, at the hour of the period's zone."""

import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models import actors, deadlines, escalation, gates, owed, reminder_ladder, work_calendar
from models.database import rows, transaction
from models.period_file import ZONES
from models.vocabulary import Stage
from tests.calendars import set_calendar, set_deadline
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod, now

World = Callable[[Stage], SmallPeriod]
C, T = Stage.COLLECTION, Stage.TARGET_SETTING


def climb() -> int:
    with transaction() as session:
        return reminder_ladder.climb(session)


def told() -> list[dict[str, Any]]:
    with transaction() as session:
        return rows(
            session,
            "SELECT p.nip, n.content, split_part(n.key, ':', 6)::int AS rung FROM notice n "
            "JOIN person p ON p.id = n.person_id WHERE n.kind = 'deadline_near' ORDER BY n.id",
        )


@pytest.mark.parametrize(("ahead", "rung"), [(8, None), (7, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, None)])
def test_the_nearest_rung_is_told_once(fresh: World, ahead: int, rung: int | None) -> None:
    fresh(C)
    today = set_calendar(reminder_hour=0)
    set_deadline(C, today + timedelta(days=ahead))
    assert climb() == (4 if rung else 0)
    assert climb() == 0
    assert {each["rung"] for each in told()} == ({rung} if rung else set())


def test_only_who_owes_something_is_told_what(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar(reminder_hour=0)
    set_deadline(C, today + timedelta(days=3))
    period.report(MEMBER)
    assert climb() == 3
    assert {each["nip"] for each in told()} == set(PEOPLE) - {MEMBER}
    content = told()[0]["content"]
    assert (content["stage"], content["owed"][0]["what"]) == ("collection", "report")


def test_a_rater_is_told_of_the_requests_that_wait(fresh: World) -> None:
    period = fresh(T)
    period.submit_plan(HEAD)
    today = set_calendar(reminder_hour=0)
    set_deadline(T, today + timedelta(days=1))
    assert climb() == 4
    [rater] = [each for each in told() if each["nip"] is None]
    assert [each["what"] for each in rater["content"]["owed"]] == ["plan_request"]


@pytest.mark.parametrize("zone", ZONES)
def test_the_hour_is_that_of_the_periods_zone(fresh: World, zone: str) -> None:
    fresh(C)
    hour = now().astimezone(ZoneInfo(zone)).hour
    today = set_calendar(zone=zone, reminder_hour=min(hour + 1, 23))
    set_deadline(C, today + timedelta(days=7))
    assert climb() == (0 if hour < 23 else 4)
    set_calendar(zone=zone, reminder_hour=hour)
    assert climb() == (4 if hour < 23 else 0)


def test_a_rung_on_a_day_off_falls_on_the_working_day_before(fresh: World) -> None:
    fresh(C)
    today = set_calendar(reminder_hour=0)
    off = [today + timedelta(days=ahead) for ahead in (1, 2)]
    set_calendar(off, reminder_hour=0, reminders=[3])
    set_deadline(C, today + timedelta(days=5))
    assert climb() == 4
    set_calendar(off[1:], reminder_hour=0, reminders=[3])
    set_deadline(C, today + timedelta(days=6))
    assert climb() == 0


def test_periods_launched_before_rungs_were_data_have_the_usual_ones(fresh: World) -> None:
    fresh(C)
    today = set_calendar(reminder_hour=0)
    set_deadline(C, today + timedelta(days=7))
    assert climb() == 4
    set_calendar(reminder_hour=0, reminders=[6])
    set_deadline(C, today + timedelta(days=7, weeks=1))
    assert climb() == 0


def test_whoever_has_more_time_has_a_ladder_of_their_own(fresh: World) -> None:
    fresh(C)
    today = set_calendar(reminder_hour=0)
    set_deadline(C, today + timedelta(days=3))
    with transaction() as session:
        deadlines.extend(
            session, "2026", C, today + timedelta(days=7), by=actors.operator(), reason="Sakit", nip=OTHER_MEMBER
        )
    assert climb() == 4
    assert {each["nip"]: each["rung"] for each in told()} == {HEAD: 3, DIVISION_HEAD: 3, MEMBER: 3, OTHER_MEMBER: 7}


def test_a_moved_deadline_begins_a_new_ladder(fresh: World) -> None:
    fresh(C)
    today = set_calendar(reminder_hour=0)
    set_deadline(C, today + timedelta(days=1))
    assert climb() == 4
    set_deadline(C, today + timedelta(days=3))
    assert climb() == 4
    assert [each["rung"] for each in told()] == [1] * 4 + [3] * 4


@pytest.mark.parametrize("module", [gates, deadlines, reminder_ladder, escalation, owed, work_calendar])
def test_no_clock_but_the_databases_counts(module: ModuleType) -> None:
    source = inspect.getsource(module)
    assert not re.search(r"\.now\(|\.today\(|utcnow|time\.time|monotonic", source)
