"""One's own appraisal: what waits, the result that is opened, accepted or objected to, and the months."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import escalation
from models.database import one, rows, transaction
from models.vocabulary import Stage
from tests.calendars import requests_are_older, set_calendar, set_deadline
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]
PAGES = (
    "", "/plan", "/plan/results/1", "/log", "/realizations", "/report", "/shortfall/1.1", "/evidence/1.1", "/findings",
    "/feedback", "/result",
)  # fmt: skip
ACTS = (
    "/acknowledge", "/plan", "/plan/results/1", "/plan/results/1/remove", "/log", "/log/copy", "/log/1/withdraw",
    "/realizations", "/report", "/shortfall/1.1", "/evidence/1.1", "/evidence/1/withdraw", "/feedback/to/1", "/result",
    "/result/accept", "/result/object",
)  # fmt: skip


def events(name: str) -> int:
    with transaction() as session:
        found = one(session, "SELECT count(*) AS n FROM audit_event WHERE event = %(event)s", event=name)
    return int(found["n"]) if found else 0


@pytest.mark.parametrize("other", [OTHER_MEMBER, HEAD])
def test_anothers_appraisal_does_not_exist(browser: Browser, fresh: World, other: str) -> None:
    period = fresh(Stage.COLLECTION)
    stranger, place = browser(other), f"/my/{period.segments[MEMBER]}"
    for path in PAGES:
        assert stranger.get(place + path).status_code == 404, path
    for path in ACTS:
        assert stranger.post(place + path).status_code == 404, path
    assert events("access.denied") == len(PAGES) + len(ACTS)
    assert browser(MEMBER).get(f"/my/{2**62}").status_code == 404
    assert browser().get(place).status_code == 303


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_pages_are_there_at_every_stage(browser: Browser, standing: World, stage: Stage, language: str) -> None:
    period = standing(stage)
    mine, place = browser(MEMBER, language), f"/my/{period.segments[MEMBER]}"
    for path in ("", "/plan", "/log", "/realizations", "/report", "/findings", "/feedback", "/result"):
        answer = mine.get(place + path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.text.count("<h1") == 1


def test_the_announcement_is_read_once(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.BRIEFING)
    mine, place = browser(MEMBER), f"/my/{period.segments[MEMBER]}"
    assert "Read how you will be appraised" in mine.get(place).text
    for _again in range(2):
        assert mine.post(f"{place}/acknowledge").headers["location"] == f"{place}?done=acknowledged"
    assert "You confirmed on" in mine.get(f"{place}?done=acknowledged").text
    assert events("announcement.acknowledged") == 1


def test_looking_opens_no_result_and_opening_does(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    mine, place = browser(MEMBER), f"/my/{period.segments[MEMBER]}/result"
    waiting = mine.get(place).text
    assert "Open my result" in waiting
    assert "Sesuai Ekspektasi" not in waiting
    assert mine.post(f"{place}/accept", data={"agreed": "yes"}).status_code == 422
    assert events("result.delivered") == 0
    for _again in range(2):
        assert mine.post(place).status_code == 303
    assert events("result.delivered") == 1
    shown = mine.get(place).text
    for words in ("Sesuai Ekspektasi", "How it came about", "What would have changed it", "You may object until"):
        assert words in shown
    assert mine.post(f"{place}/accept").status_code == 422
    assert mine.post(f"{place}/accept", data={"agreed": "yes"}).status_code == 303
    assert "You accepted your result" in mine.get(f"{place}?done=accepted").text
    again = mine.post(f"{place}/object", data={"statement": "Terlambat.", "sure": "yes"})
    assert again.status_code == 409


def test_an_objection_needs_reasons_and_a_tick(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    mine, place = browser(MEMBER), f"/my/{period.segments[MEMBER]}/result"
    mine.post(place)
    assert mine.post(f"{place}/object", data={"sure": "yes"}).status_code == 422
    unsure = mine.post(f"{place}/object", data={"statement": "Data <b>triwulan</b> IV"})
    assert unsure.status_code == 422
    assert "Data &lt;b&gt;triwulan&lt;/b&gt; IV" in unsure.text
    done = mine.post(f"{place}/object", data={"statement": "Data triwulan IV belum dihitung.", "sure": "yes"})
    assert done.headers["location"] == f"{place}?done=objected"
    shown = mine.get(place).text
    assert "You objected on" in shown
    assert "has not answered yet" in shown
    with transaction() as session:
        assert len(rows(session, "SELECT FROM objection")) == 1


def test_the_page_says_for_whom_a_request_waits_and_that_the_superior_was_told(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    period.submit_plan(MEMBER)
    address = f"/my/{period.segments[MEMBER]}"
    before = browser(MEMBER).get(address).text
    assert "Your plan (SKP) waits for Pegawai 2, since" in before
    assert "was told on" not in before
    today = set_calendar()
    set_deadline("target_setting", today - timedelta(days=10))
    requests_are_older(30)
    with transaction() as session:
        assert escalation.escalate(session) == 1
    after = browser(MEMBER).get(address).text
    assert "Pegawai 1 was told on" in after
    assert "You need do nothing" in after
