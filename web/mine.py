"""One's own appraisal: how far it is and what waits, the announcement, and the result with what led to it.

Belongs here: these pages. Does not: the plan (my_plan), realizations (my_realizations), log, findings, feedback.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import (
    access,
    briefing,
    escalation,
    letters,
    looks,
    named_lists,
    notification,
    objection,
    objection_delta,
    own_record,
    waiting,
    waivers,
)
from models.database import Row, transaction
from models.errors import InvalidInputError, KinerjaError
from models.language import N_, reader_language
from models.rules.evaluation import evaluate
from models.vocabulary import Stage, stage_name
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Words = Annotated[str, Form(max_length=20_000)]
Word = Annotated[str, Form(max_length=40)]


@router.get("/my/{segment}")
def overview(request: Request, visitor: SignedIn, segment: int) -> Response:
    """Everything about one appraisal of the visitor: where it stands, what waits, and the way to each part."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        stages = own_record.stages(session, place)
        own = waiting.appraisals(session, visitor.person_id)
        looked = looks.looks_at(session, segment)
        asked = escalation.waits_for(session, segment)
        named = named_lists.of_person(session, segment)
    tasks = next((each["tasks"] for each in own if each["segment"] == segment), [])
    done = request.query_params.get("done", "")
    return page(
        request, "my.html", place=place, standing=standing, stages=stages, tasks=tasks, done=done,
        looked=looked, asked=asked, named=named, stage=stage_name(place["position"]),
    )  # fmt: skip


@router.post("/my/{segment}/acknowledge")
def acknowledge(visitor: SignedIn, segment: int) -> Response:
    """Record that the visitor has read how they will be appraised."""
    with transaction() as session:
        access.segment(session, segment, by=visitor.actor, own=True)
        briefing.acknowledge(session, segment, by=visitor.actor)
    return RedirectResponse(f"/my/{segment}?done=acknowledged", 303)


@router.get("/my/{segment}/result")
def result(request: Request, visitor: SignedIn, segment: int) -> Response:
    """That a result waits to be opened; once opened, the result. Looking at this page opens nothing."""
    return _result(request, visitor, segment)


@router.post("/my/{segment}/result")
def open_result(visitor: SignedIn, segment: int) -> Response:
    """Open the result: delivery is proven and the days to object begin (SPEC §2.6)."""
    with transaction() as session:
        access.segment(session, segment, by=visitor.actor, own=True)
        notification.read(session, segment, by=visitor.actor)
    return RedirectResponse(f"/my/{segment}/result", 303)


@router.post("/my/{segment}/result/accept")
def accept(request: Request, visitor: SignedIn, segment: int, agreed: Word = "") -> Response:
    """Accept the result; from then on one cannot object."""
    try:
        with transaction() as session:
            _opened(session, segment, visitor)
            if not agreed:
                raise InvalidInputError(N_("Tick that you accept your result; after that you cannot object to it."))
            notification.accept(session, segment, by=visitor.actor)
    except REFUSALS as problem:
        return _result(request, visitor, segment, problem=problem, field="agreed")
    return RedirectResponse(f"/my/{segment}/result?done=accepted", 303)


@router.post("/my/{segment}/result/object")
def file_objection(
    request: Request, visitor: SignedIn, segment: int, statement: Words = "", sure: Word = ""
) -> Response:
    """Object to the result, with reasons; the rater answers and the rater's superior decides."""
    try:
        with transaction() as session:
            _opened(session, segment, visitor)
            if statement.strip() and not sure:
                raise InvalidInputError(N_("Tick that you object: it is done once, and the decision on it is final."))
            objection.file(session, segment, by=visitor.actor, statement=statement.replace("\r\n", "\n"))
    except REFUSALS as problem:
        field = "statement" if not statement.strip() else "sure"
        return _result(request, visitor, segment, problem=problem, field=field, statement=statement)
    return RedirectResponse(f"/my/{segment}/result?done=objected", 303)


def _opened(session: Session, segment: int, visitor: Visitor) -> None:
    """Nobody accepts or objects to what they have not opened on this portal (the verbs would open it by themselves)."""
    access.segment(session, segment, by=visitor.actor, own=True)
    found = own_record.result(session, segment)
    if found and found["delivered_at"] is None:
        raise InvalidInputError(N_("Open your result and read it first."))


def _result(
    request: Request,
    visitor: Visitor,
    segment: int,
    *,
    problem: KinerjaError | None = None,
    field: str = "",
    statement: str = "",
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = own_record.result(session, segment)
        filed = own_record.objection(session, segment) if found else None
        waived = waivers.of_segment(session, segment) if found else []
        kinds = letters.kinds_of(session, place)
        changes = objection_delta.of_segment(session, segment) if found and found["version"] > 1 else None
    opened = bool(found and found["delivered_at"])
    return page(
        request, "my_result.html", status_of(problem) if problem else 200, place=place, found=found, opened=opened,
        filed=filed, waived=waived, explained=_explained(found) if found and opened else None, problem=problem,
        field=field, statement=statement, open_to_objection=bool(found) and _may_object(found, filed),
        done=request.query_params.get("done", ""), stage=stage_name(place["position"]), letters=kinds,
        changes=changes,
    )  # fmt: skip


def _may_object(found: Row | None, filed: Row | None) -> bool:
    """Whether the verb would still take an objection."""
    return bool(
        found
        and found["version"] == 1
        and not (found["over"] or found["accepted_at"] or filed)
        and found["position"] <= Stage.OBJECTION.position
    )


def _explained(found: Row) -> dict[str, Any]:
    """The steps that led to the predicate and what would have changed it, each with its article of the law."""
    explained = evaluate(
        "PERMENPANRB6_MATRIX",
        {"rating_hasil_kerja": found["work_rating"], "rating_perilaku_kerja": found["behavior_rating"]},
    )
    language = reader_language()
    return {
        "steps": [
            (step.render(language), f"{step.source.regulation} {step.source.article}") for step in explained.steps
        ],
        "changes": [step.render(language) for step in explained.changes],
    }
