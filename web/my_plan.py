"""One's own plan (SKP): what it says, why it was returned, one form for each work result, and submitting it.

Belongs here: these pages. Does not: reading the form (my_plan_form), the verbs (target_setting).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from sqlmodel import Session

from models import access, dialogue, own_record, plans, request_content, target_setting, waivers
from models.database import Row, transaction
from models.errors import ConflictError, KinerjaError
from models.language import N_, _, reader_language
from models.plan_content import MOST_INDICATORS, MOST_RESULTS, WorkResultInput, content_hash
from models.vocabulary import Stage, stage_name
from web import my_plan_form as form
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Form(max_length=20_000)]
#: Messages of the dialogue that stand beside the plan.
_MESSAGES = 5
Column = Annotated[list[str] | None, Form(max_length=MOST_INDICATORS + 2)]


@router.get("/my/{segment}/plan")
def plan(request: Request, visitor: SignedIn, segment: int) -> Response:
    """The newest plan: its state, what was decided on it, and what it still lacks."""
    return _shown(request, visitor, segment)


@router.post("/my/{segment}/plan")
def submit(request: Request, visitor: SignedIn, segment: int, seen: Word = "") -> Response:
    """Submit the draft that was looked at; the rater is asked to decide."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            _check_seen(plans.hold(session, segment), seen)
            target_setting.submit(session, segment, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, problem)
    return RedirectResponse(f"/my/{segment}/plan?done=submitted", 303)


@router.get("/my/{segment}/plan/results/{number}")
def work_result(
    request: Request, visitor: SignedIn, segment: int, number: int, more: Annotated[str, Query(max_length=4)] = ""
) -> Response:
    """The form of one work result and its indicators."""
    return _edit(request, visitor, segment, number, more=bool(more))


@router.post("/my/{segment}/plan/results/{number}")
def write(
    request: Request,
    visitor: SignedIn,
    segment: int,
    number: int,
    seen: Word = "",
    numbers: Word = "id",
    then: Word = "",
    kind: Word = "main",
    statement: Words = "",
    supports: Word = "",
    aspect: Column = None,
    indicator: Annotated[list[str] | None, Form(max_length=MOST_INDICATORS + 2)] = None,
    unit_of_measure: Column = None,
    target_min: Column = None,
    target_max: Column = None,
    direction: Column = None,
    data_source: Column = None,
    remove: Column = None,
) -> Response:
    """Store one work result of the draft; the others stay as they are. With `then=check`, only say what it lacks."""
    lists = (aspect, indicator, unit_of_measure, target_min, target_max, direction, data_source)
    columns = {name: values or [] for name, values in zip(form.FIELDS, lists, strict=True)}
    typed: form.Typed = {"kind": kind, "statement": statement.replace("\r\n", "\n"), "supports": supports}
    typed["indicators"] = form.indicators_typed(columns, remove or [])
    if then == "check":
        return _checked(visitor, segment, number, typed, numbers)
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            known = plans.hold(session, segment)
            _check_seen(known, seen)
            written = form.read(number, typed, numbers)
            others = [each for each in known if each.number != number]
            target_setting.draft(session, segment, [*others, written], by=visitor.actor)
    except REFUSALS as problem:
        return _edit(request, visitor, segment, number, typed=typed, numbers=numbers, problem=problem)
    if then == "more":
        return RedirectResponse(f"/my/{segment}/plan/results/{number}?more=1&done=saved#more", 303)
    return RedirectResponse(f"/my/{segment}/plan?done=saved#result-{number}", 303)


@router.post("/my/{segment}/plan/results/{number}/remove")
def remove_result(request: Request, visitor: SignedIn, segment: int, number: int, seen: Word = "") -> Response:
    """Take one work result out of the draft."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            known = plans.hold(session, segment)
            _check_seen(known, seen)
            others = [each for each in known if each.number != number]
            target_setting.draft(session, segment, others, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, problem)
    return RedirectResponse(f"/my/{segment}/plan?done=removed", 303)


def _checked(visitor: Visitor, segment: int, number: int, typed: form.Typed, numbers: str) -> Response:
    """What the form lacks as it stands, in a sentence: for the page to say while somebody types. Stores nothing."""
    with transaction() as session:
        access.segment(session, segment, by=visitor.actor, own=True)
    try:
        lacks: KinerjaError | None = form.lacking(form.read(number, typed, numbers))
    except KinerjaError as problem:
        lacks = problem
    return PlainTextResponse(str(lacks) if lacks else _("Measurable: this work result can be submitted as it stands."))


def _results(session: Session, newest: Row | None) -> list[WorkResultInput]:
    return plans.read(session, newest["id"]) if newest else []


def _check_seen(results: list[WorkResultInput], seen: str) -> None:
    """Two windows of one person never overwrite each other unseen: `results` are held (plans.hold) while this asks."""
    if seen != content_hash(results):
        raise ConflictError(
            N_("The plan was changed elsewhere since you opened this page; nothing was stored. Look at it, then go on.")
        )


def _may_write(place: Row, newest: Row | None) -> bool:
    at_work = place["position"] == Stage.TARGET_SETTING.position
    return at_work and (newest is None or newest["status"] in {"draft", "returned"})


def _shown(request: Request, visitor: Visitor, segment: int, problem: KinerjaError | None = None) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        newest = own_record.newest_plan(session, segment)
        results = _results(session, newest)
        asked = {"kind": "plan", "segment_id": segment, "id": 0}
        history = request_content.history(session, asked)
        waived = waivers.of_segment(session, segment, suites={"indicators", "plans"})
        said = dialogue.messages(session, segment, limit=_MESSAGES)
    place |= {"writes": not place["closed_at"]}
    may = _may_write(place, newest)
    lacks = {each.number: form.lacking(each) for each in results} if may else {}
    free = next((each for each in range(1, MOST_RESULTS + 1) if each not in {one.number for one in results}), None)
    return page(
        request, "my_plan.html", status_of(problem) if problem else 200, place=place, plan=newest, results=results,
        history=history, waived=waived, may=may, lacks=lacks, free=free, seen=content_hash(results), problem=problem,
        said=said, done=request.query_params.get("done", ""), stage=stage_name(place["position"]),
    )  # fmt: skip


def _edit(request: Request, visitor: Visitor, segment: int, number: int, **given: Any) -> Response:
    numbers: str = given.get("numbers") or reader_language()
    problem: KinerjaError | None = given.get("problem")
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        newest = own_record.newest_plan(session, segment)
        results = _results(session, newest)
        above = own_record.above(session, segment)
    if not 1 <= number <= MOST_RESULTS or not _may_write(place, newest):
        raise ConflictError(
            N_("The plan cannot be changed now: only during target setting, and not while the rater looks at it.")
        )
    stored = next((each for each in results if each.number == number), None)
    typed = given.get("typed") or (form.typed(stored, numbers) if stored else form.empty())
    lines = list(typed["indicators"])
    if len(lines) < MOST_INDICATORS and (given.get("more") or not lines):
        lines.append(form.blank())
    lacks = problem or (form.lacking(stored) if stored and not given.get("more") else None)
    return page(
        request, "my_plan_result.html", status_of(problem) if problem else 200, place=place, number=number,
        typed=typed, lines=lines, above=above, stored=stored is not None, numbers=numbers, seen=content_hash(results),
        problem=problem, lacks=lacks, field=getattr(lacks, "field", ""), full=len(lines) >= MOST_INDICATORS,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
