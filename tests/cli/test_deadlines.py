"""Deadlines at the command line: more time for one person, and downtimes by the clock of the region."""

from collections.abc import Callable
from datetime import timedelta

from models.vocabulary import Stage
from tests.calendars import set_calendar, set_deadline
from tests.factories import AGENCY, MEMBER, SmallPeriod
from tests.journeys.commands import said, told

World = Callable[[Stage], SmallPeriod]


def test_one_person_gets_more_time(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    until = set_calendar() + timedelta(days=200)
    answer = told("period", "extend", "2026", "collection", until, "--nip", MEMBER, "--reason", "Sakit")
    assert answer == {"appraisals": 1, "nip": MEMBER, "stage": "collection", "until": f"{until}"}
    said("period", "extend", "2026", "collection", until, "--nip", MEMBER, "--reason", "Sakit", code=1)


def test_a_downtime_moves_deadlines_and_is_listed(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    today = set_calendar(zone="Asia/Jayapura")
    set_deadline("collection", today + timedelta(days=2))
    day = today - timedelta(days=1)
    about = ("--reason", "Listrik padam", "--unit", AGENCY)
    moved = told("downtime", "record", "2026", f"{day} 08:00", f"{day} 12:00", *about)
    assert moved == {"deadlines": 1, "objection_clocks": 0}
    [listed] = told("downtime", "list", "2026")
    assert (listed["reason"], listed["unit_code"], listed["deadlines"]) == ("Listrik padam", AGENCY, 1)
    shown = said("downtime", "list", "2026")
    assert "Listrik padam" in shown
    assert f"{day} 08:00" in shown
    short = said("downtime", "record", "2026", f"{day} 13:00", f"{day} 13:10", "--reason", "Listrik padam")
    assert "No deadline moves" in short
