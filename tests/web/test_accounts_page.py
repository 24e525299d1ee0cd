"""Accounts for their administrators: finding people, one-time links, disabling; and whose account is whose to help."""

import re
from collections.abc import Callable

import pytest

from models import accounts, actors
from models.database import one, run, transaction
from models.errors import NotFoundError
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import administer, denials, grant, person_id

World = Callable[[Stage], SmallPeriod]


def test_an_hr_administrator_finds_everybody(browser: Browser, standing: World) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)
    every = visitor.get("/accounts").text
    assert all(text in every for text in (f"NIP {HEAD}", f"NIP {MEMBER}", REGIONAL_HEAD))
    found = visitor.get(f"/accounts?find={MEMBER[:8]} {MEMBER[8:]}").text
    assert (f"NIP {MEMBER}" in found, f"NIP {OTHER_MEMBER}" in found) == (True, False)
    assert "Nobody whom you may help matches" in visitor.get("/accounts?find=zzz").text


def test_a_link_is_shown_once_and_works(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor, place = browser(HEAD), f"/accounts/{person_id(MEMBER)}"
    assert "Make a sign-in link" in visitor.get(place).text
    made = visitor.post(f"{place}/link")
    address = re.search(r"<code>http://127\.0\.0\.1:8420(/first-sign-in/[\w-]+)</code>", made.text)
    assert address
    assert browser().get(address[1]).status_code == 200
    assert "/first-sign-in/" not in visitor.get(place).text
    with transaction() as session:
        event = one(session, "SELECT actor_id, subject_id FROM audit_event WHERE event = 'account.linked'")
    assert event == {"actor_id": person_id(HEAD), "subject_id": person_id(MEMBER)}


def test_reloading_the_page_of_a_link_makes_no_other(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor, place = browser(HEAD), f"/accounts/{person_id(MEMBER)}"
    form = {"after": re.findall(r'name="after" value="(\d+)"', visitor.get(place).text)[0]}
    made = visitor.post(f"{place}/link", data=form)
    [address] = re.findall(r"/first-sign-in/[\w-]+", made.text)
    again = visitor.post(f"{place}/link", data=form)
    assert (again.status_code, "A link was made at" in again.text) == (409, True)
    assert "/first-sign-in/" not in again.text
    assert browser().get(address).status_code == 200, "the link that was handed over still works"
    form = {"after": re.findall(r'name="after" value="(\d+)"', again.text)[0]}
    assert "/first-sign-in/" in visitor.post(f"{place}/link", data=form).text
    assert browser().get(address).status_code == 404


def test_a_link_never_begins_with_what_a_request_calls_itself(
    browser: Browser, fresh: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(Stage.COLLECTION)
    visitor, place = browser(HEAD), f"/accounts/{person_id(MEMBER)}"
    made = visitor.post(f"{place}/link", headers={"host": "evil.example", "sec-fetch-site": "same-origin"})
    assert "evil.example" not in made.text
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id/")
    form = {"after": re.findall(r'name="after" value="(\d+)"', made.text)[0]}
    named = {"host": "kinerja.example.go.id", "origin": "https://kinerja.example.go.id"}
    made = visitor.post(f"{place}/link", headers=named, data=form)
    assert "https://kinerja.example.go.id/first-sign-in/" in made.text
    assert visitor.get(place, headers={"host": "evil.example"}).status_code == 421


def test_a_disabled_account_is_out_at_once_until_it_is_enabled(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    member, visitor, place = browser(MEMBER), browser(HEAD), f"/accounts/{person_id(MEMBER)}"
    assert member.get("/").status_code == 200
    refused = visitor.post(f"{place}/disable", data={"reason": " "})
    assert (refused.status_code, "Say why the account is disabled" in refused.text) == (422, True)
    done = visitor.post(f"{place}/disable", data={"reason": "Pindah ke provinsi"})
    assert (done.status_code, done.headers["location"]) == (303, f"{place}?done=disabled")
    assert member.get("/").status_code == 303
    assert f"NIP {MEMBER}" in visitor.get("/accounts?disabled=1").text
    assert "They sign in with the password they had" in visitor.get(place).text
    done = visitor.post(f"{place}/enable")
    assert done.headers["location"] == f"{place}?done=enabled"
    assert "can sign in again" in visitor.get(done.headers["location"]).text
    assert visitor.post(f"{place}/enable").status_code == 409


def test_nobody_disables_themselves(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    place = f"/accounts/{person_id(HEAD)}"
    assert "/disable" not in browser(HEAD).get(place).text
    refused = browser(HEAD).post(f"{place}/disable", data={"reason": "x"})
    assert (refused.status_code, "This is your own account" in refused.text) == (422, True)


def test_a_unit_administrator_helps_people_of_the_unit_without_a_role(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    administer(MEMBER)
    visitor = browser(MEMBER)
    found = visitor.get("/accounts").text
    assert f"NIP {OTHER_MEMBER}" in found
    for nip in (HEAD, DIVISION_HEAD, MEMBER, REGIONAL_HEAD):
        assert f"NIP {nip}" not in found
        place = f"/accounts/{person_id(nip)}"
        assert visitor.get(place).status_code == 404
        for act in ("link", "disable", "enable"):
            assert visitor.post(f"{place}/{act}", data={"reason": "x"}).status_code == 404
    assert denials("account") == 16
    assert visitor.post(f"/accounts/{person_id(OTHER_MEMBER)}/link").status_code == 200


@pytest.mark.parametrize("role", [None, "auditor", "performance_team"])
def test_for_everybody_else_there_is_no_such_page(browser: Browser, fresh: World, role: str | None) -> None:
    fresh(Stage.COLLECTION)
    if role:
        grant(OTHER_MEMBER, role)
    visitor, place = browser(OTHER_MEMBER), f"/accounts/{person_id(MEMBER)}"
    assert visitor.get("/accounts").status_code == 404
    assert visitor.get(place).status_code == 404
    for act in ("link", "disable", "enable"):
        assert visitor.post(f"{place}/{act}", data={"reason": "x"}).status_code == 404
    with transaction() as session:
        assert one(session, "SELECT FROM sign_in_link") is None


def test_the_verbs_ask_too_and_an_operator_may(fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        accounts.issue_link(session, person_id(MEMBER), by=actors.operator())
    with transaction() as session, pytest.raises(NotFoundError):
        accounts.issue_link(session, person_id(MEMBER), by=period.actor(OTHER_MEMBER))


@pytest.mark.parametrize("nip", [DIVISION_HEAD, HEAD])
def test_a_unit_administrator_gets_no_link_of_who_decides(browser: Browser, fresh: World, nip: str) -> None:
    """Whoever has the link could rate in their name: also where the rater holds no role of ours."""
    fresh(Stage.APPROVAL)
    with transaction() as session:
        run(session, "DELETE FROM role_assignment")
    administer(MEMBER)
    assert browser(MEMBER).post(f"/accounts/{person_id(nip)}/link").status_code == 404
    assert browser(MEMBER).post(f"/accounts/{person_id(OTHER_MEMBER)}/link").status_code == 200
