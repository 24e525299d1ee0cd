"""One's own report of realizations: everything it would hand over, submitting it, and why a target was missed.

Belongs here: these pages. Does not: entering values (my_realizations), the verbs (collection, explanation).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import access, collection, explanation, own_record
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_
from models.tables.evidence import CAUSES
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Form(max_length=20_000)]


@router.get("/my/{segment}/report")
def ask_report(request: Request, visitor: SignedIn, segment: int) -> Response:
    """Everything that a report would hand to the rater, before it is submitted."""
    return _report(request, visitor, segment)


@router.post("/my/{segment}/report")
def report(request: Request, visitor: SignedIn, segment: int, seen: Word = "") -> Response:
    """Submit the report: the rater is asked to approve exactly the values that were shown."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            collection.submit_report(session, segment, by=visitor.actor, seen=seen)
    except REFUSALS as problem:
        return _report(request, visitor, segment, problem)
    return RedirectResponse(f"/my/{segment}/realizations?done=submitted", 303)


@router.get("/my/{segment}/shortfall/{work_result}.{indicator}")
def ask_why(request: Request, visitor: SignedIn, segment: int, work_result: int, indicator: int) -> Response:
    """Why an indicator stayed under its target: the form."""
    return _why(request, visitor, segment, (work_result, indicator))


@router.post("/my/{segment}/shortfall/{work_result}.{indicator}")
def explain(
    request: Request,
    visitor: SignedIn,
    segment: int,
    work_result: int,
    indicator: int,
    cause: Word = "",
    words: Words = "",
    remedy: Words = "",
) -> Response:
    """Say why, and what will be done; the rater reads it beside the number."""
    typed = {"cause": cause, "words": words.replace("\r\n", "\n"), "remedy": remedy.replace("\r\n", "\n")}
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            if not cause:
                raise InvalidInputError(N_("Choose the cause that fits best."))
            explanation.explain(
                session, segment, work_result=work_result, indicator=indicator, by=visitor.actor, **typed
            )
    except REFUSALS as problem:
        return _why(request, visitor, segment, (work_result, indicator), typed, problem)
    return RedirectResponse(f"/my/{segment}/realizations?done=explained", 303)


def _report(request: Request, visitor: Visitor, segment: int, problem: KinerjaError | None = None) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        months = own_record.months_begun(place, standing["today"])
        found = own_record.indicators_in(session, segment, months[-1])
        values = own_record.values_by_month(session, segment)
        digest = collection.values_digest(session, segment)
    return page(
        request, "my_report.html", status_of(problem) if problem else 200, place=place, months=months, found=found,
        values=values, digest=digest, problem=problem, may=own_record.may_record(place, standing),
    )  # fmt: skip


def _why(
    request: Request,
    visitor: Visitor,
    segment: int,
    number: tuple[int, int],
    typed: dict[str, str] | None = None,
    problem: KinerjaError | None = None,
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        short = explanation.shortfalls(session, segment)
    found = next((each for each in short if (each["work_result"], each["indicator"]) == number), None)
    if found is None:
        raise NotFoundError(N_("This indicator is not under its target; there is nothing to explain."))
    given = typed or {name: found[name] or "" for name in ("cause", "words", "remedy")}
    return page(
        request, "my_shortfall.html", status_of(problem) if problem else 200, place=place, found=found, given=given,
        causes=CAUSES, problem=problem,
    )  # fmt: skip
