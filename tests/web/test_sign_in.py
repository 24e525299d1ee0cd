"""Signing in and out: what proves somebody, what everybody else is told, and what ends a session."""

from collections.abc import Callable

import pytest

from models import accounts, actors
from models.database import one, rows, run, transaction
from models.errors import InvalidInputError
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser
from web.sign_in import inside
from web.visitor import COOKIE

WORDS = "ombak kuda sepatu"


@pytest.fixture
def member(fresh: Callable[[Stage], SmallPeriod]) -> int:
    """A person with a password."""
    fresh(Stage.COLLECTION)
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        accounts.keep_password(session, person, WORDS, known=[])
    return person


def signing(browser: Browser, password: str, nip: str = MEMBER, **more: str):
    return browser().post("/sign-in", data={"nip": nip, "password": password, **more})


def test_the_right_password_leads_where_one_wanted_to_go(browser: Browser, member: int) -> None:
    asked = browser().get("/profile?done=x")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Fprofile%3Fdone%3Dx")
    done = signing(browser, WORDS, next="/profile?done=x")
    assert (done.status_code, done.headers["location"]) == (303, "/profile?done=x")
    cookie = next(line for line in done.headers.get_list("set-cookie") if line.startswith(COOKIE))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie


@pytest.mark.parametrize("nip", [MEMBER, OTHER_MEMBER, "1", "", "KDH' OR 1=1 --"])
def test_whatever_is_wrong_is_told_in_the_same_words(browser: Browser, member: int, nip: str) -> None:
    refused = signing(browser, "salah sekali ya", nip)
    assert refused.status_code == 401
    assert "do not match" in refused.text
    assert COOKIE not in refused.headers.get("set-cookie", "")


def test_ten_wrong_passwords_let_the_account_rest(browser: Browser, member: int) -> None:
    for _again in range(accounts.MOST_FAILURES):
        assert signing(browser, "salah sekali ya").status_code == 401
    assert signing(browser, WORDS).status_code == 401
    with transaction() as session:
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'account.locked'") == {"n": 1}
        run(session, "UPDATE account SET locked_until = now() - interval '1 second'")
    assert signing(browser, WORDS).status_code == 303
    with transaction() as session:
        assert one(session, "SELECT failures FROM account WHERE failures > 0") is None


def test_a_session_ends_with_the_person_with_time_and_with_the_account(browser: Browser, member: int) -> None:
    def open_now() -> int:
        return visitor.get("/").status_code

    for ending in (
        "UPDATE web_session SET ended_at = now()",
        "UPDATE web_session SET seen_at = now() - interval '61 minutes'",
        "UPDATE account SET disabled_at = now()",
    ):
        visitor = browser(MEMBER)
        assert open_now() == 200
        with transaction() as session:
            run(session, ending)  # type: ignore[arg-type]
        assert open_now() == 303


def test_a_page_keeps_the_session_and_writes_so_once_a_minute(browser: Browser, member: int) -> None:
    def seen_after(seconds: int) -> object:
        with transaction() as session:
            run(session, "UPDATE web_session SET seen_at = now() - make_interval(secs => %(seconds)s)", seconds=seconds)
        assert visitor.get("/").status_code == 200
        with transaction() as session:
            return one(session, "SELECT now() - seen_at < interval '25 seconds' AS anew FROM web_session")

    visitor = browser(MEMBER)
    assert seen_after(30) == {"anew": False}
    assert seen_after(90) == {"anew": True}


def test_signing_out_ends_the_session_on_the_server(browser: Browser, member: int) -> None:
    visitor, elsewhere = browser(MEMBER), browser(MEMBER)
    token = visitor.cookies[COOKIE]
    assert visitor.post("/sign-out").status_code == 303
    visitor.cookies.set(COOKIE, token)
    assert visitor.get("/").status_code == 303
    assert elsewhere.get("/").status_code == 200
    elsewhere.post("/sign-out-everywhere")
    with transaction() as session:
        assert rows(session, "SELECT FROM web_session WHERE ended_at IS NULL") == []


def test_signing_in_again_gives_another_session(browser: Browser, member: int) -> None:
    visitor = browser()
    first = visitor.post("/sign-in", data={"nip": MEMBER, "password": WORDS}).cookies[COOKIE]
    again = visitor.post("/sign-in", data={"nip": MEMBER, "password": WORDS}).cookies[COOKIE]
    assert again != first
    stale = browser()
    stale.cookies.set(COOKIE, first)
    assert stale.get("/").status_code == 303


def test_a_link_is_used_once_and_looking_at_it_uses_nothing_up(browser: Browser, member: int) -> None:
    with transaction() as session:
        token = accounts.issue_link(session, member, by=actors.operator())
    visitor = browser()
    for method in ("GET", "HEAD", "GET"):
        assert visitor.request(method, f"/first-sign-in/{token}").status_code in {200, 405}
    wrong = visitor.post(f"/first-sign-in/{token}", data={"password": "pendek", "again": "pendek"})
    assert (wrong.status_code, "10 to 200 characters" in wrong.text) == (422, True)
    differ = visitor.post(f"/first-sign-in/{token}", data={"password": WORDS, "again": WORDS + "x"})
    assert "The two passwords differ" in differ.text
    done = visitor.post(
        f"/first-sign-in/{token}", data={"password": "payung gajah kunci", "again": "payung gajah kunci"}
    )
    assert done.status_code == 303
    assert visitor.post(f"/first-sign-in/{token}", data={"password": WORDS, "again": WORDS}).status_code == 404
    assert signing(browser, "payung gajah kunci").status_code == 303


@pytest.mark.parametrize("token", ["x", "%00", "A" * 43])
def test_links_that_never_were_look_like_used_ones(browser: Browser, member: int, token: str) -> None:
    answer = browser().get(f"/first-sign-in/{token}")
    assert answer.status_code == 404
    assert "This link does not work" in answer.text


def test_a_later_link_ends_the_earlier_one(member: int) -> None:
    with transaction() as session:
        first = accounts.issue_link(session, member, by=actors.operator())
        accounts.issue_link(session, member, by=actors.operator())
        assert accounts.link(session, first) is None


@pytest.mark.parametrize("password", ["1234567890", "password123", MEMBER, "kataku", "aaaaaaaaaaaa"])
def test_passwords_that_are_easily_guessed_are_refused(member: int, password: str) -> None:
    with transaction() as session, pytest.raises(InvalidInputError):
        accounts.keep_password(session, member, password, known=[MEMBER])


def test_the_password_changes_for_whoever_knows_it(browser: Browser, member: int) -> None:
    visitor, elsewhere = browser(MEMBER), browser(MEMBER)
    new = {"new": "payung gajah kunci", "again": "payung gajah kunci"}
    assert visitor.post("/profile/password", data={"present": "bukan ini", **new}).status_code == 422
    done = visitor.post("/profile/password", data={"present": WORDS, **new})
    assert done.status_code == 303
    assert visitor.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 303


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nb"]
)
def test_nobody_is_sent_elsewhere(address: str) -> None:
    assert inside(address) == "/"


def test_the_language_is_kept_for_the_person(browser: Browser, member: int) -> None:
    visitor = browser(MEMBER)
    done = visitor.post("/language", data={"language": "id", "back": "/profile"})
    assert done.headers["location"] == "/profile"
    assert 'lang="id"' in visitor.get("/profile").text
    with transaction() as session:
        assert one(session, "SELECT language FROM person WHERE nip = %(nip)s", nip=MEMBER) == {"language": "id"}
