"""Reminding the people of a unit from its page: first a look at whom, then one notice each; auditors have no button."""

from collections.abc import Callable

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import administer, denials, grant
from tests.web.test_periods import other_unit, overdue

World = Callable[[Stage], SmallPeriod]
PLACE = f"/periods/2026/units/{AGENCY}"


def reminded() -> int:
    with transaction() as session:
        found = one(session, "SELECT count(*) AS n FROM notice WHERE kind = 'reminder'")
    return int(found["n"]) if found else 0


def test_the_button_leads_to_whom_and_then_reminds(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    overdue(Stage.COLLECTION)
    visitor = browser(HEAD)
    assert f'href="{PLACE}/remind"' in visitor.get(PLACE).text
    sure = visitor.get(f"{PLACE}/remind").text
    assert all(f"NIP {nip}" in sure for nip in PEOPLE)
    assert "People who get a reminder: 4." in sure
    assert "report of realizations to submit" in sure
    assert "late</strong>" in sure
    assert reminded() == 0
    done = visitor.post(f"{PLACE}/remind")
    assert (done.status_code, done.headers["location"]) == (303, f"{PLACE}?done=reminded")
    after = visitor.get(done.headers["location"]).text
    assert "Reminders are on their way. People who got one: 4." in after
    assert "Last reminder:" in after
    assert reminded() == len(PEOPLE)


def test_a_second_press_on_the_same_day_reminds_nobody(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    visitor.post(f"{PLACE}/remind")
    again = visitor.post(f"{PLACE}/remind")
    assert again.status_code == 409
    assert "was reminded today already" in again.text
    shown = visitor.get(f"{PLACE}/remind").text
    assert "reminded today" in shown
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert reminded() == len(PEOPLE)


def test_when_nobody_owes_anything_the_page_says_so(browser: Browser, standing: World) -> None:
    standing(Stage.BRIEFING)
    visitor = browser(HEAD)
    assert "Nobody owes anything here now" in visitor.get(f"{PLACE}/remind").text
    assert visitor.post(f"{PLACE}/remind").status_code == 409


def test_a_unit_administrator_reminds_their_unit_alone(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    other_unit()
    administer(MEMBER)
    visitor = browser(MEMBER)
    assert f'href="{PLACE}/remind"' in visitor.get(PLACE).text
    other = "/periods/2026/units/DINSOS/remind"
    assert (visitor.get(other).status_code, visitor.post(other).status_code) == (404, 404)
    assert denials("unit") == 2
    assert visitor.post(f"{PLACE}/remind").status_code == 303


def test_auditors_and_everybody_else_do_not(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    grant(OTHER_MEMBER, "auditor")
    assert "/remind" not in browser(OTHER_MEMBER).get(PLACE).text
    for nip in (OTHER_MEMBER, MEMBER):
        visitor = browser(nip)
        assert (visitor.get(f"{PLACE}/remind").status_code, visitor.post(f"{PLACE}/remind").status_code) == (404, 404)
    assert reminded() == 0
    assert browser(HEAD).get("/periods/2026/units/NONE/remind").status_code == 404


def test_a_closed_period_has_no_button(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE period SET closed_at = now()")
    assert "/remind" not in browser(HEAD).get(PLACE).text
