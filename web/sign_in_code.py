"""The code after the password, of whoever turned a second factor on; and turning it off for who lost theirs.

Belongs here: these forms. Does not: the password before it (sign_in), whether a code is right (models/second_factor).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import account_rights, second_factor, sign_in_steps
from models.database import transaction
from models.errors import KinerjaError
from models.language import N_, _
from web.pages import page
from web.problems import REFUSALS, status_of
from web.sign_in import STEP_COOKIE, form, inside, welcomed
from web.visitor import SignedIn, Visitor

router = APIRouter()
_WRONG = N_(
    "This code is not right, was used already, or the account rests for 15 minutes after ten wrong codes. Wait until "
    "the app shows the next code, or type a recovery code."
)
_LATE = N_("Signing in took too long, or was finished in another tab. Begin again with NIP and password.")
Text = Annotated[str, Form(max_length=400)]
Words = Annotated[str, Form(max_length=4000)]


@router.get("/sign-in/code")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - the word people know from addresses
    """The form for the code; whoever did not type a right password before is sent to do so."""
    if _waiting(request) is None:
        return RedirectResponse("/sign-in", 303)
    return page(request, "second_factor_ask.html", wanted=inside(next), problem=None)


@router.post("/sign-in/code")
def answer(
    request: Request,
    code: Text = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Signed in with the right code; whatever is wrong with it is told in the same words."""
    wanted, person = inside(next), _waiting(request)
    if person is None:
        return _forgotten(form(request, wanted, status=401, problem=_(_LATE)))
    kind = second_factor.accept(person, code)
    if kind is None:
        return page(request, "second_factor_ask.html", 401, wanted=wanted, problem=_(_WRONG))
    with transaction() as session:
        first = sign_in_steps.end(session, request.cookies[STEP_COOKIE])
    if not first:
        return _forgotten(form(request, wanted, status=401, problem=_(_LATE)))
    return _forgotten(
        welcomed(request, person, "/profile/second-factor?done=recovery" if kind == "recovery" else wanted)
    )


def _waiting(request: Request) -> int | None:
    token = request.cookies.get(STEP_COOKIE)
    if not token:
        return None
    with transaction() as session:
        return sign_in_steps.waiting(session, token)


def _forgotten(answer: Response) -> Response:
    answer.delete_cookie(STEP_COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return answer


@router.get("/accounts/{person}/second-factor")
def lost(request: Request, visitor: SignedIn, person: int) -> Response:
    """What happens when an administrator turns somebody's second factor off."""
    return _of(request, visitor, person)


@router.post("/accounts/{person}/second-factor")
def turn_off_for(request: Request, visitor: SignedIn, person: int, reason: Words = "") -> Response:
    """Turn off the second factor of somebody who lost phone and recovery codes."""
    try:
        with transaction() as session:
            second_factor.turn_off_for(session, person, by=visitor.actor, reason=reason.replace("\r\n", "\n"))
    except REFUSALS as problem:
        return _of(request, visitor, person, problem=problem, reason=reason)
    return RedirectResponse(f"/accounts/{person}/second-factor?done=off", 303)


def _of(
    request: Request, visitor: Visitor, person: int, *, problem: KinerjaError | None = None, reason: str = ""
) -> Response:
    with transaction() as session:
        found = account_rights.person(session, person, by=visitor.actor)
        state = second_factor.state(session, person)
    return page(
        request,
        "second_factor_lost.html",
        status_of(problem) if problem else 200,
        found=found,
        state=state,
        most=second_factor.CODES,
        problem=problem,
        reason=reason,
        own=person == visitor.person_id,
        done=request.query_params.get("done", ""),
    )
