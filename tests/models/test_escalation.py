"""A decision that does not come is told to the rater's superior, once; nothing about the employee changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from models import actors, escalation, target_setting
from models.database import one, rows, run, transaction
from models.period_file import ZONES
from models.vocabulary import Stage
from tests.calendars import requests_are_older, set_calendar, set_deadline
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, decider
from tests.web.oversight import grant

World = Callable[[Stage], SmallPeriod]
T = Stage.TARGET_SETTING


def escalate() -> int:
    with transaction() as session:
        return escalation.escalate(session)


def waiting_plan(period: SmallPeriod) -> int:
    """MEMBER's plan waits for its rater, whose own plan is approved."""
    period.agree_plans([HEAD, DIVISION_HEAD])
    return period.submit_plan(MEMBER)


def told() -> list[dict[str, Any]]:
    with transaction() as session:
        return rows(
            session,
            "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'escalation'",
        )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("days_ago", "off", "comes"), [(3, 0, 0), (4, 0, 1), (4, 1, 0), (6, 2, 1)])
def test_working_days_of_the_periods_calendar_are_counted(
    fresh: World, zone: str, days_ago: int, off: int, comes: int
) -> None:
    period = fresh(T)
    waiting_plan(period)
    today = set_calendar(zone=zone)
    last_day = today - timedelta(days=days_ago)
    set_calendar([last_day + timedelta(days=n + 1) for n in range(off)], zone=zone)
    set_deadline(T, last_day)
    requests_are_older(30)
    assert escalate() == comes


def test_the_superior_is_told_once_and_the_employee_reads_it(fresh: World) -> None:
    period = fresh(T)
    request = waiting_plan(period)
    today = set_calendar()
    set_deadline(T, today - timedelta(days=10))
    requests_are_older(12)
    assert (escalate(), escalate()) == (1, 0)
    [notice] = told()
    assert (notice["nip"], notice["content"]["segment"]) == (HEAD, period.segments[MEMBER])
    with transaction() as session:
        [waits] = escalation.waits_for(session, period.segments[MEMBER])
        event = one(session, "SELECT * FROM audit_event WHERE event = 'request.escalated'")
        plan = one(session, "SELECT status FROM plan WHERE segment_id = %(s)s", s=period.segments[MEMBER])
    assert (waits["asked"], waits["told"], waits["late"]) == ("Pegawai 2", "Pegawai 1", True)
    assert waits["escalated_at"] is not None
    assert event
    assert (event["actor_kind"], event["segment_id"], event["content"]["approval"]) == (
        "system",
        period.segments[MEMBER],
        request,
    )
    assert plan == {"status": "submitted"}
    with transaction() as session:
        target_setting.approve(session, request, by=decider(session, request))


def test_a_rater_who_was_asked_late_is_not_late(fresh: World) -> None:
    period = fresh(T)
    waiting_plan(period)
    today = set_calendar()
    set_deadline(T, today - timedelta(days=20))
    requests_are_older(2)
    assert escalate() == 0


def test_the_limit_is_data_of_the_period(fresh: World) -> None:
    period = fresh(T)
    waiting_plan(period)
    today = set_calendar(escalation={"after_working_days": 12})
    set_deadline(T, today - timedelta(days=10))
    requests_are_older(30)
    assert escalate() == 0
    set_calendar(escalation={"after_working_days": 9})
    assert escalate() == 1


def test_what_waits_with_the_regional_head_is_told_to_hr(fresh: World) -> None:
    """Nobody stands above the regional head: HR can put it on the desk, or ask somebody else."""
    period = fresh(T)
    with transaction() as session:
        run(session, "DELETE FROM role_assignment")
    request = period.submit_plan(HEAD)
    today = set_calendar()
    set_deadline(T, today - timedelta(days=10))
    requests_are_older(12)
    assert escalate() == 0, "there is nobody to tell"
    for nip in (HEAD, MEMBER, OTHER_MEMBER):
        grant(nip, "hr_admin")
    assert (escalate(), escalate()) == (1, 0)
    with transaction() as session:
        found = rows(
            session,
            "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = "
            "'escalation_to_hr' ORDER BY p.nip",
        )
        [waits] = escalation.waits_for(session, period.segments[HEAD])
    assert [each["nip"] for each in found] == [MEMBER, OTHER_MEMBER], "not the one it is about"
    assert found[0]["content"]["decision"] == "plan"
    assert waits["told"] == "Pegawai 3"
    with transaction() as session:
        target_setting.approve(session, request, by=decider(session, request))


def test_what_the_regional_head_decides_for_a_unit_is_told_too(fresh: World) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    today = set_calendar()
    set_deadline(Stage.APPROVAL, today - timedelta(days=10))
    requests_are_older(12)
    escalate()
    with transaction() as session:
        found = rows(session, "SELECT content FROM notice WHERE kind = 'escalation_to_hr'")
    assert {each["content"]["decision"] for each in found} == {"organization"}
    assert found[0]["content"]["unit_code"] == period.unit


def test_nobody_is_told_of_what_waits_for_themselves_or_was_decided(fresh: World) -> None:
    period = fresh(T)
    request = waiting_plan(period)
    today = set_calendar()
    set_deadline(T, today - timedelta(days=10))
    requests_are_older(30)
    with transaction() as session:
        superior = actors.person(session, HEAD).person_id
        run(session, "UPDATE approval SET assignee_id = %(to)s WHERE id = %(id)s", to=superior, id=request)
    assert escalate() == 0


def test_month_ends_and_holidays_in_the_calendar(fresh: World) -> None:
    fresh(T)
    year = date.today().year  # noqa: DTZ011
    set_calendar([date(year, 4, 1), date(year, 4, 2), date(year, 4, 30)])
    with transaction() as session:
        found = one(
            session,
            "SELECT working_day_after(id, %(march)s, 1) AS first, working_day_after(id, %(april)s, 2) AS second, "
            "working_day_by(id, %(holiday)s) AS earlier, working_day_by(id, %(march)s) AS same FROM period",
            march=date(year, 3, 31),
            april=date(year, 4, 29),
            holiday=date(year, 4, 2),
        )
    assert found == {
        "first": date(year, 4, 3),
        "second": date(year, 5, 2),
        "earlier": date(year, 3, 31),
        "same": date(year, 3, 31),
    }
