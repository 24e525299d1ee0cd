"""Every page against every kind of visitor: who gets further than "there is no such page" equals the table in routes.

A route that the table does not name fails; so does a line of the table that the portal does not have.
"""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web import routes
from tests.web.conftest import Browser
from tests.web.oversight import judged
from web.app import ROUTERS

WORDS_OF_THE_RATER = "Umpan balik yang belum diterbitkan"


def known_routes() -> set[tuple[str, str]]:
    """Every method and path of the portal; HEAD goes with GET."""
    return {
        (method, route.path)  # type: ignore[attr-defined]
        for router in ROUTERS
        for route in router.routes
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }


def test_the_table_names_every_route_and_no_other() -> None:
    assert known_routes() == set(routes.MAY)


def test_the_table_names_only_known_visitors() -> None:
    assert {visitor for may in routes.MAY.values() for visitor in may} <= set(routes.VISITORS)


@pytest.fixture
def visitors(fresh: Callable[[Stage], SmallPeriod], browser: Browser) -> tuple[SmallPeriod, dict[str, TestClient]]:
    """A browser of each kind of visitor, in a world where raters are asked and data have findings and evidence."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    judged()
    with transaction() as session:
        routes.furnish(session, period)
    people = {
        "own": MEMBER,
        "other": OTHER_MEMBER,
        "rater": DIVISION_HEAD,
        "superior": HEAD,
        **routes.OFFICERS,
    }
    return period, {"nobody": browser()} | {kind: browser(nip) for kind, nip in people.items()}


def got_further(answer: object) -> bool:
    """Whether an answer is more than the way to the sign-in or the neutral page."""
    status, headers = answer.status_code, answer.headers  # type: ignore[attr-defined]
    assert status < 500, answer.text  # type: ignore[attr-defined]
    return status not in {401, 404} and headers.get("location", "").split("?")[0] != "/sign-in"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_gets_further_is_what_the_table_says(
    visitors: tuple[SmallPeriod, dict[str, TestClient]], method: str
) -> None:
    """A post is tried with an empty form: whoever may not, is refused before the form is looked at."""
    period, browsers = visitors
    differs = []
    for (verb, path), may in sorted(routes.MAY.items()):
        if verb != method or path in routes.ENDS_THE_SESSION:
            continue
        address = routes.filled(path, period)
        # Insiders come last: what they do must not change what an outsider sees.
        order = sorted(browsers, key=lambda kind: kind in may)
        further = {kind for kind in order if got_further(browsers[kind].request(method, address))}
        if further != may:
            differs.append((verb, path, "too many", sorted(further - may), "too few", sorted(may - further)))
    assert not differs, "\n".join(map(str, differs))


def test_a_look_at_anothers_record_is_on_record(visitors: tuple[SmallPeriod, dict[str, TestClient]]) -> None:
    period, browsers = visitors
    segment = period.segments[MEMBER]
    for path in (f"/segments/{segment}/summary", f"/my/{segment}", f"/my/{segment}/plan"):
        assert browsers["other"].get(path).status_code == 404
    with transaction() as session:
        found = one(
            session, "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied' AND subject_id = %(s)s",
            s=segment,
        )  # fmt: skip
    assert found is not None
    assert found["n"] == 3


def test_the_raters_words_are_not_read_before_publication(
    visitors: tuple[SmallPeriod, dict[str, TestClient]],
) -> None:
    """A field-level rule: neither ratings nor feedback of the rater reach the person while they are not published."""
    period, browsers = visitors
    request = routes.filled("/requests/{request_id}", period)
    shown = browsers["rater"].get(request).text
    rating = {"answer": "rate", "work": "DI_BAWAH", "behavior": "DI_BAWAH", "reason": WORDS_OF_THE_RATER, "sure": "yes"}
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert browsers["rater"].post(request, data=rating | {"seen": seen}).status_code == 303
    assert WORDS_OF_THE_RATER in browsers["rater"].get(request).text
    for (verb, path), may in sorted(routes.MAY.items()):
        if verb == "GET" and "own" in may and path not in routes.ENDS_THE_SESSION:
            told = browsers["own"].get(routes.filled(path, period)).text
            assert WORDS_OF_THE_RATER not in told, path
            assert "Di Bawah Ekspektasi" not in told, path
