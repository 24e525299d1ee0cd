"""Coaching: the rater records a talk, the employee confirms it in their own words, and then it stays."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models.database import rows, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

TODAY = date.today()  # noqa: DTZ011
TALK = {
    "kind": "guidance", "held_on": TODAY.isoformat(), "talked": "Berkas terlambat dua kali.",
    "agreed": "Pengingat mingguan; pelatihan arsip.", "follow_up_on": (TODAY + timedelta(days=14)).isoformat(),
}  # fmt: skip


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.COLLECTION)


def test_a_talk_is_recorded_corrected_and_confirmed(browser: Browser, period: SmallPeriod) -> None:
    segment = period.segments[MEMBER]
    rater, employee = browser(DIVISION_HEAD), browser(MEMBER)
    page = f"/segments/{segment}/coaching"
    assert "No talk is recorded yet" in rater.get(page).text
    assert rater.post(page, data=TALK).headers["location"] == f"{page}?done=recorded"
    assert "Berkas terlambat dua kali." in rater.get(f"{page}?change=1").text
    assert rater.post(page, data=TALK | {"number": "1", "kind": "counseling"}).status_code == 303
    mine = employee.get(f"/my/{segment}/coaching").text
    assert "Counseling" in mine
    assert "awaits confirmation" in mine
    done = employee.post(f"/my/{segment}/coaching/1", data={"remark": "Antrean loket <juga> panjang."})
    assert done.headers["location"] == f"/my/{segment}/coaching?done=confirmed"
    assert "Antrean loket &lt;juga&gt; panjang." in rater.get(page).text
    assert employee.post(f"/my/{segment}/coaching/1").status_code == 409
    late = rater.post(page, data=TALK | {"number": "1"})
    assert late.status_code == 409
    assert "so it stays" in late.text
    with transaction() as session:
        versions = rows(session, "SELECT version, superseded_at IS NULL AS current FROM coaching ORDER BY version")
        notices = rows(session, "SELECT kind FROM notice WHERE kind LIKE 'coaching%%' ORDER BY kind")
    assert [(row["version"], row["current"]) for row in versions] == [(1, False), (2, True)]
    assert [row["kind"] for row in notices] == ["coaching_confirmed", "coaching_to_confirm", "coaching_to_confirm"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "x"}, "Choose guidance or counseling."),
        ({"held_on": "31-02"}, "Choose the day of the talk."),
        ({"held_on": (TODAY + timedelta(days=2)).isoformat()}, "Choose a day in between."),
        ({"agreed": "  "}, "Write what you talked over"),
        ({"follow_up_on": "2020-01-01"}, "The follow-up comes after the talk."),
        ({"talked": "x" * 4001}, "write at most 4000"),
    ],
)
def test_what_cannot_be_recorded_is_shown_again(
    browser: Browser, period: SmallPeriod, changed: dict[str, str], said: str
) -> None:
    answer = browser(DIVISION_HEAD).post(f"/segments/{period.segments[MEMBER]}/coaching", data=TALK | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert (TALK | changed)["talked"] in answer.text


@pytest.mark.parametrize("nip", [HEAD, MEMBER, OTHER_MEMBER])
def test_nobody_but_the_rater_records_a_talk(browser: Browser, period: SmallPeriod, nip: str) -> None:
    visitor, page = browser(nip), f"/segments/{period.segments[MEMBER]}/coaching"
    assert visitor.get(page).status_code == (404 if nip == OTHER_MEMBER else 200)
    assert "Record a talk" not in visitor.get(page).text
    assert visitor.post(page, data=TALK).status_code == 404


def test_only_the_employee_confirms(browser: Browser, period: SmallPeriod) -> None:
    segment = period.segments[MEMBER]
    browser(DIVISION_HEAD).post(f"/segments/{segment}/coaching", data=TALK)
    for nip in (DIVISION_HEAD, HEAD, OTHER_MEMBER):
        assert browser(nip).post(f"/my/{segment}/coaching/1").status_code == 404
    assert browser(MEMBER).post(f"/my/{segment}/coaching/2").status_code == 404
