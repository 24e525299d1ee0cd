"""The visitor's own account: where they are signed in, a new password, their language.

Belongs here: the page. Does not: sessions and passwords themselves (models).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import accounts, api_tokens, delegation_pages, web_sessions
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError
from models.language import N_
from web.pages import SHORTCUTS_COOKIE, page
from web.sign_in import same
from web.visitor import SignedIn, Visitor, give_cookie

router = APIRouter()
Text = Annotated[str, Form(max_length=400)]
_YEAR = 365 * 24 * 3600


@router.get("/profile")
def profile(request: Request, visitor: SignedIn) -> Response:
    """Who the portal takes the visitor for, and where they are signed in."""
    return _page(request, visitor)


@router.post("/profile/password")
def password(request: Request, visitor: SignedIn, present: Text = "", new: Text = "", again: Text = "") -> Response:
    """A new password, for whoever knows the present one; every other session ends."""
    try:
        same(new, again)
        if accounts.sign_in(visitor.nip or visitor.official_code or "", present) != visitor.person_id:
            raise InvalidInputError(N_("The present password is not right. Nothing was changed."))
        with transaction() as session:
            known = [visitor.name, visitor.nip or ""]
            accounts.keep_password(session, visitor.person_id, new, known=known)
            web_sessions.end_all(session, visitor.person_id)
            token = web_sessions.begin(session, visitor.person_id, agent=request.headers.get("user-agent", ""))
    except KinerjaError as problem:
        return _page(request, visitor, status=422, problem=str(problem))
    answer = RedirectResponse("/profile?done=password", 303)
    give_cookie(answer, token)
    return answer


@router.post("/profile/tokens")
def issue_token(request: Request, visitor: SignedIn, purpose: Text = "", days: Annotated[int, Form()] = 90) -> Response:
    """A token for the visitor's own programs; it is shown on this page and never again."""
    try:
        with transaction() as session:
            token = api_tokens.issue(session, by=visitor.actor, purpose=purpose, days=days)
    except InvalidInputError as problem:
        return _page(request, visitor, status=422, problem=str(problem))
    return _page(request, visitor, token=token)


@router.post("/profile/tokens/{token_id}/end")
def end_token(visitor: SignedIn, token_id: int) -> Response:
    """End one of the visitor's tokens."""
    with transaction() as session:
        api_tokens.end(session, token_id, by=visitor.actor)
    return RedirectResponse("/profile?done=ended", 303)


@router.post("/profile/shortcuts")
def shortcuts(_visitor: SignedIn, use: Text = "") -> Response:
    """Turn the single-letter shortcuts off or on in this browser (WCAG 2.1.4)."""
    answer = RedirectResponse("/profile?done=shortcuts", 303)
    if use == "off":
        answer.set_cookie(SHORTCUTS_COOKIE, "off", max_age=_YEAR, secure=True, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(SHORTCUTS_COOKIE, secure=True, httponly=True, samesite="lax")
    return answer


def _page(
    request: Request, visitor: Visitor, *, status: int = 200, problem: str | None = None, token: str = ""
) -> Response:
    with transaction() as session:
        sessions = web_sessions.open_sessions(session, visitor.person_id)
        tokens = api_tokens.open_tokens(session, visitor.person_id)
        delegations = delegation_pages.own(session, visitor.person_id)
    done = request.query_params.get("done", "")
    return page(
        request,
        "profile.html",
        status,
        sessions=sessions,
        tokens=tokens,
        token=token,
        problem=problem,
        done=done,
        delegations=delegations,
    )
