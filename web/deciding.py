"""Pages of whoever decides: the inbox, one request with all that is needed to decide it, and the answer.

Belongs here: pages and forms. Does not: what a request is about (models/request_content), which verb answers
(deciding_answers), deciding itself (the stage's module).
"""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import (
    access,
    acting_for,
    decided_together,
    dialogue,
    evidence_summary,
    inbox,
    looked_at,
    objection,
    objection_delta,
    request_content,
    summary_versions,
    waivers,
)
from models.database import Row, transaction
from models.decisions import STAGE_OF_KIND
from models.errors import KinerjaError, NotFoundError
from models.rules.permenpanrb6 import MATRIX, leader_rating
from models.vocabulary import OrganizationPredicate, Rating
from web.deciding_answers import Answer, final, verb_for
from web.pages import page
from web.problems import status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Requests on a page: a screenful.
SCREENFUL = 25
#: Messages of the dialogue that stand on a request.
_MESSAGES = 5
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=4000)]
#: The browser keeps what a form was answered with, so that its back button shows it; signing out empties that store.
_GOING_BACK = {"cache-control": "private, no-cache"}


@router.get("/requests")
def pending(
    request: Request, visitor: SignedIn, kind: str = "", number: Annotated[int, Query(alias="page", ge=1)] = 1
) -> Response:
    """What waits for the visitor's decision, the most urgent first."""
    chosen = kind if kind in STAGE_OF_KIND else None
    with transaction() as session:
        found = inbox.waiting(
            session,
            asked=visitor.seat,
            deputy=visitor.deputy,
            kind=chosen,
            limit=SCREENFUL + 1,
            skip=SCREENFUL * (number - 1),
        )
        answers = request_content.objections_to_answer(session, visitor.decider)
        done = _just_decided(session, request, visitor)
    return page(
        request, "requests.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, kind=chosen,
        kinds=tuple(STAGE_OF_KIND), answers=answers, done=done,
    )  # fmt: skip


@router.get("/requests/{request_id}")
def one_request(request: Request, visitor: SignedIn, request_id: int) -> Response:
    """One request with everything that is needed to decide it; when decided, what was decided."""
    return _shown(request, visitor, request_id, Answer())


@router.post("/requests/{request_id}")
def decide(
    request: Request,
    visitor: SignedIn,
    request_id: int,
    answer: Word = "",
    work: Word = "",
    behavior: Word = "",
    predicate: Word = "",
    reason: Words = "",
    seen: Annotated[str, Form(max_length=128)] = "",
    sure: Word = "",
    again: Word = "",
) -> Response:
    """Decide it. What cannot be taken back is tried, given up and shown once more; `sure` stores it.

    So nobody is asked "is this right?" about what would be refused. `again` goes back to the form as it was.
    """
    given = Answer(answer, work, behavior, predicate, reason.replace("\r\n", "\n"), seen)
    if again:
        return _shown(request, visitor, request_id, given)
    try:
        with transaction() as session:
            asked = access.request(session, request_id, by=visitor.decider)
            person = request_content.about(session, asked)
            verb = verb_for(asked["kind"], given, head=bool(person and person["is_agency_head"]))
            if final(given) and not sure:
                verb(session, request_id, by=visitor.decider)
                session.rollback()
                return _asked_once_more(request, visitor, request_id, given)
            following = request_content.following(session, asked, visitor.decider)
        decided_together.decide(verb.func, request_id, by=visitor.decider, **verb.keywords)
    except NotFoundError:
        raise
    except KinerjaError as problem:
        return _shown(request, visitor, request_id, given, problem)
    place = f"/requests/{following}" if following else "/requests"
    return RedirectResponse(f"{place}?{urlencode({'done': request_id})}", 303)


@router.get("/objections/{objection_id}/answer")
def objection_to_answer(request: Request, visitor: SignedIn, objection_id: int) -> Response:
    """An objection to the visitor's rating: what the employee says, and a form for the rater's side."""
    return _to_answer(request, visitor, objection_id)


@router.post("/objections/{objection_id}/answer")
def answer_objection(request: Request, visitor: SignedIn, objection_id: int, statement: Words = "") -> Response:
    """Give the rater's side; the superior reads both."""
    try:
        with transaction() as session:
            objection.answer(session, objection_id, by=visitor.decider, statement=statement.replace("\r\n", "\n"))
    except NotFoundError:
        raise
    except KinerjaError as problem:
        return _to_answer(request, visitor, objection_id, statement, problem)
    return RedirectResponse("/requests?done=answered", 303)


def _to_answer(
    request: Request, visitor: Visitor, objection_id: int, statement: str = "", problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        found = access.objection_to_answer(session, objection_id, by=visitor.decider)
    status = status_of(problem) if problem else 200
    return page(request, "objection_answer.html", status, found=found, statement=statement, problem=problem)


def _just_decided(session: Session, request: Request, visitor: Visitor) -> dict[str, Any] | None:
    """What the visitor decided a moment ago: the page after it says so."""
    done = request.query_params.get("done", "")
    if done == "answered":
        return {"answered": True}
    if not (done.isascii() and done.isdigit() and len(done) < 19):  # noqa: PLR2004 - the digits of a key
        return None
    if not request_content.decided_by(session, int(done), visitor.decider):
        return None
    decided = access.request(session, int(done), by=visitor.decider)
    about = request_content.about(session, decided)
    return {"answered": False, "id": decided["id"], "about": about["name"] if about else decided["unit"],
            "outcome": decided["outcome"], "left": request_content.left(session, decided, visitor.decider)}  # fmt: skip


def _shown(
    request: Request, visitor: Visitor, request_id: int, given: Answer, problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        asked = access.request(session, request_id, by=visitor.decider)
        done = _just_decided(session, request, visitor) if request.method == "GET" else None
        values = _content(session, asked, visitor)
        following = request_content.following(session, asked, visitor.decider)
    return page(
        request, "request.html", status_of(problem) if problem else 200, asked=asked, given=given, problem=problem,
        following=following, done=done, sent=request.query_params.get("sent") == "yes",
        ratings=tuple(Rating), predicates=tuple(OrganizationPredicate), matrix=MATRIX, **values,
    )  # fmt: skip


def _content(session: Session, asked: Row, visitor: Visitor) -> dict[str, Any]:
    """What this kind of request shows; names that a kind does not have are None."""
    kind, by = asked["kind"], visitor.decider
    person = request_content.about(session, asked)
    about_person = kind in {"evaluation", "objection"}
    talked = _dialogue(session, asked, visitor) if kind in {"plan", "evaluation"} else None
    return {
        "about": person,
        "talked": talked,
        "seen": looked_at.mark(session, asked["id"]),
        "hindered": acting_for.hindrance(session, asked, by=by) if not asked["closed_at"] else None,
        "history": request_content.history(session, asked),
        "waived": waivers.of_requests(session, [asked["id"]]).get(asked["id"], []),
        "plan": request_content.plan(session, asked) if kind == "plan" else None,
        "summary": _summary(session, asked, visitor) if about_person else None,
        "held": request_content.held(session, asked["segment_id"]) if kind == "evaluation" else None,
        "organization": request_content.organization(session, asked, by=by) if kind == "organization" else None,
        "distribution": request_content.distribution(session, asked) if kind == "distribution" else None,
        "objection": request_content.objection(session, asked) if kind == "objection" else None,
        "changes": objection_delta.of_segment(session, asked["segment_id"]) if asked["outcome"] == "changed" else None,
    }


def _summary(session: Session, asked: Row, visitor: Visitor) -> dict[str, Any]:
    """What the data say of the person; of a decided request the version it was decided on."""
    version = summary_versions.of_decision(session, asked["id"]) if asked["closed_at"] else None
    return evidence_summary.summary_for(session, asked["id"], by=visitor.decider, version=version)


def _dialogue(session: Session, asked: Row, visitor: Visitor) -> dict[str, Any]:
    """The newest messages between the employee and the rater, and whether the visitor may write in it."""
    place = dialogue.thread(session, asked["segment_id"], by=visitor.decider)
    return {"place": place, "found": dialogue.messages(session, asked["segment_id"], limit=_MESSAGES)}


def _asked_once_more(request: Request, visitor: Visitor, request_id: int, given: Answer) -> Response:
    with transaction() as session:
        asked = access.request(session, request_id, by=visitor.decider)
        person = request_content.about(session, asked)
        of_unit = (
            request_content.organization_predicate(session, asked) if person and person["is_agency_head"] else None
        )
        both_sides = request_content.objection(session, asked) if asked["kind"] == "objection" else None
    work = leader_rating(of_unit) if of_unit else given.work
    both = {work, given.behavior} <= set(Rating)
    found = MATRIX.get((Rating(work), Rating(given.behavior))) if both else None
    return page(
        request, "request_sure.html", headers=_GOING_BACK, asked=asked, given=given, about=person, predicate=found,
        of_unit=of_unit, work=work, objection=both_sides,
    )  # fmt: skip
