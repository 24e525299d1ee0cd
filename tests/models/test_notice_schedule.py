"""When notices leave: by the database's clock, in the person's zone, on working days, never in quiet hours.

The clock is not turned; the period is moved to a zone in which it is the hour that the test wants.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from models import database, notice_schedule, preferences
from models.database import engine_for, one, rows, run, transaction
from models.preferences import Preferences
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, MEMBER, SmallPeriod, now
from tests.models.test_notice_mail import queued

Fresh = Callable[[Stage], SmallPeriod]


def as_owner(statement: str, **values: Any) -> None:
    pool = engine_for(database.database_url("owner"), 2)
    with transaction(pool) as session:
        run(session, statement, **values)  # type: ignore[arg-type]
    pool.dispose()


def at_hour(hour: int) -> ZoneInfo:
    """Every period is in a zone in which it is that hour now."""
    ahead = (hour - now().astimezone(ZoneInfo("UTC")).hour + 11) % 24 - 11
    name = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
    as_owner("UPDATE period SET timezone = %(zone)s", zone=name)
    return ZoneInfo(name)


@pytest.fixture
def quiet(fresh: Fresh) -> SmallPeriod:
    """A world whose own notices have left, and whose calendar is Monday to Friday."""
    period = fresh(Stage.APPROVAL)
    as_owner("UPDATE notice SET status = 'sent', sent_at = now() - interval '2 days'")
    as_owner("DELETE FROM work_day")
    return period


def scheduled(notice: int, zone: ZoneInfo) -> datetime:
    with transaction() as session:
        notice_schedule.postpone(session)
    return _time(notice).astimezone(zone)


def _time(notice: int) -> datetime:
    with transaction() as session:
        found = one(session, "SELECT next_try_at FROM notice WHERE id = %(id)s", id=notice)
    assert found
    moment: datetime = found["next_try_at"]
    return moment


def next_weekday(after: datetime) -> datetime:
    day = after + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


def test_what_is_not_gathered_leaves_at_once_by_day(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    notice = queued("plan_returned", MEMBER)
    assert scheduled(notice, zone) <= now()
    with transaction() as session:
        found = one(session, "SELECT next_try_at > queued_at AS timed FROM notice WHERE id = %(id)s", id=notice)
    assert found == {"timed": True}, "a sender must see that it has its time"


@pytest.mark.parametrize(("hour", "days"), [(20, 1), (22, 1), (0, 0), (5, 0)])
def test_nobody_is_woken(quiet: SmallPeriod, hour: int, days: int) -> None:
    zone = at_hour(hour)
    here = now().astimezone(zone)
    time = scheduled(queued("plan_returned", MEMBER), zone)
    assert (time.date(), time.hour, time.minute) == ((here + timedelta(days=days)).date(), 6, 0)


def test_a_summary_comes_at_seven_of_the_next_working_day(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    time = scheduled(queued("feedback_given", MEMBER), zone)
    assert (time.date(), time.hour) == (next_weekday(now().astimezone(zone)).date(), 7)


def test_the_hour_of_the_summary_is_the_persons(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    with transaction() as session:
        preferences.keep(session, Preferences("id", digest_hour=16), by=quiet.actor(MEMBER))
    here = now().astimezone(zone)
    day = here if here.isoweekday() < 6 else next_weekday(here)
    time = scheduled(queued("feedback_given", MEMBER), zone)
    assert (time.date(), time.hour) == (day.date(), 16)


def test_holidays_of_the_calendar_are_no_working_days(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    here = now().astimezone(zone)
    as_owner(
        "INSERT INTO work_day (period_id, day, minutes_before, opens, closes) SELECT %(period)s, %(first)s::date + n, "
        "0, CASE WHEN n = 4 THEN '{480}'::int[] ELSE '{}' END, CASE WHEN n = 4 THEN '{960}'::int[] ELSE '{}' END "
        "FROM generate_series(0, 21) n", period=quiet.id, first=here.date(),
    )  # fmt: skip
    time = scheduled(queued("feedback_given", MEMBER), zone)
    assert time.date() == here.date() + timedelta(days=4)


def test_a_time_once_given_stays(quiet: SmallPeriod) -> None:
    at_hour(10)
    first, second = queued("feedback_given", MEMBER), queued("plan_returned", MEMBER)
    with transaction() as session:
        assert notice_schedule.postpone(session) == 2
    times = _time(first), _time(second)
    with transaction() as session:
        assert notice_schedule.postpone(session) == 0
    assert (_time(first), _time(second)) == times


def _due(session: Session, when: str) -> None:
    run(
        session,
        "UPDATE approval SET due_at = now() + %(when)s::interval WHERE closed_at IS NULL AND kind = 'evaluation'",
        when=when,
    )


def test_a_decision_due_soon_is_asked_for_at_once_but_not_again_and_again(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    quiet.run(Stage.APPROVAL)
    as_owner("UPDATE notice SET status = 'sent', sent_at = now() - interval '2 days'")
    calm = scheduled(queued("approval_pending", DIVISION_HEAD), zone)
    assert calm > now() + timedelta(hours=12)
    with transaction() as session:
        _due(session, "1 day")
    soon = queued("approval_pending", DIVISION_HEAD)
    assert scheduled(soon, zone) <= now()
    with transaction() as session:
        run(session, "UPDATE notice SET status = 'sent', sent_at = now() WHERE id = %(id)s", id=soon)
    again = scheduled(queued("approval_pending", DIVISION_HEAD), zone)
    assert timedelta(hours=2) < again - now() <= timedelta(hours=3)


def test_an_objection_to_decide_does_not_wait_for_the_summary(quiet: SmallPeriod) -> None:
    zone = at_hour(10)
    assert scheduled(queued("approval_pending", DIVISION_HEAD, kind="objection"), zone) <= now()


def test_a_whole_region_is_timed_in_one_statement(quiet: SmallPeriod) -> None:
    at_hour(22)
    with transaction() as session:
        run(
            session,
            "INSERT INTO notice (key, person_id, kind) SELECT 'many:' || p.id || ':' || n, p.id, 'announcement' "
            "FROM person p, generate_series(1, 500) n",
        )
        people = rows(session, "SELECT id FROM person")
    with transaction() as session:
        assert notice_schedule.postpone(session) == 500 * len(people)
        found = one(
            session,
            "SELECT count(DISTINCT next_try_at) AS n FROM notice WHERE kind = 'announcement' AND key LIKE 'many%%'",
        )
    assert found == {"n": 1}
