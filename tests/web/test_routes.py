"""Every page against every kind of visitor: who gets further than "there is no such page" equals the table in routes.

A route that the table does not name fails; so does a line of the table that the portal does not have.
"""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models.database import one, rows, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web import routes
from tests.web.conftest import Browser
from tests.web.oversight import grant, judged
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
    found = {"nobody": browser()} | {kind: browser(nip) for kind, nip in people.items()}
    with transaction() as session:
        [delegation] = rows(session, "SELECT id FROM delegation")
    assert found["deputy"].post("/acting", data={"delegation": delegation["id"]}).headers["location"] == "/requests"
    return period, found


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


#: What a rating of the lowest kind is called on pages and in files, and what follows from it.
TOLD = (WORDS_OF_THE_RATER, "Di Bawah Ekspektasi", "DI_BAWAH")


def rated_lowest(period: SmallPeriod, rater: TestClient) -> None:
    """MEMBER is rated as low as it goes, with words."""
    request = routes.filled("/requests/{request_id}", period)
    shown = rater.get(request).text
    rating = {"answer": "rate", "work": "DI_BAWAH", "behavior": "DI_BAWAH", "reason": WORDS_OF_THE_RATER, "sure": "yes"}
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert rater.post(request, data=rating | {"seen": seen}).status_code == 303
    assert WORDS_OF_THE_RATER in rater.get(request).text


def said_to(visitor: TestClient, kinds: set[str], period: SmallPeriod) -> list[tuple[str, str]]:
    """(address, words) wherever a page for one of these kinds of visitor tells what the rater said."""
    event = "SELECT max(id) AS id FROM audit_event WHERE event = 'evaluation.rated' AND segment_id = %(segment)s"
    with transaction() as session:
        rating = one(session, event, segment=period.segments[MEMBER])
    assert rating
    addresses = [
        routes.filled(path, period)
        for (verb, path), may in sorted(routes.MAY.items())
        if verb == "GET" and kinds & may and path not in routes.ENDS_THE_SESSION
    ]
    addresses += [
        f"/trace/event/{rating['id']}", f"/trace/segment/{period.segments[MEMBER]}",
        f"/trace/segment/{period.segments[MEMBER]}/export", f"/trace/unit/{period.unit}/export",
        f"/trace/period/{period.code}/export", routes.filled("/trace/request/{request_id}/export", period),
        f"/periods/{period.code}/results?nip={MEMBER}", f"/periods/{period.code}/units/{period.unit}?find={MEMBER}",
        f"/periods/{period.code}/findings?passed=1",
    ]  # fmt: skip
    return [(address, word) for address in addresses for word in TOLD if word in visitor.get(address).text]


def test_the_raters_words_are_not_read_before_publication(
    visitors: tuple[SmallPeriod, dict[str, TestClient]],
) -> None:
    """A field-level rule: neither ratings nor feedback of the rater reach the person while they are not published."""
    period, browsers = visitors
    rated_lowest(period, browsers["rater"])
    assert said_to(browsers["own"], {"own"}, period) == []


@pytest.mark.parametrize("role", ["", "hr_admin", "auditor", "unit_admin"])
def test_nobody_reads_their_own_result_before_publication_whatever_their_role(
    visitors: tuple[SmallPeriod, dict[str, TestClient]], role: str
) -> None:
    """Once scored, too: the same page that shows an officer everybody's result keeps their own from them."""
    period, browsers = visitors
    rated_lowest(period, browsers["rater"])
    period.rate_all()
    assert period.run(Stage.APPROVAL).outcome == "sealed"
    period.run(Stage.SCORING)
    if role:
        grant(MEMBER, role, period.unit if role == "unit_admin" else None)
    own = browsers["own"]
    kinds = {"own", {"hr_admin": "hr"}.get(role, role)}
    assert said_to(own, kinds, period) == []
    if role in {"hr_admin", "auditor"}:
        shown = own.get(f"/periods/{period.code}/units/{period.unit}").text
        assert shown.count('data-label="Ratings">Rated') == 1
        assert shown.count('data-label="Ratings">Baik') == 3
        year = own.get(f"/periods/{period.code}/results?nip={MEMBER}").text
        assert "rated; you read it once it is published" in year
        assert "3 of 4" in year
        assert WORDS_OF_THE_RATER in browsers["hr"].get(f"/trace/segment/{period.segments[MEMBER]}").text
