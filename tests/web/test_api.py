"""The REST API: what its person may see, and nothing else; a token for a purpose and a time."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models import actors, api_tokens
from models.database import one, run, transaction
from models.errors import InvalidInputError
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.APPROVAL)


def client(portal: object, nip: str | None) -> TestClient:
    """A program with a token of this person."""
    made = TestClient(portal, base_url="https://testserver")  # type: ignore[arg-type]
    if nip:
        with transaction() as session:
            made.headers["authorization"] = "Bearer " + api_tokens.issue(
                session, by=actors.person(session, nip), purpose="rekap", days=1
            )
    return made


@pytest.mark.parametrize(
    ("nip", "status"), [(MEMBER, 200), (DIVISION_HEAD, 200), (HEAD, 200), (OTHER_MEMBER, 404), (None, 401)]
)
@pytest.mark.parametrize("what", ["", "/plan", "/summary"])
def test_an_appraisal_is_for_those_who_may_see_it(
    portal: object, period: SmallPeriod, nip: str | None, status: int, what: str
) -> None:
    found = client(portal, nip).get(f"/api/v1/segments/{period.segments[MEMBER]}{what}")
    assert found.status_code == status, found.text
    if status != 200:
        assert set(found.json()) == {"code", "message"}


def test_numbers_are_exact(portal: object, period: SmallPeriod) -> None:
    plan = client(portal, MEMBER).get(f"/api/v1/segments/{period.segments[MEMBER]}/plan").json()
    assert isinstance(plan["results"][0]["indicators"][0]["target_min"], str)


@pytest.mark.parametrize(
    "path", ["/periods/2026", "/periods/2026/findings", f"/trace/person/{MEMBER}", "/trace/request/1", "/trace/x/1"]
)
def test_what_is_about_everybody_is_for_administrators_and_auditors(
    portal: object, period: SmallPeriod, path: str
) -> None:
    assert client(portal, MEMBER).get("/api/v1" + path).status_code == 404
    known = client(portal, HEAD).get("/api/v1" + path)
    assert known.status_code == (404 if path == "/trace/x/1" else 200)


@pytest.mark.parametrize("path", ["/me", "/waiting", "/requests", "/periods"])
def test_everybody_may_ask_about_themselves(portal: object, period: SmallPeriod, path: str) -> None:
    assert client(portal, DIVISION_HEAD).get("/api/v1" + path).status_code == 200


def test_a_token_that_has_ended_or_expired_is_refused(portal: object, period: SmallPeriod) -> None:
    for ending in ("ended_at = now()", "expires_at = now()"):
        program = client(portal, MEMBER)
        assert program.get("/api/v1/me").json()["nip"] == MEMBER
        if ending.startswith("ended"):
            with transaction() as session:
                run(session, "UPDATE api_token SET ended_at = now()")
        else:
            program.headers["authorization"] += "x"
        assert program.get("/api/v1/me").status_code == 401


def test_nothing_is_changed_through_the_interface(portal: object, period: SmallPeriod) -> None:
    described = client(portal, MEMBER).get("/api/v1/openapi.json").json()
    assert {method for path in described["paths"].values() for method in path} == {"get"}
    assert client(portal, MEMBER).post("/api/v1/requests").status_code == 405


def test_a_token_is_made_and_ended_on_the_account_page(browser: Browser, period: SmallPeriod) -> None:
    visitor = browser(MEMBER)
    made = visitor.post("/profile/tokens", data={"purpose": "Rekap bulanan", "days": "30"})
    assert "kinerja_" in made.text
    again = visitor.get("/profile")
    assert "kinerja_" not in again.text
    assert "Rekap bulanan" in again.text
    with transaction() as session:
        token = one(session, "SELECT id FROM api_token")
        assert token
    assert browser(OTHER_MEMBER).post(f"/profile/tokens/{token['id']}/end").status_code == 404
    assert visitor.post(f"/profile/tokens/{token['id']}/end").status_code == 303
    assert "Rekap bulanan" not in visitor.get("/profile").text


@pytest.mark.parametrize(("purpose", "days"), [("", 10), ("x", 0), ("x", 367), ("x" * 201, 5)])
def test_a_token_needs_a_purpose_and_an_end(period: SmallPeriod, purpose: str, days: int) -> None:
    with transaction() as session, pytest.raises(InvalidInputError):
        api_tokens.issue(session, by=actors.person(session, MEMBER), purpose=purpose, days=days)
