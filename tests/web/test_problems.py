"""Every kind of refusal has one way to be told: beside the fields of a form, or as a page of its own."""

from collections.abc import Callable

import pytest

import web.app
from models import web_sessions
from models.errors import KinerjaError, NotFoundError, UnavailableError
from models.vocabulary import Stage
from tests.factories import HEAD, SmallPeriod
from tests.web.conftest import Browser
from web.problems import REFUSALS, status_of

World = Callable[[Stage], SmallPeriod]


def kinds(of: type[Exception]) -> set[type[Exception]]:
    return {each for kind in of.__subclasses__() for each in {kind, *kinds(kind)}}


def test_a_form_tells_every_refusal_but_that_there_is_no_such_page() -> None:
    assert web.app.ROUTERS  # every module that refuses is read
    found = kinds(KinerjaError)
    assert len(found) > len(REFUSALS) + 1
    assert {each for each in found if issubclass(each, REFUSALS) == issubclass(each, NotFoundError)} == set()


def test_what_has_a_page_of_its_own_is_not_told_as_a_conflict() -> None:
    assert [status_of(kind("x")) for kind in (NotFoundError, UnavailableError)] == [404, 503]


@pytest.mark.parametrize("place", ["/nosuch", "/requests/x", "/requests/9999999"])
def test_where_there_is_no_page_whoever_is_signed_in_keeps_their_menu(
    browser: Browser, standing: World, place: str
) -> None:
    standing(Stage.COLLECTION)
    answer = browser(HEAD).get(place)
    assert answer.status_code == 404
    assert "Sign out" in answer.text


def test_where_there_is_no_page_a_stranger_is_not_looked_up(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_sessions, "resume", lambda _token: pytest.fail("there is no cookie to ask about"))
    answer = browser().get("/nosuch")
    assert answer.status_code == 404
    assert "Sign out" not in answer.text


def test_where_there_is_no_page_the_answer_needs_no_database(
    browser: Browser, standing: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)

    def away(_token: str) -> None:
        raise UnavailableError("x")

    monkeypatch.setattr(web_sessions, "resume", away)
    answer = visitor.get("/nosuch")
    assert answer.status_code == 404
    assert "Not found" in answer.text
