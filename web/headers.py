"""What every answer says to the browser, and which requests are refused before anything is read.

Belongs here: security headers, the origin of forms, the size of requests, the reader's language, whether statements
are planned once. Does not: who the visitor is (visitor).
Sources: OWASP ASVS 5 (3.4, 3.5.1, 3.5.3, 14.3.2); ../shared/reference/faults.md L6, I2, I6.
"""

from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from models import portal_address
from models.database import plan_once
from models.language import LANGUAGES, read_in

LANGUAGE_COOKIE = "kinerja_language"
#: The largest request: a file of evidence, and the form around it.
LARGEST_BYTES = 12 * 1024 * 1024
_SAFE = frozenset({"GET", "HEAD"})
#: Where each page is about one person or request, or what waits for somebody: a few rows, found by an index. Lists that
#: people filter, pages of a whole period and work in bulk stand elsewhere.
_ABOUT_ONE = frozenset({"", "requests", "objections", "team", "my", "segments"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"strict-transport-security", b"max-age=31536000"),
)

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Any]


class Headers:
    """ASGI middleware around the whole portal."""

    def __init__(self, app: Any) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Refuse what a foreign page sent, set the reader's language, and add the headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        read_in(_language(told.get("cookie", "")))
        plan_once(scope["path"].strip("/").partition("/")[0] in _ABOUT_ONE)  # "*" is a path, too

        async def with_headers(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *_added(scope["path"], message["headers"])]}
            await send(message)

        refused = _refusal(scope["method"], told)
        if refused:
            await _answer(refused, with_headers)
        else:
            await self.app(scope, _limited(receive), with_headers)


def _language(cookies: str) -> str:
    found = SimpleCookie(cookies).get(LANGUAGE_COOKIE) if LANGUAGE_COOKIE in cookies else None
    return found.value if found and found.value in LANGUAGES else "id"


def _added(path: str, present: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """The headers that the answer does not bring itself: a page may have a policy of its own (web/runs)."""
    given = {name.lower() for name, _value in present}
    yield from (header for header in _HEADERS if header[0] not in given)
    if not path.startswith("/static/") and b"cache-control" not in given:
        yield b"cache-control", b"no-store"


def _refusal(method: str, told: dict[str, str]) -> int | None:
    """The status of a refused request; None when it may go on."""
    if not portal_address.known_host(told.get("host", "")):
        return 421
    if told.get("content-length", "0").isdigit() and int(told.get("content-length", "0")) > LARGEST_BYTES:
        return 413
    if method in _SAFE:
        return None
    if told.get("authorization", "").startswith("Bearer "):  # a program with a token sends no cookie
        return None
    site = told.get("sec-fetch-site")
    if site is not None:
        return None if site in {"same-origin", "none"} else 403
    origin = told.get("origin")
    return None if origin and urlsplit(origin).netloc == told.get("host") else 403


def _limited(receive: Any) -> Any:
    """`receive` that ends a body which is longer than it said or never said how long it is."""
    seen = 0

    async def counted() -> dict[str, Any]:
        nonlocal seen
        message: dict[str, Any] = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST_BYTES else message

    return counted


async def _answer(status: int, send: Send) -> None:
    texts = {
        421: b"Not this portal / Bukan portal ini",
        413: b"Too large / Terlalu besar",
        403: b"Sent from another site / Dikirim dari situs lain",
    }
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": texts[status]})
