"""Downtimes move the deadlines near them by the working time that was lost: once, for whom they concern, never back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models import actors, deadlines, downtime
from models.database import engine_for, one, rows, run, transaction
from models.downtime_extensions import Moved, extend
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from models.gates import due_for
from models.period_file import ZONES
from models.vocabulary import Stage
from tests.calendars import owner, set_calendar, set_deadline
from tests.factories import AGENCY, HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod
from tests.worlds import trial

World = Callable[[Stage], SmallPeriod]
C, T = Stage.COLLECTION, Stage.TARGET_SETTING
ZONE = "Asia/Jakarta"


def down(day: date, first: str, last: str, zone: str = ZONE, **more: Any) -> Moved:
    """A downtime on one day between two times of the clock is recorded."""
    starts, ends = (datetime.combine(day, time.fromisoformat(at)) for at in (first, last))
    with transaction() as session:
        given = {"zone": zone, "by": actors.operator(), "reason": "Listrik padam"} | more
        return downtime.record(session, starts, ends, **given)


def last_day(segment: int, stage: Stage = C) -> date | None:
    with transaction() as session:
        return due_for(session, segment, stage).last_day


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("first", "last", "ahead", "days"),
    [
        ("08:00", "12:00", 3, 1),  # half a day lost: the end of the next working day
        ("08:00", "16:00", 3, 1),  # a whole day
        ("08:00", "08:30", 3, 0),  # less than an hour, days before
        ("17:00", "23:00", 3, 0),  # nobody works then
        ("19:00", "22:00", -1, 1),  # the evening of the last day
        ("08:00", "16:00", 7, 0),  # too far ahead
        ("08:00", "16:00", 5, 1),
    ],
)
def test_by_the_working_time_lost(fresh: World, zone: str, first: str, last: str, ahead: int, days: int) -> None:
    period = fresh(C)
    today = set_calendar(zone=zone)
    set_deadline(C, today + timedelta(days=ahead))
    moved = down(today - timedelta(days=1), first, last, zone)
    assert moved == Moved(1 if days else 0, 0)
    assert last_day(period.segments[MEMBER]) == today + timedelta(days=ahead + days)


def test_days_lost_are_given_back_as_working_days(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar()
    due = today + timedelta(days=2)
    set_calendar([due + timedelta(days=1), due + timedelta(days=3)])
    set_deadline(C, due)
    starts = datetime.combine(today - timedelta(days=3), time(8))
    with transaction() as session:
        by = actors.person(session, HEAD)
        downtime.record(session, starts, starts + timedelta(days=2), zone=ZONE, by=by, reason="Banjir")
    assert last_day(period.segments[MEMBER]) == due + timedelta(days=4)
    with transaction() as session:
        event = one(session, "SELECT * FROM audit_event WHERE event = 'deadline.extended'")
        recorded = one(session, "SELECT content FROM audit_event WHERE event = 'downtime.recorded'")
        told = rows(session, "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id "
                    "WHERE n.kind = 'deadline_extended'")  # fmt: skip
    assert event
    assert event["content"]["stage"] == "collection"
    assert recorded
    assert recorded["content"]["deadlines"] == 1
    assert {each["nip"] for each in told} == set(PEOPLE)
    assert len(told) == 4


def test_requests_get_the_new_date(fresh: World) -> None:
    period = fresh(T)
    period.submit_plan(HEAD)
    today = set_calendar()
    set_deadline(T, today + timedelta(days=1))
    [before] = period.requests("plan")
    down(today - timedelta(days=1), "08:00", "12:00")
    [after] = period.requests("plan")
    assert after["due_at"] == before["due_at"] + timedelta(days=1)


def test_one_unit_gets_a_date_of_its_own_and_a_person_keeps_theirs(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar()
    set_deadline(C, today + timedelta(days=2))
    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('DINSOS', 'Dinas Sosial')")
        run(session, "INSERT INTO period_unit (period_id, unit_id, name, setter_id) SELECT p.period_id, u.id, u.name, "
            "p.setter_id FROM period_unit p, unit u WHERE u.code = 'DINSOS'")  # fmt: skip
        until = today + timedelta(days=4)
        deadlines.extend(session, "2026", C, until, by=actors.operator(), reason="Sakit", nip=OTHER_MEMBER)
    assert down(today - timedelta(days=1), "08:00", "12:00", unit=AGENCY) == Moved(2, 0)
    assert last_day(period.segments[MEMBER]) == today + timedelta(days=3)
    assert last_day(period.segments[OTHER_MEMBER]) == today + timedelta(days=5)
    with transaction() as session:
        other = one(session, "SELECT stage_due(period_id, unit_id, NULL, 'collection') = stage_due(period_id, NULL, "
                    "NULL, 'collection') AS same FROM period_unit JOIN unit ON unit.id = unit_id "
                    "WHERE code = 'DINSOS'")  # fmt: skip
    assert other == {"same": True}


def test_time_lost_counts_once(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar()
    set_deadline(C, today + timedelta(days=2))
    yesterday = today - timedelta(days=1)
    assert down(yesterday, "08:00", "12:00", unit=AGENCY) == Moved(1, 0)
    with pytest.raises(ConflictError, match=r"08:00 to .* 12:00 is recorded already"):
        down(yesterday, "11:00", "14:00", unit=AGENCY)
    # Everywhere: half of it is known for this unit, and its own date moves by the rest, from the date it has now.
    assert down(yesterday, "08:00", "12:30") == Moved(1, 0)
    assert last_day(period.segments[MEMBER]) == today + timedelta(days=3)
    with transaction() as session:
        assert extend(session, 1, by=actors.operator()).deadlines == 0


def test_objection_clocks_run_on_as_long(fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    today = set_calendar()
    with transaction() as session:
        run(session, "UPDATE publication SET objection_until = (%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s",
            day=today + timedelta(days=2), zone=ZONE)  # fmt: skip
    period.accept_all(but=(MEMBER,))
    with transaction() as session:
        run(session, "UPDATE publication SET objection_until = (%(day)s::date + 1)::timestamp AT TIME ZONE %(zone)s",
            day=today + timedelta(days=2), zone=ZONE)  # fmt: skip
    assert down(today - timedelta(days=1), "08:00", "16:00") == Moved(0, 1)
    with transaction() as session:
        found = rows(session, "SELECT objection_until FROM publication WHERE accepted_at IS NULL")
        [told] = rows(session, "SELECT content FROM notice WHERE kind = 'deadline_extended'")
    until = datetime.combine(today + timedelta(days=4), time(), ZoneInfo(ZONE))
    assert [each["objection_until"] for each in found] == [until]
    assert told["content"]["stage"] == "objection"


def test_the_measure_is_data_of_the_period(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar(downtime={"within_days": 1, "least_minutes": 300})
    set_deadline(C, today + timedelta(days=3))
    assert down(today - timedelta(days=1), "08:00", "16:00") == Moved(0, 0)
    set_calendar(downtime={"within_days": 9, "least_minutes": 300})
    assert down(today - timedelta(days=2), "08:00", "12:00") == Moved(0, 0)
    assert down(today - timedelta(days=2), "12:00", "23:00", unit=AGENCY) == Moved(0, 0)
    assert down(today - timedelta(days=3), "08:00", "16:00") == Moved(1, 0)
    assert last_day(period.segments[MEMBER]) == today + timedelta(days=4)


def test_a_sealed_stage_stays_sealed(fresh: World) -> None:
    fresh(C)
    today = set_calendar()
    set_deadline(T, today + timedelta(days=1))
    set_deadline(C, today + timedelta(days=90))
    assert down(today - timedelta(days=1), "08:00", "16:00") == Moved(0, 0)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"reason": " "}, InvalidInputError, "Say what was down"),
        ({"ends": timedelta(0)}, InvalidInputError, "after its beginning"),
        ({"ends": timedelta(days=9)}, InvalidInputError, "when it is over"),
        ({"starts": timedelta(days=-400)}, InvalidInputError, "more than 60 days"),
        ({"unit": "TIADA"}, NotFoundError, "no unit TIADA"),
        ({"by": MEMBER}, NotAllowedError, "Only an HR administrator"),
    ],
)
def test_what_is_not_recorded(standing: World, change: dict[str, Any], error: type[Exception], words: str) -> None:
    standing(C)
    base = datetime.now() - timedelta(days=3)  # noqa: DTZ005 - a wall clock, as people type it
    starts, ends = base + change.pop("starts", timedelta(0)), base + change.pop("ends", timedelta(hours=3))
    with trial() as session:
        by = actors.person(session, change.pop("by")) if "by" in change else actors.operator()
        with pytest.raises(error, match=words):
            downtime.record(session, starts, ends, **{"zone": ZONE, "by": by, "reason": "Listrik padam"} | change)


def silent_since(sql: str) -> int:
    """The system was last at work at that moment (SQL); how many downtimes it notices now."""
    with transaction() as session:
        downtime.beat(session)
        run(session, "UPDATE heartbeat SET at = " + sql)  # type: ignore[arg-type]
    with transaction() as session:
        return downtime.beat(session)


@pytest.mark.parametrize(
    ("since", "noticed"),
    [
        ("now()", 0),
        ("now() - interval '2 days'", 1),
        ("now() - interval '10 days'", 0),
        ("now() + interval '1 day'", 0),
    ],
)
def test_the_system_notices_its_own_silence(fresh: World, since: str, noticed: int) -> None:
    fresh(C)
    today = set_calendar()
    set_deadline(C, today + timedelta(days=2))
    assert silent_since(since) == noticed
    with transaction() as session:
        assert downtime.beat(session) == 0
        found = rows(session, "SELECT noticed, recorded_by FROM downtime")
    assert found == [{"noticed": True, "recorded_by": None}] * noticed


def test_what_hr_has_recorded_is_not_noticed_again(fresh: World) -> None:
    fresh(C)
    set_calendar()
    with transaction() as session:
        now = one(session, "SELECT now() AT TIME ZONE 'Asia/Jakarta' AS clock")
        assert now
        downtime.record(session, now["clock"] - timedelta(days=3), now["clock"] - timedelta(seconds=1), zone=ZONE,
                        by=actors.operator(), reason="Listrik padam")  # fmt: skip
    assert silent_since("now() - interval '2 days'") == 0


def test_nights_and_holidays_are_no_downtime(fresh: World) -> None:
    fresh(C)
    today = set_calendar()
    set_calendar([today - timedelta(days=n) for n in range(3)])
    assert silent_since("now() - interval '2 days'") == 0


def test_the_list_says_what_each_moved(fresh: World) -> None:
    period = fresh(C)
    today = set_calendar()
    set_deadline(C, today + timedelta(days=2))
    down(today - timedelta(days=1), "08:00", "12:00")
    with transaction(engine_for(owner(), 2)) as session:
        [found] = downtime.of_period(session, period.id)
    assert (found["reason"], found["deadlines"], found["unit"]) == ("Listrik padam", 1, None)
