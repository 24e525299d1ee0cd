"""A result signed for on paper is delivered that day: the clock runs from it, and nobody is cut off by late paper."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models import actors, notification, objection, receipts
from models.database import engine_for, one, run, transaction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.vocabulary import Stage
from tests.calendars import owner, set_calendar
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.oversight import administer

World = Callable[[Stage], SmallPeriod]


def published(days_ago: int) -> None:
    """Results were published so many days ago, as the owner may say."""
    with transaction(engine_for(owner(), 2)) as session:
        run(session, "UPDATE publication SET published_at = now() - make_interval(days => %(days)s)", days=days_ago)


def sign(period: SmallPeriod, on: date, nip: str = MEMBER, by: str = HEAD) -> Any:
    with transaction() as session:
        place = one(session, "SELECT unit_id FROM period_unit")
        assert place
        return receipts.sign(session, period.id, place, nip, on, by=actors.person(session, by))


def last_day() -> date:
    with transaction() as session:
        found = one(session, "SELECT ((objection_until - interval '1 second') AT TIME ZONE 'Asia/Jakarta')::date "
                    "AS day FROM publication WHERE proof = 'signed'")  # fmt: skip
    assert found
    return found["day"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(("days_ago", "left"), [(0, 14), (5, 9), (14, 1), (19, 1)])
def test_the_clock_runs_from_the_signature(fresh: World, days_ago: int, left: int) -> None:
    period = fresh(Stage.OBJECTION)
    published(20)
    today = set_calendar()
    sign(period, today - timedelta(days=days_ago))
    assert last_day() == today + timedelta(days=left)
    with transaction() as session:
        event = one(session, "SELECT content FROM audit_event WHERE event = 'result.signed'")
        told = one(session, "SELECT content FROM notice WHERE kind = 'receipt_recorded'")
        objection.file(session, period.segments[MEMBER], by=actors.person(session, MEMBER), statement="Data keliru")
    assert event
    assert event["content"]["on"] == f"{today - timedelta(days=days_ago)}"
    assert told
    assert told["content"]["segment"] == period.segments[MEMBER]


def test_working_days_count_from_it_where_the_period_says_so(fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    published(3)
    today = set_calendar()
    definition = {"objection": {"days": 5, "day_kind": "working", "delivery_fallback_days": 7}}
    holiday = today + timedelta(days=1)
    set_calendar(**definition, holidays=[f"{holiday}"])
    sign(period, today)
    counted = [today + timedelta(days=n) for n in range(2, 12) if (today + timedelta(days=n)).weekday() < 5]
    assert last_day() == counted[4]


def test_who_is_left_and_what_opening_proves(fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    today = set_calendar()
    sign(period, today)
    with transaction() as session:
        notification.read(session, period.segments[OTHER_MEMBER], by=actors.person(session, OTHER_MEMBER))
        place = one(session, "SELECT unit_id FROM period_unit")
        assert place
        left = receipts.undelivered(session, period.id, place["unit_id"])
        opened = one(session, "SELECT count(*) AS n FROM publication WHERE proof = 'opened'")
    assert {each["nip"] for each in left} == set(period.segments) - {MEMBER, OTHER_MEMBER}
    assert opened == {"n": 1}


@pytest.mark.parametrize(
    ("nip", "by", "days", "error", "words"),
    [
        (MEMBER, MEMBER, 0, NotAllowedError, "administrator of the unit"),
        (HEAD, HEAD, 0, NotAllowedError, "Nobody signs for themselves"),
        (MEMBER, HEAD, 1, InvalidInputError, "between the publication"),
        (MEMBER, HEAD, -1, InvalidInputError, "between the publication"),
        ("199912312025011009", HEAD, 0, NotFoundError, "No result of a person"),
        (OTHER_MEMBER, HEAD, 0, WrongStateError, "opened or signed for already"),
    ],
)
def test_what_is_no_receipt(fresh: World, nip: str, by: str, days: int, error: type[Exception], words: str) -> None:
    period = fresh(Stage.OBJECTION)
    today = set_calendar()
    sign(period, today, OTHER_MEMBER)
    with pytest.raises(error, match=words):
        sign(period, today + timedelta(days=days), nip, by)


def test_the_units_own_administrator_may(fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    administer(OTHER_MEMBER)
    sign(period, set_calendar(), MEMBER, OTHER_MEMBER)
