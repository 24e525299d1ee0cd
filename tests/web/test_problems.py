"""Every kind of refusal has one way to be told: beside the fields of a form, or as a page of its own."""

import web.app
from models.errors import KinerjaError, NotFoundError, UnavailableError
from web.problems import REFUSALS, status_of


def kinds(of: type[Exception]) -> set[type[Exception]]:
    return {each for kind in of.__subclasses__() for each in {kind, *kinds(kind)}}


def test_a_form_tells_every_refusal_but_that_there_is_no_such_page() -> None:
    assert web.app.ROUTERS  # every module that refuses is read
    found = kinds(KinerjaError)
    assert len(found) > len(REFUSALS) + 1
    assert {each for each in found if issubclass(each, REFUSALS) == issubclass(each, NotFoundError)} == set()


def test_what_has_a_page_of_its_own_is_not_told_as_a_conflict() -> None:
    assert [status_of(kind("x")) for kind in (NotFoundError, UnavailableError)] == [404, 503]
