"""The indicator library: everybody reads it, HR administrators keep it.

Belongs here: these pages. Does not: the library itself (models/indicator_library).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import indicator_library as library
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from models.tables.periods import POST_KINDS
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
SCREENFUL = 25
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=20_000)]
_FIELDS = ("post_kind", "aspect", "statement", "unit_of_measure", "data_source", "direction", "note")


@router.get("/library")
def entries(
    request: Request,
    visitor: SignedIn,
    kind: Annotated[str, Query(max_length=40)] = "mine",
    find: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """The library, first the indicators for the visitor's own kind of post."""
    with transaction() as session:
        own = library.kind_of(session, visitor.person_id)
        chosen = own if kind == "mine" else (kind if kind in POST_KINDS else None)
        found = library.entries(
            session, kind=chosen, part=find.replace("\0", ""), limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    return page(
        request, "library.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, kind=chosen,
        kinds=POST_KINDS, find=find, keeps=_keeps(visitor), done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/library/write")
def form(request: Request, visitor: SignedIn, change: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> Response:
    """A form for a new indicator, or for the next version of one."""
    _only_keepers(visitor)
    typed: dict[str, object] = dict.fromkeys(_FIELDS, "") | {"number": 0, "seen": 0}
    if change:
        with transaction() as session:
            newest = library.versions(session, change)[0]
        typed = {name: newest[name] for name in _FIELDS} | {"number": change, "seen": newest["version"]}
    return page(request, "library_write.html", typed=typed, kinds=POST_KINDS, problem=None)


@router.post("/library/write")
def write(
    request: Request,
    visitor: SignedIn,
    number: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    post_kind: Word = "",
    aspect: Word = "",
    statement: Words = "",
    unit_of_measure: Words = "",
    data_source: Words = "",
    direction: Word = "",
    note: Words = "",
) -> Response:
    """Add an indicator, or the next version of one."""
    _only_keepers(visitor)
    entry = library.Entry(post_kind, aspect, statement, unit_of_measure, data_source, direction, note)
    try:
        with transaction() as session:
            kept = library.write(session, entry, by=visitor.actor, number=number or None, seen=seen or None)
    except REFUSALS as problem:
        typed = vars(entry) | {"number": number, "seen": seen}
        return page(request, "library_write.html", status_of(problem), typed=typed, kinds=POST_KINDS, problem=problem)
    return RedirectResponse(f"/library/{kept}?done=written", 303)


@router.get("/library/{number}")
def one_entry(request: Request, visitor: SignedIn, number: int) -> Response:
    """One indicator with every version, and how many use it."""
    return _shown(request, visitor, number)


@router.post("/library/{number}/retire")
def retire(request: Request, visitor: SignedIn, number: int, reason: Words = "") -> Response:
    """Take an indicator out of use."""
    _only_keepers(visitor)
    try:
        with transaction() as session:
            library.retire(session, number, by=visitor.actor, reason=reason)
    except REFUSALS as problem:
        return _shown(request, visitor, number, reason, problem)
    return RedirectResponse(f"/library/{number}?done=retired", 303)


def _shown(
    request: Request, visitor: Visitor, number: int, reason: str = "", problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        found = library.versions(session, number)
    return page(
        request, "library_one.html", status_of(problem) if problem else 200, found=found, keeps=_keeps(visitor),
        reason=reason, problem=problem, done=request.query_params.get("done", ""),
    )  # fmt: skip


def _keeps(visitor: Visitor) -> bool:
    return "hr_admin" in visitor.roles


def _only_keepers(visitor: Visitor) -> None:
    if not _keeps(visitor):
        raise NotYoursError
