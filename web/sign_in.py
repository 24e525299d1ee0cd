"""Signing in, first password by a one-time link, signing out, and the language.

Belongs here: the forms. Does not: what proves who somebody is (models/accounts).
"""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import accounts, second_factor, sign_in_steps, web_sessions
from models.database import run, transaction
from models.errors import InvalidInputError
from models.language import LANGUAGES, N_, _
from web import oidc_provider
from web.headers import LANGUAGE_COOKIE
from web.pages import page
from web.visitor import COOKIE, SignedIn, give_cookie, known_visitor, take_cookie

router = APIRouter()

_UNKNOWN = N_(
    "NIP and password do not match, or the account rests for 15 minutes after ten wrong passwords. Try again, or ask "
    "your administrator for a new sign-in link."
)
_YEAR = 365 * 24 * 3600
#: The browser whose password was right and whose code is missing (models/sign_in_steps).
STEP_COOKIE = "__Host-kinerja-step"

Text = Annotated[str, Form(max_length=400)]


def inside(address: str) -> str:
    """`address` if it is a path of this portal, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(address)
    safe = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and "\\" not in address
    )
    return address if safe and address.isprintable() else "/"


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 - the word people know from addresses
    """The sign-in form."""
    if known_visitor(request):
        return RedirectResponse(inside(next), 303)
    return form(request, inside(next))


def form(request: Request, wanted: str, *, status: int = 200, nip: str = "", problem: str | None = None) -> Response:
    """The sign-in page, with the agency's own sign-in where there is one."""
    elsewhere = oidc_provider.name() if oidc_provider.configured() else None
    return page(request, "sign_in.html", status, wanted=wanted, nip=nip, problem=problem, elsewhere=elsewhere)


@router.post("/sign-in")
def sign_in(
    request: Request,
    nip: Text = "",
    password: Text = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Sign in with NIP and password; whatever is wrong is told in the same words."""
    person = accounts.sign_in(nip.strip(), password)
    if person is None:
        return form(request, inside(next), status=401, nip=nip, problem=_(_UNKNOWN))
    return proved(request, person, inside(next))


def proved(request: Request, person: int, wanted: str) -> Response:
    """On to the code of whoever turned a second factor on, else signed in."""
    with transaction() as session:
        token = sign_in_steps.begin(session, person) if second_factor.is_on(session, person) else None
    if token is None:
        return welcomed(request, person, wanted)
    answer = RedirectResponse(f"/sign-in/code?{urlencode({'next': wanted})}", 303)
    answer.set_cookie(STEP_COOKIE, token, secure=True, httponly=True, samesite="lax", path="/")
    return answer


def welcomed(request: Request, person: int, wanted: str) -> Response:
    """A new session, whatever cookie came: the earlier one of this browser ends."""
    with transaction() as session:
        if request.cookies.get(COOKIE):
            web_sessions.end(session, request.cookies[COOKIE])
        token = web_sessions.begin(session, person, agent=request.headers.get("user-agent", ""))
        found = run(session, "SELECT language FROM person WHERE id = %(id)s", id=person).fetchone() or {}
    answer = RedirectResponse(wanted, 303)
    give_cookie(answer, token)
    remember_language(answer, str(found["language"]))
    return answer


@router.get("/first-sign-in/{token}")
def first(request: Request, token: str) -> Response:
    """The form behind a one-time link; opening it uses nothing up, whoever follows links in mail."""
    with transaction() as session:
        found = accounts.link(session, token)
    if found is None:
        return page(request, "link_used.html", 404)
    return page(request, "first_sign_in.html", token=token, name=found["name"], problem=None)


@router.post("/first-sign-in/{token}")
def choose(request: Request, token: str, password: Text = "", again: Text = "") -> Response:
    """Choose a password and be signed in with it; sessions elsewhere end."""
    with transaction() as session:
        found = accounts.link(session, token)
    if found is None:
        return page(request, "link_used.html", 404)
    try:
        with transaction() as session:
            person = accounts.choose_password(session, token, same(password, again))
            web_sessions.end_all(session, person)
    except InvalidInputError as problem:
        return page(request, "first_sign_in.html", 422, token=token, name=found["name"], problem=str(problem))
    return proved(request, person, "/")


def same(password: str, again: str) -> str:
    """A new password that was typed twice alike.

    Raises:
        InvalidInputError: the two differ.
    """
    if password != again:
        raise InvalidInputError(N_("The two passwords differ. Type the same one twice."))
    return password


#: Nothing that was looked at stays in the browser for whoever uses it next.
_FORGET = {"clear-site-data": '"cache", "storage"'}


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this browser's session."""
    if request.cookies.get(COOKIE):
        with transaction() as session:
            web_sessions.end(session, request.cookies[COOKIE])
    answer = RedirectResponse("/sign-in", 303, headers=_FORGET)
    take_cookie(answer)
    return answer


@router.post("/sign-out-everywhere")
def sign_out_everywhere(visitor: SignedIn) -> Response:
    """End every session of the visitor."""
    with transaction() as session:
        web_sessions.end_all(session, visitor.person_id)
    answer = RedirectResponse("/sign-in", 303, headers=_FORGET)
    take_cookie(answer)
    return answer


@router.post("/language")
def language(request: Request, language: Annotated[str, Form()] = "id", back: Annotated[str, Form()] = "/") -> Response:
    """Read everything in Indonesian or English from now on, also in mail."""
    answer = RedirectResponse(inside(back), 303)
    if language in LANGUAGES:
        visitor = known_visitor(request)
        if visitor:
            with transaction() as session:
                run(session, "UPDATE person SET language = %(to)s WHERE id = %(id)s", to=language, id=visitor.person_id)
        remember_language(answer, language)
    return answer


def remember_language(answer: Response, language: str) -> None:
    """Let the browser ask for pages in this language, also before anybody signs in."""
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, secure=True, httponly=True, samesite="lax")
