"""The auditor's thread: look for somebody or something, follow every event of it, and see what stands behind one.

Belongs here: these pages and the export. Does not: runs of stages (runs), reading the ledger (models/trace).
"""

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from models import access, looks, trace_event, trace_search
from models.actors import Actor
from models.database import transaction
from models.errors import NotFoundError, NotYoursError
from models.language import N_
from models.trace import SUBJECTS, event, onward, trace
from models.validation_page import SUBJECTS as SUITES
from web.pages import page
from web.prefect_pages import prefect_root
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Events on a page: a screenful.
SCREENFUL = 50
#: Events read at once while they are exported.
_PIECE = 500
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


def only_auditors(visitor: Visitor, what: str, number: int = 0, **content: Any) -> None:
    """Let auditors and HR administrators pass.

    Raises:
        NotFoundError: the visitor is neither; the look is recorded.
    """
    if not visitor.audits:
        with transaction() as session:
            access.denied(session, visitor.actor, access.Denied(what, number), **content)
        raise NotYoursError


@router.get("/trace")
def look(request: Request, visitor: SignedIn, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Look for a person, unit, period, request, run, finding or rule; the only one that fits is opened at once."""
    only_auditors(visitor, "trace")
    with transaction() as session:
        found = trace_search.search(session, q)
    if len(found) == 1:
        [hit] = found
        return RedirectResponse(f"/trace/{hit['kind']}/{quote(hit['key'], safe='')}", 303)
    return page(request, "trace.html", found=found, q=q, most=trace_search.MOST)


@router.get("/trace/event/{number}")
def one_event(request: Request, visitor: SignedIn, number: int) -> Response:
    """One event with the request, the data, their judgement and the runs that stand behind it."""
    only_auditors(visitor, "event", number)
    with transaction() as session:
        found = event(session, number, by=visitor.actor)
        if found is None:
            raise NotYoursError
        behind = trace_event.behind(session, found)
    kept = {name: found[name] for name in ("id", "event", "occurred_at", "content", "text_digest")}
    recorded = json.dumps(kept, ensure_ascii=False, indent=2, default=_plain)
    return page(
        request, "trace_event.html", event=found, behind=behind, recorded=recorded, suites=SUITES,
        prefect=prefect_root(request),
    )  # fmt: skip


@router.get("/trace/{subject}/{key}")
def timeline(request: Request, visitor: SignedIn, subject: str, key: str, number: PageNumber = 1) -> Response:
    """Every event of a subject, the newest first."""
    only_auditors(visitor, "trace", traced=f"{subject} {key}"[:200])
    with transaction() as session:
        head = trace_search.named(session, subject, key)
        if head is None:
            raise NotFoundError(
                N_("There is nothing to trace under this address. Look for it by name or number on the page Trace.")
            )
        skip = SCREENFUL * (number - 1)
        found = trace(session, subject, key, by=visitor.actor, limit=SCREENFUL + 1, skip=skip)[::-1]
        looked = looks.looks_at(session, int(key)) if subject == "segment" else []
    return page(
        request, "trace_timeline.html", subject=subject, key=key, head=head, found=found[:SCREENFUL],
        more=len(found) > SCREENFUL, number=number, prefect=prefect_root(request), query=urlencode, looked=looked,
    )  # fmt: skip


@router.get("/trace/{subject}/{key}/export")
def export(visitor: SignedIn, subject: str, key: str) -> Response:
    """Every event of a subject as JSON lines, in the order of writing."""
    only_auditors(visitor, "trace", traced=f"{subject} {key}"[:200])
    with transaction() as session:
        if subject not in SUBJECTS or trace_search.named(session, subject, key) is None:
            raise NotYoursError
    name = quote(f"trace-{subject}-{key}.jsonl", safe="")
    return StreamingResponse(
        _lines(subject, key, visitor.actor), media_type="application/x-ndjson",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )  # fmt: skip


def _lines(subject: str, key: str, by: Actor) -> Iterator[str]:
    """The events in pieces, each in its own transaction: a long trace neither fills the memory nor holds the database.

    What is written meanwhile comes at the end.
    """
    after = 0
    while True:
        with transaction() as session:
            piece = onward(session, subject, key, by=by, after=after, limit=_PIECE)
        yield from (json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in piece)
        if len(piece) < _PIECE:
            return
        after = piece[-1]["id"]


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
