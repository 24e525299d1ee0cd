"""Accounts for their administrators: who can sign in, a one-time link for somebody, disabling and enabling.

Belongs here: these pages. Does not: whose account it may be (models/account_rights), signing in (sign_in).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import account_rights, accounts, portal_address
from models.database import transaction
from models.errors import ConflictError, KinerjaError, NotYoursError
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: People on a page: a screenful.
SCREENFUL = 25
#: How long a link may be used: from Friday to Monday.
HOURS = 72
Words = Annotated[str, Form(max_length=4000)]
Number = Annotated[int, Form(ge=0, le=2**63 - 1)]


def _only_administrators(visitor: Visitor) -> None:
    if not visitor.administers:
        raise NotYoursError


@router.get("/accounts")
def search(
    request: Request,
    visitor: SignedIn,
    find: Annotated[str, Query(max_length=100)] = "",
    disabled: Annotated[str, Query(max_length=5)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """People whose account the visitor may help with, found by a part of name or NIP."""
    _only_administrators(visitor)
    wanted = account_rights.Wanted(find, bool(disabled))
    with transaction() as session:
        found = account_rights.find(
            session, wanted, by=visitor.actor, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    return page(
        request, "accounts.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, find=find,
        disabled=bool(disabled),
    )  # fmt: skip


@router.get("/accounts/{person}")
def one_account(request: Request, visitor: SignedIn, person: int) -> Response:
    """One person's account, and what can be done about it."""
    return _shown(request, visitor, person)


@router.post("/accounts/{person}/link")
def make_link(request: Request, visitor: SignedIn, person: int, after: Number = 0) -> Response:
    """A link by which the person chooses a password; it is on this page and never again, and reloading makes none."""
    try:
        with transaction() as session:
            token = accounts.issue_link(session, person, by=visitor.actor, hours=HOURS, after=after)
    except ConflictError as problem:
        return _shown(request, visitor, person, problem=problem)
    return _shown(request, visitor, person, link=portal_address.link(f"/first-sign-in/{token}"))


@router.post("/accounts/{person}/disable")
def disable(request: Request, visitor: SignedIn, person: int, reason: Words = "") -> Response:
    """Let nobody sign in as this person any more; their sessions end at once."""
    try:
        with transaction() as session:
            accounts.disable(session, person, by=visitor.actor, reason=reason.replace("\r\n", "\n"))
    except REFUSALS as problem:
        return _shown(request, visitor, person, problem=problem, reason=reason)
    return RedirectResponse(f"/accounts/{person}?done=disabled", 303)


@router.post("/accounts/{person}/enable")
def enable(request: Request, visitor: SignedIn, person: int) -> Response:
    """Let a disabled account sign in again, with the password it had."""
    try:
        with transaction() as session:
            accounts.enable(session, person, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, person, problem=problem)
    return RedirectResponse(f"/accounts/{person}?done=enabled", 303)


def _shown(
    request: Request, visitor: Visitor, person: int, *, link: str = "", problem: KinerjaError | None = None,
    reason: str = "",
) -> Response:  # fmt: skip
    _only_administrators(visitor)
    with transaction() as session:
        found = account_rights.person(session, person, by=visitor.actor)
    return page(
        request, "accounts_one.html", status_of(problem) if problem else 200, found=found, link=link, hours=HOURS,
        problem=problem, reason=reason, own=person == visitor.person_id, done=request.query_params.get("done", ""),
    )  # fmt: skip
