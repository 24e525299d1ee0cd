"""The second factor in the browser: turned on by the profile, asked for after the password, turned off again."""

import html
import re
from collections.abc import Callable

import pyotp
import pytest
from starlette.testclient import TestClient

from models import accounts, actors, second_factor
from models.database import one, rows, run, transaction
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web import provider as providers
from tests.web.conftest import Browser
from tests.web.provider import CLIENT, SECRET
from tests.web.test_oidc import there_and_back
from web import oidc_provider
from web.sign_in import STEP_COOKIE
from web.visitor import COOKIE

WORDS = "ombak kuda sepatu"
AT = 1_800_000_000
PAGE = "/profile/second-factor"


class Clock:
    """What time it is for codes, here and on the phone."""

    def __init__(self) -> None:
        self.at = AT
        self.key = ""

    def code(self) -> str:
        """The code of the next step, which was not used before."""
        self.at += 30
        return pyotp.TOTP(self.key).at(self.at)


@pytest.fixture
def clock(fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A person with a password, on an installation with a secret."""
    fresh(Stage.COLLECTION)
    monkeypatch.setenv("KINERJA_SECRET_KEY", "rahasia pemasangan yang panjang sekali")
    made = Clock()
    monkeypatch.setattr(second_factor, "_now", lambda _session: float(made.at))
    with transaction() as session:
        run(session, "UPDATE person SET language = 'en'")
        accounts.keep_password(session, actors.person(session, MEMBER).person_id or 0, WORDS, known=[])
    return made


def turned_on(browser: Browser, clock: Clock) -> list[str]:
    """The person turns it on; their recovery codes."""
    visitor = browser(MEMBER)
    assert visitor.post(f"{PAGE}/begin", data={"password": WORDS}).status_code == 303
    shown = visitor.get(PAGE).text
    clock.key = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)[1].replace(" ", "")  # type: ignore[index]
    assert "otpauth://totp/" in shown
    assert f"secret={clock.key}" in html.unescape(shown)
    done = visitor.post(f"{PAGE}/confirm", data={"code": clock.code()})
    assert done.status_code == 200
    return re.findall(r"<code>([a-z0-9-]+)</code>", done.text)


def typed_password(browser: Browser, **more: str) -> TestClient:
    """A browser that typed the right password and is asked for the code."""
    visitor = browser()
    done = visitor.post("/sign-in", data={"nip": MEMBER, "password": WORDS, **more})
    assert done.status_code == 303
    assert done.headers["location"].startswith("/sign-in/code?next=")
    assert COOKIE + "=" not in done.headers["set-cookie"]
    assert visitor.get("/profile").status_code == 303
    return visitor


def test_turning_it_on_shows_key_and_recovery_codes_once(browser: Browser, clock: Clock) -> None:
    elsewhere = browser(MEMBER)
    assert "/profile/second-factor" in elsewhere.get("/profile").text
    assert "With a second factor" in elsewhere.get(PAGE).text
    recovery = turned_on(browser, clock)
    assert len(recovery) == second_factor.CODES
    assert elsewhere.get("/profile").status_code == 303, "sessions elsewhere end"
    shown = browser(MEMBER).get(PAGE).text
    assert "Recovery codes left: 8 of 8" in shown
    assert not [secret for secret in (clock.key, *recovery) if secret in shown]


def test_nobody_begins_without_the_password_or_confirms_with_a_wrong_code(browser: Browser, clock: Clock) -> None:
    visitor = browser(MEMBER)
    refused = visitor.post(f"{PAGE}/begin", data={"password": "bukan ini ya"})
    assert (refused.status_code, "not right" in refused.text) == (422, True)
    assert visitor.post(f"{PAGE}/confirm", data={"code": "000000"}).status_code == 409
    visitor.post(f"{PAGE}/begin", data={"password": WORDS})
    wrong = visitor.post(f"{PAGE}/confirm", data={"code": "x"})
    assert (wrong.status_code, "does not belong to the key" in wrong.text) == (422, True)
    signed = browser().post("/sign-in", data={"nip": MEMBER, "password": WORDS})
    assert signed.headers["location"] == "/", "what is not confirmed is not asked for"


def test_after_the_password_the_code_leads_where_one_wanted_to_go(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    visitor = typed_password(browser, next="/profile?done=x")
    asked = visitor.get("/sign-in/code?next=/profile%3Fdone%3Dx")
    assert asked.status_code == 200
    assert 'autocomplete="one-time-code"' in asked.text
    done = visitor.post("/sign-in/code", data={"code": clock.code(), "next": "/profile?done=x"})
    assert (done.status_code, done.headers["location"]) == (303, "/profile?done=x")
    assert visitor.get("/profile").status_code == 200
    assert STEP_COOKIE not in visitor.cookies
    away = typed_password(browser)
    assert away.post("/sign-in/code", data={"code": clock.code(), "next": "//evil.example"}).headers["location"] == "/"


def test_a_code_signs_in_once_in_whatever_browser(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    code = clock.code()
    first, second = typed_password(browser), typed_password(browser)
    assert first.post("/sign-in/code", data={"code": code}).status_code == 303
    used = second.post("/sign-in/code", data={"code": code})
    never = second.post("/sign-in/code", data={"code": "x"})
    assert used.status_code == never.status_code == 401
    assert used.text == never.text
    assert second.get("/profile").status_code == 303
    assert second.post("/sign-in/code", data={"code": clock.code()}).status_code == 303


def test_a_finished_sign_in_is_not_finished_again(browser: Browser, clock: Clock) -> None:
    """The back button, or a copied cookie: whoever finished begins anew with the password."""
    turned_on(browser, clock)
    visitor = typed_password(browser)
    step = visitor.cookies[STEP_COOKIE]
    assert visitor.post("/sign-in/code", data={"code": clock.code()}).status_code == 303
    thief = browser()
    thief.cookies.set(STEP_COOKIE, step)
    late = thief.post("/sign-in/code", data={"code": clock.code()})
    assert (late.status_code, "Signing in took too long" in late.text) == (401, True)
    assert thief.get("/sign-in/code").headers["location"] == "/sign-in"


def test_of_two_tabs_one_finishes(browser: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both type codes that are right, and the other tab is the first."""
    turned_on(browser, clock)
    visitor = typed_password(browser)

    def accepted(person: int, code: str) -> str:
        with transaction() as session:
            run(session, "UPDATE sign_in_step SET ended_at = now()")
        return "app"

    monkeypatch.setattr(second_factor, "accept", accepted)
    late = visitor.post("/sign-in/code", data={"code": clock.code()})
    assert (late.status_code, "finished in another tab" in late.text) == (401, True)


@pytest.mark.parametrize("cookie", [None, "", "x", "%00"])
def test_without_the_password_no_code_is_asked_for(browser: Browser, clock: Clock, cookie: str | None) -> None:
    turned_on(browser, clock)
    visitor = browser()
    if cookie is not None:
        visitor.cookies.set(STEP_COOKIE, cookie)
    assert visitor.get("/sign-in/code").status_code == 303
    assert visitor.post("/sign-in/code", data={"code": clock.code()}).status_code == 401
    assert visitor.get("/profile").status_code == 303


@pytest.mark.parametrize("nip", [MEMBER, OTHER_MEMBER, "1"])
def test_a_wrong_password_tells_nothing_of_second_factors(browser: Browser, clock: Clock, nip: str) -> None:
    before = browser().post("/sign-in", data={"nip": nip, "password": "salah sekali ya"}).text
    turned_on(browser, clock)
    after = browser().post("/sign-in", data={"nip": nip, "password": "salah sekali ya"})
    assert after.text == before
    assert STEP_COOKIE not in after.headers.get("set-cookie", "")


def test_ten_wrong_codes_let_the_account_rest(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    visitor = typed_password(browser)
    for _again in range(accounts.MOST_FAILURES):
        wrong = visitor.post("/sign-in/code", data={"code": "x"})
    resting = visitor.post("/sign-in/code", data={"code": clock.code()})
    assert resting.status_code == 401
    assert resting.text == wrong.text
    assert browser().post("/sign-in", data={"nip": MEMBER, "password": WORDS}).status_code == 401


def test_a_recovery_code_signs_in_and_tells_how_many_are_left(browser: Browser, clock: Clock) -> None:
    recovery = turned_on(browser, clock)
    visitor = typed_password(browser)
    done = visitor.post("/sign-in/code", data={"code": recovery[0].upper()})
    assert done.headers["location"] == f"{PAGE}?done=recovery"
    assert "Codes left: 7" in visitor.get(done.headers["location"]).text
    again = typed_password(browser)
    assert again.post("/sign-in/code", data={"code": recovery[0]}).status_code == 401


def test_a_new_password_by_link_still_needs_the_code(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        token = accounts.issue_link(session, person, by=actors.operator())
    visitor = browser()
    new = {"password": "payung gajah kunci", "again": "payung gajah kunci"}
    assert visitor.post(f"/first-sign-in/{token}", data=new).headers["location"].startswith("/sign-in/code")
    assert visitor.get("/profile").status_code == 303
    assert visitor.post("/sign-in/code", data={"code": clock.code()}).status_code == 303


def test_renewing_and_turning_off_need_password_and_code(browser: Browser, clock: Clock) -> None:
    recovery = turned_on(browser, clock)
    visitor, elsewhere = browser(MEMBER), browser(MEMBER)
    for path in ("codes", "off"):
        for password, code in (("bukan ini ya", clock.code()), (WORDS, "x"), ("", "")):
            refused = visitor.post(f"{PAGE}/{path}", data={"password": password, "code": code})
            assert (refused.status_code, "Nothing was changed" in refused.text) == (422, True)
    renewed = visitor.post(f"{PAGE}/codes", data={"password": WORDS, "code": clock.code()})
    fresh = re.findall(r"<code>([a-z0-9-]+)</code>", renewed.text)
    assert len(set(fresh) - set(recovery)) == second_factor.CODES
    assert elsewhere.get("/profile").status_code == 303
    off = visitor.post(f"{PAGE}/off", data={"password": WORDS, "code": fresh[0]})
    assert (off.status_code, off.headers["location"]) == (303, f"{PAGE}?done=off")
    assert "Your second factor is off" in visitor.get(off.headers["location"]).text
    assert browser().post("/sign-in", data={"nip": MEMBER, "password": WORDS}).headers["location"] == "/"
    with transaction() as session:
        assert rows(session, "SELECT FROM second_factor") == rows(session, "SELECT FROM recovery_code") == []


def test_a_person_without_a_password_and_an_installation_without_a_secret_are_told(
    browser: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "You have no password of this portal" in browser(OTHER_MEMBER).get(PAGE).text
    monkeypatch.delenv("KINERJA_SECRET_KEY")
    visitor = browser(MEMBER)
    assert "the operator has not set KINERJA_SECRET_KEY" in visitor.get(PAGE).text
    assert visitor.post(f"{PAGE}/begin", data={"password": WORDS}).status_code == 503
    assert browser().post("/sign-in", data={"nip": MEMBER, "password": WORDS}).headers["location"] == "/"


def test_an_administrator_turns_it_off_for_who_lost_everything(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id
    address = f"/accounts/{person}/second-factor"
    hr = browser(HEAD)
    assert "Turn it off only for somebody who lost" in hr.get(address).text
    refused = hr.post(address, data={"reason": " "})
    assert (refused.status_code, "how you made sure" in refused.text) == (422, True)
    assert hr.post(address, data={"reason": "Datang sendiri"}).headers["location"] == f"{address}?done=off"
    assert "This person has none" in hr.get(address).text
    for outsider in (MEMBER, OTHER_MEMBER):
        assert browser(outsider).get(address).status_code == 404
        assert browser(outsider).post(address, data={"reason": "x"}).status_code == 404
    with transaction() as session:
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied'") == {"n": 4}


@pytest.mark.parametrize(("methods", "leads"), [(["pwd"], "/sign-in/code?next=%2F"), (["pwd", "otp", "mfa"], "/")])
def test_the_agencys_sign_in_is_asked_for_the_code_unless_it_asked_for_two_factors_itself(
    browser: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch, methods: list[str], leads: str
) -> None:
    turned_on(browser, clock)
    with providers.running() as agency:
        settings = {"ISSUER": agency.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
        for name, value in settings.items():
            monkeypatch.setenv(f"KINERJA_OIDC_{name}", value)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        oidc_provider._known.clear()
        agency.who = {"nip": MEMBER, "amr": methods}
        visitor = browser()
        done = visitor.get(there_and_back(visitor))
    assert (done.status_code, done.headers["location"]) == (303, leads)


def test_what_was_disabled_meanwhile_is_asked_for_nothing_more(browser: Browser, clock: Clock) -> None:
    turned_on(browser, clock)
    visitor = typed_password(browser)
    with transaction() as session:
        run(session, "UPDATE account SET disabled_at = now()")
    assert visitor.post("/sign-in/code", data={"code": clock.code()}).status_code == 401
