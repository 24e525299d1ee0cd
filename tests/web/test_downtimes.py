"""Downtimes in the portal: HR records one, deadlines move, whoever they concern reads why."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.vocabulary import Stage
from tests.calendars import set_calendar, set_deadline
from tests.factories import HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import administer

World = Callable[[Stage], SmallPeriod]
PLACE = "/periods/2026/downtimes"


def test_hr_records_a_downtime_and_everybody_reads_why_their_date_moved(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    today = set_calendar()
    set_deadline("collection", today + timedelta(days=2))
    visitor = browser(HEAD)
    assert "No downtime is recorded in this period." in visitor.get(PLACE).text
    yesterday = f"{today - timedelta(days=1):%Y-%m-%d}"
    given = {"starts": f"{yesterday}T08:00", "ends": f"{yesterday}T15:00", "unit": "", "reason": "Kabel optik putus"}
    done = visitor.post(PLACE, data=given)
    assert (done.status_code, done.headers["location"]) == (303, f"{PLACE}?moved=1")
    after = visitor.get(done.headers["location"]).text
    assert "Deadlines and objection clocks that move: 1." in after
    assert "Kabel optik putus" in after
    assert "moved: Kabel optik putus" in browser(MEMBER).get(f"/my/{period.segments[MEMBER]}").text
    again = visitor.post(PLACE, data=given)
    assert again.status_code == 409
    assert "is recorded already" in again.text
    assert 'value="' + given["starts"] + '"' in again.text


@pytest.mark.parametrize("starts", ["", "kemarin", "2026-13-01T08:00"])
def test_what_was_typed_stays_when_it_is_no_time(browser: Browser, standing: World, starts: str) -> None:
    standing(Stage.COLLECTION)
    answer = browser(HEAD).post(PLACE, data={"starts": starts, "ends": "", "reason": "Listrik padam"})
    assert answer.status_code == 422
    assert "Give beginning and end as day and time" in answer.text
    assert "Listrik padam" in answer.text


def test_a_unit_administrator_reads_and_records_nothing(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    administer(MEMBER)
    visitor = browser(MEMBER)
    page = visitor.get(PLACE)
    assert page.status_code == 200
    assert "Record a downtime" not in page.text
    assert visitor.post(PLACE, data={"starts": "x"}).status_code == 404
