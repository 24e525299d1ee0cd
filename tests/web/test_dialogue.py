"""The dialogue in the portal: beside the plan, on the rater's request and team page, and on a page of its own."""

from collections.abc import Callable

from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]


def test_employee_and_rater_talk_beside_a_plan(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    request = period.submit_plan(MEMBER)
    segment = period.segments[MEMBER]
    mine, rater = browser(MEMBER), browser(DIVISION_HEAD)
    sent = mine.post(f"/my/{segment}/dialogue", data={"words": "Apakah <target> cocok?", "beside": "plan"})
    assert sent.headers["location"] == f"/my/{segment}/plan?done=written#dialogue"
    assert "Apakah &lt;target&gt; cocok?" in mine.get(f"/my/{segment}/plan").text
    assert "awaits an answer" in rater.get("/team").text
    asked = rater.get(f"/requests/{request}").text
    assert "Apakah &lt;target&gt; cocok?" in asked
    assert f'action="/segments/{segment}/dialogue"' in asked
    answer = rater.post(f"/segments/{segment}/dialogue", data={"words": "Cocok.", "asked": request})
    assert answer.headers["location"] == f"/requests/{request}?sent=yes#dialogue"
    assert "awaits an answer" not in rater.get("/team").text
    shown = mine.get(f"/my/{segment}/dialogue").text
    assert shown.index("Cocok.") < shown.index("Apakah")
    superior = browser(HEAD).get(f"/segments/{segment}/dialogue").text
    assert "Cocok." in superior
    assert 'name="words"' not in superior


def test_a_refused_message_stays_in_the_form(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    for visitor, here in ((browser(MEMBER), f"/my/{segment}"), (browser(DIVISION_HEAD), f"/segments/{segment}")):
        refused = visitor.post(f"{here}/dialogue", data={"words": "panjang" * 600})
        assert refused.status_code == 422
        assert "panjangpanjang" in refused.text
        assert 'id="words-error"' in refused.text


def test_a_closed_period_is_only_read(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    mine = browser(MEMBER)
    mine.post(f"/my/{segment}/dialogue", data={"words": "Terima kasih"})
    with transaction() as session:
        run(session, "UPDATE period SET closed_at = now()")
        assert one(session, "SELECT closed_at FROM period")
    shown = mine.get(f"/my/{segment}/dialogue").text
    assert "Terima kasih" in shown
    assert 'name="words"' not in shown
    assert mine.post(f"/my/{segment}/dialogue", data={"words": "Masih ada"}).status_code == 409
