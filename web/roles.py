"""Roles for HR administrators: who holds which, granting one, and revoking one; auditors read.

Belongs here: these pages. Does not: the rules (models/roles), what a launch does to roles (models/launch_roles).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import roles
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from models.tables.people import ROLES
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Roles on a page: a screenful.
SCREENFUL = 50
Word = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=4000)]


def _only_readers(visitor: Visitor) -> None:
    if not visitor.audits:
        raise NotYoursError


def _only_hr(visitor: Visitor) -> None:
    if "hr_admin" not in visitor.roles:
        raise NotYoursError


@router.get("/roles")
def holders(
    request: Request,
    visitor: SignedIn,
    role: Annotated[str, Query(max_length=40)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Who holds which role, or one role."""
    _only_readers(visitor)
    chosen = role if role in ROLES else None
    with transaction() as session:
        counts = roles.counts(session)
        found = roles.holders(
            session, by=visitor.actor, role=chosen, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    return page(
        request, "roles.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, chosen=chosen,
        counts=counts, done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/roles/grant")
def ask_grant(request: Request, visitor: SignedIn) -> Response:
    """What each role allows, and the form to grant one."""
    return _form(request, visitor, roles.Grant("", ""))


@router.post("/roles/grant")
def grant(
    request: Request, visitor: SignedIn, role: Word = "", nip: Word = "", unit: Word = "", reason: Words = "",
    sure: Word = "",
) -> Response:  # fmt: skip
    """Grant a role; what it will allow whom is shown once more first. `sure=change` goes back to the form."""
    given = roles.Grant(role, nip, unit, reason.replace("\r\n", "\n"))
    _only_hr(visitor)
    if sure == "change":
        return _form(request, visitor, given)
    try:
        with transaction() as session:
            if sure != "yes":
                found = roles.preview(session, given, by=visitor.actor)
                return page(request, "roles_sure.html", given=given, found=found)
            roles.grant(session, given, by=visitor.actor)
    except KinerjaError as problem:
        return _form(request, visitor, given, problem)
    return RedirectResponse(f"/roles?role={role}&done=granted", 303)


def _form(request: Request, visitor: Visitor, given: roles.Grant, problem: KinerjaError | None = None) -> Response:
    _only_hr(visitor)
    with transaction() as session:
        agencies = roles.agencies(session)
    status = status_of(problem) if problem else 200
    return page(request, "roles_grant.html", status, given=given, agencies=agencies, problem=problem)


@router.get("/roles/{number}")
def one_role(request: Request, visitor: SignedIn, number: int) -> Response:
    """One role of somebody: what it allows, who granted it and why; for HR administrators, the form to revoke it."""
    return _held(request, visitor, number)


@router.post("/roles/{number}/revoke")
def revoke(request: Request, visitor: SignedIn, number: int, reason: Words = "") -> Response:
    """Take the role away; it counts from its holder's next page on."""
    given = reason.replace("\r\n", "\n")
    try:
        with transaction() as session:
            roles.held(session, number, by=visitor.actor)
            _only_hr(visitor)
            roles.revoke(session, number, by=visitor.actor, reason=given)
    except REFUSALS as problem:
        return _held(request, visitor, number, given, problem)
    return RedirectResponse("/roles?done=revoked", 303)


def _held(
    request: Request, visitor: Visitor, number: int, reason: str = "", problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        found = roles.held(session, number, by=visitor.actor)
    status = status_of(problem) if problem else 200
    return page(request, "roles_one.html", status, found=found, reason=reason, problem=problem)
