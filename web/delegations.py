"""Delegations (Plt, Plh): HR enters and ends them, auditors read; and the switch by which a deputy acts for somebody.

Belongs here: these pages. Does not: the rules (models/delegation), what a deputy may do (models/acting_for).
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import delegation, delegation_pages, web_sessions
from models.database import transaction
from models.delegation import Given
from models.errors import ConflictError, KinerjaError, NotYoursError
from models.language import N_
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import COOKIE, SignedIn, Visitor

router = APIRouter()
#: Delegations on a page: a screenful.
SCREENFUL = 50
Word = Annotated[str, Form(max_length=120)]
Words = Annotated[str, Form(max_length=4000)]


@router.post("/acting")
def act_for(request: Request, _visitor: SignedIn, seat: Annotated[int, Form(alias="delegation")] = 0) -> Response:
    """Act for somebody from now on in this browser, by a delegation that is in force; or (0) as oneself again."""
    with transaction() as session:
        if not web_sessions.act_for(session, request.cookies.get(COOKIE, ""), seat or None):
            raise ConflictError(
                N_("This delegation is not in force for you (any more). You act as yourself, as before.")
            )
    return RedirectResponse("/requests" if seat else "/", 303)


@router.get("/delegations")
def listed(
    request: Request,
    visitor: SignedIn,
    state: Annotated[str, Query(max_length=40)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Who acts for whom, until when."""
    if not visitor.audits:
        raise NotYoursError
    chosen = state if state in delegation_pages.STATES else None
    with transaction() as session:
        counts = delegation_pages.counts(session)
        found = delegation_pages.listed(session, state=chosen, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
    return page(
        request, "delegations.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, chosen=chosen,
        counts=counts, done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/delegations/make")
def ask_make(request: Request, visitor: SignedIn) -> Response:
    """The form for what a decree says."""
    return _form(request, visitor, {})


@router.post("/delegations/make")
def make(
    request: Request, visitor: SignedIn, principal: Word = "", deputy: Word = "", kind: Word = "", decree: Word = "",
    decree_date: Word = "", starts: Word = "", ends: Word = "", reason: Words = "", sure: Word = "",
) -> Response:  # fmt: skip
    """Enter a delegation; what is handed over is shown once more first. `sure=change` goes back to the form."""
    _only_hr(visitor)
    typed = {
        "principal": principal, "deputy": deputy, "kind": kind, "decree": decree, "decree_date": decree_date,
        "starts": starts, "ends": ends, "reason": reason.replace("\r\n", "\n"),
    }  # fmt: skip
    if sure == "change":
        return _form(request, visitor, typed)
    given = Given(principal, deputy, kind, decree, _day(decree_date), _day(starts), _day(ends), typed["reason"])
    try:
        with transaction() as session:
            if sure != "yes":
                found = delegation.preview(session, given, by=visitor.actor)
                return page(request, "delegations_sure.html", given=given, typed=typed, found=found)
            number = delegation.make(session, given, by=visitor.actor)
    except KinerjaError as problem:
        return _form(request, visitor, typed, problem)
    return RedirectResponse(f"/delegations/{number}?done=made", 303)


def _only_hr(visitor: Visitor) -> None:
    if "hr_admin" not in visitor.roles:
        raise NotYoursError


def _day(text: str) -> date | None:
    """The day that a field says; None for what is no day, which the verb names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _form(request: Request, visitor: Visitor, typed: dict[str, str], problem: KinerjaError | None = None) -> Response:
    _only_hr(visitor)
    empty = dict.fromkeys(("principal", "deputy", "kind", "decree", "decree_date", "starts", "ends", "reason"), "")
    status = status_of(problem) if problem else 200
    return page(request, "delegations_make.html", status, typed=empty | typed, problem=problem)


@router.get("/delegations/{number}")
def one_delegation(request: Request, visitor: SignedIn, number: int) -> Response:
    """One delegation, for HR, auditors and the two people in it; for HR, the form to end it."""
    return _held(request, visitor, number)


@router.post("/delegations/{number}/end")
def end(request: Request, visitor: SignedIn, number: int, reason: Words = "") -> Response:
    """End it before its last day."""
    given = reason.replace("\r\n", "\n")
    try:
        with transaction() as session:
            delegation_pages.held(session, number, by=visitor.actor)
            _only_hr(visitor)
            delegation.end(session, number, by=visitor.actor, reason=given)
    except REFUSALS as problem:
        return _held(request, visitor, number, given, problem)
    return RedirectResponse(f"/delegations/{number}?done=ended", 303)


def _held(
    request: Request, visitor: Visitor, number: int, reason: str = "", problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        found = delegation_pages.held(session, number, by=visitor.actor)
    return page(
        request, "delegations_one.html", status_of(problem) if problem else 200, found=found, reason=reason,
        problem=problem, done=request.query_params.get("done", ""),
    )  # fmt: skip
