"""The portal under fifty people who read and decide at once: how long a page takes, and how large it is.

Belongs here: a server of its own process, and people who ask it for pages. Does not: the pages (web).
"""

import multiprocessing
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, LiteralString

import httpx

from deployments.bench.lines import Line
from deployments.portal import serving
from models import web_sessions
from models.database import Row, rows, transaction
from web.visitor import COOKIE

#: So many people, who each look at a page for a second on average, so many pages.
PEOPLE, SECONDS_A_PAGE, PAGES_EACH = 50, 1.0, 12
#: Each with twice the pause of the one before: in all longer than a server needs to begin.
_TRIES = 6
_RATERS: LiteralString = """
SELECT a.assignee_id AS person, min(a.id) AS request, min(a.segment_id) AS segment FROM approval a
 WHERE a.period_id = %(period)s AND a.kind = 'evaluation' AND a.closed_at IS NULL
 GROUP BY a.assignee_id ORDER BY count(*) DESC, a.assignee_id LIMIT %(count)s
"""
_OWN: LiteralString = """
SELECT person_id AS person, id AS segment FROM segment WHERE period_id = %(period)s AND rater_id IS NOT NULL
 ORDER BY id DESC LIMIT %(count)s
"""
_ADMINISTRATORS: LiteralString = """
SELECT r.person_id AS person, p.code, (SELECT u.code FROM period_unit h JOIN unit u ON u.id = h.unit_id
                                        WHERE h.period_id = p.id ORDER BY h.unit_id LIMIT 1) AS unit
  FROM role_assignment r, period p WHERE r.role = 'hr_admin' AND p.id = %(period)s ORDER BY r.id LIMIT %(count)s
"""


def read_pages(line: Line, period_id: int) -> dict[str, Any]:
    """Let fifty people read pages of the period; notes the 95th percentile, returns the largest page and its size."""
    ways = _ways(period_id)
    people = [ways[place % len(ways)] for place in range(PEOPLE)]
    # One client for all: fifty of them would spend the processor on certificates that nobody asks for here.
    limits = httpx.Limits(max_connections=PEOPLE, max_keepalive_connections=PEOPLE)
    with (
        server() as address,
        httpx.Client(base_url=address, limits=limits, timeout=30) as client,
        ThreadPoolExecutor(PEOPLE) as pool,
    ):
        read = [each for found in pool.map(lambda way: _visit(client, *way), people) for each in found]
    line.rows = len(read)
    line.slowest = statistics.quantiles([seconds for seconds, _size, _path in read], n=20)[-1]
    largest = max(read, key=lambda each: each[1])
    return {"largest_kb": round(largest[1] / 1024, 1), "largest_page": largest[2]}


def _ways(period_id: int) -> list[tuple[str, Sequence[str]]]:
    """A signed-in person's cookie, and the pages that they go through."""
    with transaction() as session:
        raters = rows(session, _RATERS, period=period_id, count=PEOPLE // 2 - 1)
        own = rows(session, _OWN, period=period_id, count=PEOPLE // 2 - 1)
        administrators = rows(session, _ADMINISTRATORS, period=period_id, count=2)
        known: list[tuple[Row, Sequence[str]]] = [
            *((each, ("/", "/requests", f"/requests/{each['request']}", "/team")) for each in raters),
            *((each, ("/", *(f"/my/{each['segment']}{page}" for page in ("", "/summary", "/plan")))) for each in own),
            *(
                (each, ("/", f"/periods/{each['code']}", f"/periods/{each['code']}/units/{each['unit']}"))
                for each in administrators
            ),
        ]
        return [(web_sessions.begin(session, each["person"], agent="bench"), pages) for each, pages in known]


def _visit(client: httpx.Client, cookie: str, pages: Sequence[str]) -> list[tuple[float, int, str]]:
    """Seconds, bytes and address of each page that one person read."""
    chance = random.Random(cookie)  # noqa: S311 - when somebody turns a page is no secret
    read = []
    first = chance.randrange(len(pages))  # people do not walk in step
    time.sleep(chance.uniform(0, SECONDS_A_PAGE))
    for place in range(first, first + PAGES_EACH):
        path = pages[place % len(pages)]
        began = time.perf_counter()
        answer = client.get(path, headers={"cookie": f"{COOKIE}={cookie}"})
        answer.raise_for_status()
        read.append((time.perf_counter() - began, len(answer.content), path))
        time.sleep(chance.uniform(0.5, 1.5) * SECONDS_A_PAGE)
    return read


@contextmanager
def server() -> Iterator[str]:
    """The portal in a process of its own, as `kinerja web` runs it; gives its address once it answers."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        address = ours.recv()
        with httpx.Client(transport=httpx.HTTPTransport(retries=_TRIES), base_url=address) as first:
            first.get("/sign-in").raise_for_status()
        yield address
    finally:
        ours.send(None)
        process.join(15)


def _serve(told: Connection) -> None:
    with serving(port=8460) as address:
        told.send(address)
        told.recv()
