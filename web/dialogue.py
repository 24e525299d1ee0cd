"""The dialogue of employee and rater: one thread for each appraisal, also shown beside the plan and on a request.

Belongs here: its pages and its form. Does not: writing (models/dialogue), the pages that show it (my_plan, deciding).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import dialogue
from models.database import transaction
from models.errors import KinerjaError
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Words = Annotated[str, Form(max_length=20_000)]
Number = Annotated[int, Query(alias="page", ge=1, le=10_000)]
#: Messages on a page: a screenful.
SCREENFUL = 25


@router.get("/my/{segment}/dialogue")
def mine(request: Request, visitor: SignedIn, segment: int, number: Number = 1) -> Response:
    """The visitor's dialogue with their rater, the newest message first."""
    return _shown(request, visitor, segment, own=True, number=number)


@router.post("/my/{segment}/dialogue")
def write_mine(
    request: Request,
    visitor: SignedIn,
    segment: int,
    words: Words = "",
    beside: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Write to one's rater; `beside=plan` goes back to the plan."""
    try:
        with transaction() as session:
            dialogue.thread(session, segment, by=visitor.actor, own=True)
            dialogue.write(session, segment, words.replace("\r\n", "\n"), by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, own=True, words=words, problem=problem)
    part = "plan" if beside == "plan" else "dialogue"
    return RedirectResponse(f"/my/{segment}/{part}?done=written#dialogue", 303)


@router.get("/segments/{segment}/dialogue")
def of_somebody(request: Request, visitor: SignedIn, segment: int, number: Number = 1) -> Response:
    """The dialogue about somebody whom the visitor rates, or whose rater they look after."""
    return _shown(request, visitor, segment, number=number)


@router.post("/segments/{segment}/dialogue")
def write(
    request: Request,
    visitor: SignedIn,
    segment: int,
    words: Words = "",
    asked: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Write to somebody one rates; with `asked`, the number of a request, back to that request."""
    try:
        with transaction() as session:
            dialogue.thread(session, segment, by=visitor.decider)
            dialogue.write(session, segment, words.replace("\r\n", "\n"), by=visitor.decider)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, words=words, problem=problem)
    place = f"/requests/{asked}?sent=yes" if asked else f"/segments/{segment}/dialogue?done=written"
    return RedirectResponse(f"{place}#dialogue", 303)


def _shown(
    request: Request,
    visitor: Visitor,
    segment: int,
    *,
    own: bool = False,
    number: int = 1,
    words: str = "",
    problem: KinerjaError | None = None,
) -> Response:
    with transaction() as session:
        by = visitor.actor if own else visitor.decider
        place = dialogue.thread(session, segment, by=by, own=own)
        found = dialogue.messages(session, segment, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
    return page(
        request, "dialogue.html", status_of(problem) if problem else 200, place=place, found=found[:SCREENFUL],
        more=len(found) > SCREENFUL, number=number, own=own, words=words, problem=problem,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
