"""What every answer says to the browser, and which requests are refused before anything is read."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.testclient import TestClient

from models.database import one_alone
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod
from tests.web.conftest import Browser
from web.headers import LARGEST_BYTES, Headers
from web.pages import STATIC, static


@pytest.fixture
def member(standing: Callable[[Stage], SmallPeriod], browser: Browser):
    standing(Stage.COLLECTION)
    return browser(MEMBER)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/static/kinerja.css"])
def test_every_answer_is_guarded(member, path: str) -> None:
    told = member.get(path).headers
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert told["x-content-type-options"] == "nosniff"
    assert ("no-store" in told["cache-control"]) != path.startswith("/static")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "https://testserver"}, 403),
        ({"origin": "https://testserver"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_forms_of_other_sites_are_refused(member, headers: dict[str, str], status: int) -> None:
    del member.headers["sec-fetch-site"]
    assert member.post("/language", data={"language": "xx"}, headers=headers).status_code == status


def test_what_is_too_large_is_refused(member) -> None:
    assert member.post("/language", content=b"x" * (LARGEST_BYTES + 1)).status_code == 413


def test_what_cannot_be_read_is_told_kindly(member) -> None:
    answer = member.post("/profile/password", data={"present": "x" * 5000})
    assert answer.status_code == 422
    assert "Go back and try again" in answer.text


def test_files_that_never_change_are_kept_by_the_browser(member) -> None:
    for name in ("govuk.css", "kinerja.css", "portal.js", "govuk-frontend.min.js", "icon.svg"):
        answer = member.get(static(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.content == (STATIC / name).read_bytes()


def test_what_others_made_is_as_they_made_it() -> None:
    """versions.json names version, licence and SHA-256 of every file that is not ours."""
    import hashlib  # noqa: PLC0415
    import json  # noqa: PLC0415

    listed = json.loads((STATIC / "versions.json").read_text(encoding="utf-8"))
    ours = {"kinerja.css", "portal.js", "early.js", "icon.svg", "versions.json"}
    assert set(listed) == {path.name for path in STATIC.iterdir()} - ours
    for name, about in listed.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == about["sha256"]


@pytest.mark.parametrize(
    ("path", "mode"),
    [("/", "force_generic_plan"), ("/requests/1", "force_generic_plan"), ("/my/1/summary", "force_generic_plan"),
     ("/periods/2026/findings", "auto"), ("/mystery", "auto"), ("/trace", "auto")],
)  # fmt: skip
def test_pages_about_one_person_keep_the_first_plan_of_a_statement(member, path: str, mode: str) -> None:
    async def page(_scope: object, _receive: object, send: Callable[[dict[str, object]], Awaitable[None]]) -> None:
        told = (one_alone("SHOW plan_cache_mode") or {})["plan_cache_mode"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": told.encode()})

    assert TestClient(Headers(page)).get(path).text == mode  # type: ignore[arg-type]


def test_a_request_about_the_server_itself_is_answered() -> None:
    """`OPTIONS *` (RFC 9110 §9.3.7) names no path; it is refused as whatever no page of ours sends."""
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "OPTIONS", "path": "*", "scheme": "http", "headers": [], "query_string": b""}
    asyncio.run(Headers(None)(scope, None, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 403
