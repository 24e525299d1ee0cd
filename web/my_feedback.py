"""Feedback between people who work together: what one received and gave, and giving it.

Belongs here: these pages. Does not: giving (models/feedback). Nobody turns feedback into a rating.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import access, feedback, feedback_people
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError
from models.language import N_
from models.tables.facts import CORE_VALUES, FEEDBACK_KINDS
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=20_000)]
#: Pieces of feedback on a page: a screenful.
SCREENFUL = 25
#: Shorter parts of a name find half of everybody.
_SHORTEST = 3


@router.get("/my/{segment}/feedback")
def received(
    request: Request,
    visitor: SignedIn,
    segment: int,
    q: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=40)] = 1,
) -> Response:
    """What the visitor received and gave, and a search for whom to give it to."""
    name = q.replace("\0", "").strip()
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = feedback.feedback_of(session, segment, limit=SCREENFUL * number + 1)[SCREENFUL * (number - 1) :]
        counts = feedback.counts_by_core_value(session, segment)
        given = feedback_people.given(session, place["period_id"], by=visitor.actor, limit=SCREENFUL)
        enough = len(name) >= _SHORTEST
        people = feedback_people.receivers(session, place, name, by=visitor.actor) if enough else []
    return page(
        request, "my_feedback.html", place=place, found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number,
        counts=counts, given=given, people=people, name=name, enough=enough, most=feedback_people.MOST,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/my/{segment}/feedback/to/{receiver}")
def ask(request: Request, visitor: SignedIn, segment: int, receiver: int) -> Response:
    """The form for feedback to somebody."""
    return _form(request, visitor, segment, receiver, {})


@router.post("/my/{segment}/feedback/to/{receiver}")
def give(
    request: Request,
    visitor: SignedIn,
    segment: int,
    receiver: int,
    kind: Word = "",
    core_value: Word = "",
    words: Words = "",
) -> Response:
    """Give it: they read it at once, with the giver's name."""
    typed = {"kind": kind, "core_value": core_value, "words": words.replace("\r\n", "\n")}
    try:
        with transaction() as session:
            place = access.segment(session, segment, by=visitor.actor, own=True)
            feedback_people.receiver(session, place, receiver, by=visitor.actor)
            if not kind:
                raise InvalidInputError(N_("Choose whether it was good or should change."))
            feedback.give(
                session, to_segment=receiver, kind=kind, words=typed["words"], core_value=core_value or None,
                by=visitor.actor,
            )  # fmt: skip
    except REFUSALS as problem:
        return _form(request, visitor, segment, receiver, typed, problem)
    return RedirectResponse(f"/my/{segment}/feedback?done=given", 303)


def _form(
    request: Request,
    visitor: Visitor,
    segment: int,
    receiver: int,
    typed: dict[str, str],
    problem: KinerjaError | None = None,
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        person = feedback_people.receiver(session, place, receiver, by=visitor.actor)
    given = {"kind": "", "core_value": "", "words": ""} | typed
    return page(
        request, "my_feedback_give.html", status_of(problem) if problem else 200, place=place, person=person,
        given=given, kinds=FEEDBACK_KINDS, values=CORE_VALUES, problem=problem,
    )  # fmt: skip
