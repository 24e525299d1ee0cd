"""The visitor's second factor: turning it on with a phone's app, recovery codes, turning it off.

Belongs here: the page under the profile. Does not: the code at sign-in (sign_in_code), codes themselves (models).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import accounts, second_factor, secret_key, web_sessions
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, UnavailableError
from models.language import N_
from web.pages import page
from web.problems import status_of
from web.visitor import SignedIn, Visitor, give_cookie

router = APIRouter()
HERE = "/profile/second-factor"
Text = Annotated[str, Form(max_length=400)]


@router.get(HERE)
def show(request: Request, visitor: SignedIn) -> Response:
    """Whether it is on, and what can be done about it."""
    return _page(request, visitor)


@router.post(f"{HERE}/begin")
def begin(request: Request, visitor: SignedIn, password: Text = "") -> Response:
    """Make a key for the visitor's app, for whoever knows the password; the page shows it until it is confirmed."""
    try:
        _know(visitor, password)
        with transaction() as session:
            second_factor.begin(session, visitor.person_id)
    except KinerjaError as problem:
        return _page(request, visitor, problem=problem, at="password")
    return RedirectResponse(HERE, 303)


@router.post(f"{HERE}/confirm")
def confirm(request: Request, visitor: SignedIn, code: Text = "") -> Response:
    """Turn it on with a code of the app; the recovery codes are on this page and never again."""
    try:
        with transaction() as session:
            codes = second_factor.confirm(session, visitor.person_id, code)
            token = _only_this_session(request, visitor, session)
    except KinerjaError as problem:
        return _page(request, visitor, problem=problem, at="code")
    return _codes(request, codes, token, fresh=True)


@router.post(f"{HERE}/codes")
def renew(request: Request, visitor: SignedIn, password: Text = "", code: Text = "") -> Response:
    """New recovery codes, for whoever has password and code; earlier ones end."""
    try:
        _prove(visitor, password, code)
        with transaction() as session:
            codes = second_factor.renew_codes(session, visitor.person_id)
            token = _only_this_session(request, visitor, session)
    except KinerjaError as problem:
        return _page(request, visitor, problem=problem, at="password")
    return _codes(request, codes, token, fresh=False)


@router.post(f"{HERE}/off")
def turn_off(request: Request, visitor: SignedIn, password: Text = "", code: Text = "") -> Response:
    """Turn it off, for whoever has password and code; other sessions end."""
    try:
        _prove(visitor, password, code)
        with transaction() as session:
            second_factor.turn_off(session, visitor.person_id)
            token = _only_this_session(request, visitor, session)
    except KinerjaError as problem:
        return _page(request, visitor, problem=problem, at="password")
    answer = RedirectResponse(f"{HERE}?done=off", 303)
    give_cookie(answer, token)
    return answer


def _know(visitor: Visitor, password: str) -> None:
    if accounts.sign_in(visitor.nip or visitor.official_code or "", password) != visitor.person_id:
        raise InvalidInputError(N_("The present password is not right. Nothing was changed."))


def _prove(visitor: Visitor, password: str, code: str) -> None:
    _know(visitor, password)
    if second_factor.accept(visitor.person_id, code) is None:
        raise InvalidInputError(
            N_("The code is not right or was used already: wait for the next one. Nothing was changed.")
        )


def _only_this_session(request: Request, visitor: Visitor, session: Any) -> str:
    """Whoever is signed in elsewhere as the visitor proves anew who they are."""
    web_sessions.end_all(session, visitor.person_id)
    return web_sessions.begin(session, visitor.person_id, agent=request.headers.get("user-agent", ""))


def _codes(request: Request, codes: list[str], token: str, *, fresh: bool) -> Response:
    answer = page(request, "second_factor_codes.html", codes=codes, fresh=fresh, path=HERE)
    give_cookie(answer, token)
    return answer


def _page(request: Request, visitor: Visitor, *, problem: KinerjaError | None = None, at: str = "") -> Response:
    with transaction() as session:
        state = second_factor.state(session, visitor.person_id)
        key = second_factor.key(session, visitor.person_id)
    identifier = visitor.nip or visitor.official_code or ""
    return page(
        request,
        "second_factor.html",
        status_of(problem) if problem else 200,
        state=state,
        path=HERE,  # where a switch of the language leads, whichever form was sent
        key=[key[start : start + 4] for start in range(0, len(key), 4)] if key else None,
        address=second_factor.address(key, identifier) if key else "",
        lacking=_lacking(),
        most=second_factor.CODES,
        minutes=second_factor.CONFIRM_MINUTES,
        problem=problem,
        at=at,
        done=request.query_params.get("done", ""),
    )


def _lacking() -> UnavailableError | None:
    """Why nobody can turn it on here, if so."""
    try:
        secret_key.secret()
    except UnavailableError as problem:
        return problem
    return None
