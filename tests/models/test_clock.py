"""Clocks of the law and of the post: midnight in every zone, holidays, and a database clock that jumps.

A clock that jumps is told by moving every stored time the other way: to the database it is the same.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import notice_schedule, outbox
from models.database import one, rows, transaction
from models.outbox import Verdict
from models.outbox_messages import message_id
from models.period_file import ZONES
from models.vocabulary import Stage
from tests.factories import MEMBER, PEOPLE, SmallPeriod
from tests.models.test_notice_mail import queued
from tests.models.test_notice_schedule import as_owner

Fresh = Callable[[Stage], SmallPeriod]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (3 * HOUR, -3 * HOUR, DAY, -DAY)
HOLIDAYS = (date(2026, 3, 19), date(2026, 3, 20), date(2026, 12, 25), date(2027, 1, 1))
_CLOCK = """
UPDATE period SET timezone = %(zone)s, definition = definition || jsonb_build_object('holidays', %(holidays)s::jsonb,
  'objection', (definition -> 'objection') || jsonb_build_object('day_kind', %(kind)s::text))
"""


def last_day(first: date, days: int, *, working: bool) -> date:
    """The n-th counted day after the first, by hand."""
    day = first
    while days:
        day += DAY
        days -= not working or (day.isoweekday() < 6 and day not in HOLIDAYS)
    return day


@pytest.mark.parametrize("kind", ["calendar", "working"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_objection_clock_ends_with_the_last_day_there(fresh: Fresh, zone: str, kind: str) -> None:
    """Delivered a second before midnight or at midnight: the day of the region counts, never that of UTC."""
    fresh(Stage.OBJECTION)
    text = "[" + ", ".join(f'"{day}"' for day in HOLIDAYS) + "]"
    as_owner(_CLOCK, zone=zone, kind=kind, holidays=text)
    here = ZoneInfo(zone)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        at=st.sampled_from([time(0), time(0, 0, 1), time(6, 59, 59), time(7), time(12), time(23, 59, 59)]),
        days=st.integers(1, 21),
    )
    def ends_as_by_hand(day: date, at: time, days: int) -> None:
        with transaction() as session:
            found = one(
                session,
                "SELECT objection_ends(p, %(start)s, %(days)s) AS ends FROM period p",
                start=datetime.combine(day, at, here),
                days=days,
            )
        assert found
        assert found["ends"].astimezone(here) == datetime.combine(
            last_day(day, days, working=kind == "working") + DAY, time(0), here
        )

    ends_as_by_hand()


@pytest.fixture
def quiet(fresh: Fresh) -> SmallPeriod:
    """A world whose own notices have left."""
    period = fresh(Stage.APPROVAL)
    as_owner("UPDATE notice SET status = 'sent', sent_at = now() - interval '2 days'")
    return period


def jump(by: timedelta) -> None:
    """The database's clock jumps."""
    as_owner(
        "UPDATE notice SET queued_at = queued_at - %(by)s, next_try_at = next_try_at - %(by)s, "
        "first_try_at = first_try_at - %(by)s WHERE status IN ('queued', 'sending')",
        by=by,
    )


def claimed(seconds: float = 60) -> list[outbox.Claimed]:
    with transaction() as session:
        notice_schedule.postpone(session)
    with transaction() as session:
        return outbox.claim(session, uuid4(), people=100, seconds=seconds)


def sent(found: list[outbox.Claimed]) -> None:
    with transaction() as session:
        outbox.settle(session, uuid4(), [], [Verdict(each.id, "sent") for each in found], give_up=1e6)


@pytest.mark.parametrize("by", JUMPS)
@pytest.mark.parametrize("zone", ZONES)
def test_no_digest_is_lost_or_sent_twice_by_a_jump(quiet: SmallPeriod, zone: str, by: timedelta) -> None:
    as_owner("UPDATE period SET timezone = %(zone)s", zone=zone)
    wanted = {queued("feedback_given", nip) for nip in PEOPLE} | {queued("log_rejected", MEMBER)}
    with transaction() as session:
        notice_schedule.postpone(session)
    jump(by)
    told = claimed()
    sent(told)
    went = [each.id for each in told]
    jump(25 * DAY)  # the days pass
    told = claimed()
    sent(told)
    went += [each.id for each in told]
    assert sorted(went) == sorted(wanted)
    jump(25 * DAY)
    assert claimed() == []


@pytest.mark.parametrize("by", JUMPS)
def test_a_jump_while_sending_gives_the_same_message_again_or_none(quiet: SmallPeriod, by: timedelta) -> None:
    """Forward, the claim runs out and another sends the same Message-ID; back, it holds until its time has come."""
    queued("plan_returned", MEMBER)
    as_owner("UPDATE notice SET queued_at = now() - interval '1 hour', next_try_at = now() WHERE status = 'queued'")
    [first] = claimed()
    jump(by)
    again = claimed()
    if by > timedelta():
        assert [message_id([each], "x") for each in again] == [message_id([first], "x")]
    else:
        assert again == []
    sent([first])
    jump(25 * DAY)
    assert claimed() == [], "what was sent is sent"


@pytest.mark.parametrize("by", JUMPS)
def test_a_deferred_notice_is_tried_again_after_a_jump(quiet: SmallPeriod, by: timedelta) -> None:
    number = queued("plan_returned", MEMBER)
    as_owner("UPDATE notice SET queued_at = now() - interval '1 hour', next_try_at = now() WHERE status = 'queued'")
    lease = uuid4()
    with transaction() as session:
        [found] = outbox.claim(session, lease, people=1, seconds=60)
    jump(by)
    with transaction() as session:
        outbox.settle(session, lease, [], [Verdict(found.id, "again", None, "later")], give_up=30 * 3600)
        [row] = rows(session, "SELECT status, next_try_at - now() AS wait FROM notice WHERE id = %(id)s", id=number)
    assert row["status"] == "queued"
    assert timedelta() < row["wait"] <= 1.2 * HOUR + timedelta(seconds=1)
