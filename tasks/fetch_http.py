"""A source at an address: asked page after page, each answer complete in the spool before anything is read.

Belongs here: the pages, the tries and the waits between them. Does not: one question and its answer (http_question),
storing what was answered (models/sources).
"""

import asyncio
import json
import random
import time
from pathlib import Path
from typing import Any

import httpx

from models.errors import InvalidInputError, UnavailableError
from models.language import N_
from models.sources.definition import Http
from tasks.fetched import Fetched, Limit, TooLargeError
from tasks.http_question import PassingError, Question, shown
from tasks.own_loop import in_own_loop
from tasks.secrets import secret

#: Bytes of all answers of one pull; and of one page whose address of the next must be found in it.
MOST_BYTES, MOST_PAGE_BYTES = 64 * 1024 * 1024, 8 * 1024 * 1024
MOST_PAGES = 1000
#: A page is asked for so often, with waits that double, spread so that many sources do not ask at the same moment.
TRIES = 5
FIRST_WAIT = 1.0
#: Seconds we wait at most when asked to come back later; beyond them the next pull is early enough.
LONGEST_WAIT = 120.0
#: Seconds for all pages together.
MOST_SECONDS = 3600.0


def fetch(origin: Http, folder: Path) -> list[Fetched]:
    """Ask the address of `origin`, with all its pages; the answers are files in `folder`.

    Raises:
        UnavailableError: no connection, no complete answer in time, or the server is in trouble, also after more tries.
        InvalidInputError: the declaration is wrong: the address, its secret, or what is answered there.
    """
    value = secret(origin.secret) if origin.secret else ""
    return in_own_loop(_pages(Question(origin, value), folder))


async def _pages(question: Question, folder: Path) -> list[Fetched]:
    origin, end = question.origin, time.monotonic() + MOST_SECONDS
    limit, fetched, seen = Limit(MOST_BYTES), list[Fetched](), set[str]()
    address: httpx.URL | None = question.address
    while address is not None:
        seen.add(str(address))
        path = folder / f"{len(fetched) + 1}.{origin.kind}"
        await _page(question, address, path, limit)
        fetched.append(Fetched(path, _name(address, origin.kind, len(fetched) + 1)))
        address = _next(question, address, path)
        if address is None:
            break
        if str(address) in seen:
            raise InvalidInputError(
                N_("The pages of {address} lead back to one that was read. Correct “next” in the source."),
                address=shown(address),
            )
        if len(fetched) >= MOST_PAGES or time.monotonic() > end:
            raise InvalidInputError(
                N_("{address} has more pages than can be read ({pages} were). Ask for a shorter time span."),
                address=shown(address),
                pages=len(fetched),
            )
    return fetched


def _name(address: httpx.URL, kind: str, page: int) -> str:
    """What a delivery is called: the address without its question, which may hold anything, and the page."""
    plain = f"{address.netloc.decode('ascii')}{address.path}".rstrip("/").removesuffix(f".{kind}")
    return f"{plain}.{kind}" if page == 1 else f"{plain} ({page}).{kind}"


async def _page(question: Question, address: httpx.URL, path: Path, limit: Limit) -> None:
    """Write one page to `path`; troubles that may pass are waited out."""
    for attempt in range(TRIES):
        left = limit.left
        try:
            await _once(question, address, path, limit)
        except PassingError as trouble:
            limit.left = left
            passing = trouble
        else:
            return
        wait = FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311 - nothing to guess
        if passing.wait is not None:
            wait = passing.wait
        if wait > LONGEST_WAIT or attempt == TRIES - 1:
            break
        await asyncio.sleep(wait)
    raise UnavailableError(
        N_(
            "{address} gives no answer: {trouble}. It was asked {tries} times and will be asked again at the next "
            "pull; if that does not help, ask whoever runs it."
        ),
        address=shown(address),
        trouble=passing.message,
        tries=attempt + 1,
    )


async def _once(question: Question, address: httpx.URL, path: Path, limit: Limit) -> None:
    most = limit if not question.origin.next else Limit(min(limit.left, MOST_PAGE_BYTES))
    too_large = False
    try:
        await question.ask(address, path, most)
    except TooLargeError:
        too_large = True
    if too_large:
        raise InvalidInputError(
            N_(
                "{address} answers with more than {most} MiB. Ask for less at a time: a shorter time span, or pages "
                "(“next”)."
            ),
            address=shown(address),
            most=most.most // 1024 // 1024,
        )
    if most is not limit:
        limit.left -= most.most - most.left


def _next(question: Question, address: httpx.URL, path: Path) -> httpx.URL | None:
    """The address of the page after the one in `path`; None after the last."""
    if not question.origin.next or question.origin.kind != "json":
        return None
    found = _said(path, question.origin.next, address)
    if found is None or found == "":
        return None
    following = _joined(address, found)
    if following is None or not question.is_same_place(following):
        raise InvalidInputError(
            N_("“{next}” in the answer of {address} is no address on the same server. Correct “next” in the source."),
            next=question.origin.next,
            address=shown(address),
        )
    return following


def _joined(address: httpx.URL, found: Any) -> httpx.URL | None:
    try:
        return address.join(found) if isinstance(found, str) else None
    except (httpx.InvalidURL, ValueError):
        return None


def _said(path: Path, place: str, address: httpx.URL) -> Any:
    """What the answer in `path` says at a dotted place; None where it says nothing there."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        found = path  # no JSON
    if found is path:
        raise InvalidInputError(
            N_("The answer of {address} is not JSON. Correct the address or “kind” in the source."),
            address=shown(address),
        )
    for key in place.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found
