"""Coaching records: the rater writes them, the employee confirms them, whoever may see the person reads them.

Belongs here: these pages. Does not: the verbs (models/coaching).
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import access, coaching
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError
from models.language import N_
from models.tables.coaching import COACHING_KINDS
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=20_000)]
Number = Annotated[int, Form(ge=0, le=10_000)]


@router.get("/segments/{segment}/coaching")
def records(
    request: Request, visitor: SignedIn, segment: int, number: Annotated[int, Query(alias="change", ge=0)] = 0
) -> Response:
    """The records of a person; a form for whoever rates them."""
    return _shown(request, visitor, segment, {"number": number})


@router.post("/segments/{segment}/coaching")
def write(
    request: Request,
    visitor: SignedIn,
    segment: int,
    number: Number = 0,
    kind: Word = "",
    held_on: Word = "",
    talked: Words = "",
    agreed: Words = "",
    follow_up_on: Word = "",
) -> Response:
    """Record a talk, or correct one that is not confirmed yet."""
    typed: dict[str, object] = {
        "number": number, "kind": kind, "held_on": held_on, "talked": talked.replace("\r\n", "\n"),
        "agreed": agreed.replace("\r\n", "\n"), "follow_up_on": follow_up_on,
    }  # fmt: skip
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.decider, personal=True)
            talk = coaching.Talk(
                kind, _day(held_on, N_("Choose the day of the talk.")), str(typed["talked"]), str(typed["agreed"]),
                _day(follow_up_on, N_("Choose the day of the follow-up, or leave it empty.")) if follow_up_on else None,
            )  # fmt: skip
            coaching.record(session, segment, talk, by=visitor.decider, number=number or None)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, typed, problem)
    return RedirectResponse(f"/segments/{segment}/coaching?done=recorded", 303)


@router.get("/my/{segment}/coaching")
def mine(request: Request, visitor: SignedIn, segment: int) -> Response:
    """The visitor's own records, with what waits for their confirmation."""
    return _shown(request, visitor, segment, {}, own=True)


@router.post("/my/{segment}/coaching/{number}")
def confirm(request: Request, visitor: SignedIn, segment: int, number: int, remark: Words = "") -> Response:
    """Confirm a talk, with a remark or without."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            coaching.confirm(session, segment, number, by=visitor.actor, remark=remark.replace("\r\n", "\n"))
    except REFUSALS as problem:
        return _shown(request, visitor, segment, {"remark": remark, "number": number}, problem, own=True)
    return RedirectResponse(f"/my/{segment}/coaching?done=confirmed", 303)


def _day(text: str, missing: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise InvalidInputError(missing) from problem


def _shown(
    request: Request,
    visitor: Visitor,
    segment: int,
    typed: dict[str, object],
    problem: KinerjaError | None = None,
    *,
    own: bool = False,
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor if own else visitor.decider, own=own, personal=True)
        found = coaching.records(session, segment)
    chosen = next((each for each in found if each["number"] == typed.get("number") and not each["confirmed_at"]), None)
    empty = dict.fromkeys(("kind", "held_on", "talked", "agreed", "follow_up_on", "remark"), "") | {"number": 0}
    shown = empty | ({name: chosen[name] or "" for name in empty} if chosen else {}) | typed
    return page(
        request, "coaching.html", status_of(problem) if problem else 200, place=place, found=found, typed=shown,
        kinds=COACHING_KINDS, problem=problem, own=own,
        writes=place["rater_id"] == visitor.seat and place["person_id"] != visitor.person_id,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
