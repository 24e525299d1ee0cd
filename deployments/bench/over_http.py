"""Decisions through the portal: fifty signed-in raters send the form of a request, each waiting for one answer.

Belongs here: those people and how long each answer took. Does not: the server (pages.server), the page (web/deciding).
"""

import statistics
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from deployments.bench.lines import Line
from deployments.bench.pages import server
from deployments.bench.verbs import CLIENTS
from models import web_sessions
from models.database import Row, transaction
from web.visitor import COOKIE

_FORM = "application/x-www-form-urlencoded"


def approve(line: Line, requests: Sequence[Row]) -> None:
    """Approve these plans over HTTP; notes how many and the 95th percentile.

    Raises:
        RuntimeError: an answer was another than the portal gives to a stored decision.
    """
    cookies = _sign_in({request["assignee_id"] for request in requests})
    with server() as address:
        browsers = _Browsers(address)
        with ThreadPoolExecutor(CLIENTS) as people:
            # The first answer of a process waits for imports and templates, which nobody decides about.
            list(people.map(lambda _place: browsers.get(), range(CLIENTS)))
            began = time.perf_counter()
            took = list(people.map(lambda request: browsers.send(request, cookies[request["assignee_id"]]), requests))
            line.seconds = time.perf_counter() - began
        browsers.close()
    line.rows = len(took)
    line.slowest = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else None


def _sign_in(people: set[int]) -> dict[int, str]:
    with transaction() as session:
        return {person: web_sessions.begin(session, person, agent="bench") for person in people}


class _Browsers:
    """One open connection for each thread, as each browser has its own."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address).netloc
        self._own = threading.local()
        self._all: list[HTTPConnection] = []

    def get(self) -> None:
        """Ask for a page that needs no sign-in."""
        self._ask("GET", "/sign-in", None, {})

    def send(self, request: Row, cookie: str) -> float:
        """Send the form that approves a request; seconds until the answer."""
        form = urlencode({"answer": "approve", "seen": request["content_hash"]})
        headers = {"content-type": _FORM, "cookie": f"{COOKIE}={cookie}", "sec-fetch-site": "same-origin"}
        began = time.perf_counter()
        status = self._ask("POST", f"/requests/{request['id']}", form, headers)
        took = time.perf_counter() - began
        if status != 303:  # noqa: PLR2004 - see other: the next request
            raise RuntimeError(f"request {request['id']} was answered with {status}")
        return took

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = HTTPConnection(self._place, timeout=30)
            self._all.append(connection)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return int(answer.status)

    def close(self) -> None:
        """Let go of every connection."""
        for connection in self._all:
            connection.close()
