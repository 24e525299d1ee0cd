"""The page for results that were signed for on paper."""

from collections.abc import Callable

from models.vocabulary import Stage
from tests.calendars import set_calendar
from tests.factories import AGENCY, HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser

PLACE = f"/periods/2026/units/{AGENCY}"


def test_hr_records_a_signature_and_the_person_sees_it(browser: Browser, fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    today = set_calendar()
    visitor = browser(HEAD)
    assert f'href="{PLACE}/receipts"' in visitor.get(PLACE).text
    assert "Not received yet: 4" in visitor.get(f"{PLACE}/receipts").text
    for typed in ("", "123"):
        refused = visitor.post(f"{PLACE}/receipts", data={"nip": typed, "on": f"{today}"})
        assert refused.status_code == 422
        assert "is published in this unit" in refused.text
    done = visitor.post(f"{PLACE}/receipts", data={"nip": MEMBER, "on": f"{today}"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PLACE}/receipts?done=signed")
    after = visitor.get(done.headers["location"]).text
    assert "Not received yet: 3" in after
    assert MEMBER not in after
    mine = browser(MEMBER).get(f"/my/{period.segments[MEMBER]}/result").text
    assert "Signed for on paper" in mine
    assert "You may object until" in mine
