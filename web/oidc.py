"""Signing in with the agency's own account: to its provider and back (OpenID Connect, by settings).

Belongs here: the two routes and the cookie between them. Does not: the provider's protocol (oidc_provider). Whatever is
wrong looks alike to the visitor; the operator's log says which it was, without codes, tokens or names.
"""

import json
import logging
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from models import outside_accounts, portal_address, secret_key
from models.database import transaction
from models.errors import InvalidInputError, UnavailableError
from models.settings import settings
from web import oidc_provider
from web.pages import page
from web.sign_in import inside, proved, welcomed

router = APIRouter()
log = logging.getLogger("kinerja.oidc")

COOKIE = "__Host-kinerja-oidc"
#: Seconds that somebody may take at the provider.
LONGEST = 600
_PURPOSE = "sign-in at the provider"
_COOKIE: dict[str, Any] = {"secure": True, "httponly": True, "samesite": "lax", "path": "/"}
Short = Annotated[str, Query(max_length=4000)]


@router.get("/sign-in/oidc")
def go(request: Request, next: str = "/") -> Response:  # noqa: A002 - the word people know from addresses
    """To the provider, with what proves on the way back that it was this browser which went."""
    _only_where_configured()
    kept = {each: secrets.token_urlsafe(32) for each in ("state", "nonce", "verifier")}
    try:
        there = oidc_provider.address(_back(request), **kept)
    except (UnavailableError, InvalidInputError) as problem:
        return _sorry(request, problem, status=503)
    answer = RedirectResponse(there, 303)
    sealed = secret_key.sealed_by(_secret(), json.dumps(kept | {"next": inside(next)[:1000]}), purpose=_PURPOSE)
    answer.set_cookie(COOKIE, sealed, max_age=LONGEST, **_COOKIE)
    return answer


@router.get("/sign-in/oidc/back")
def back(request: Request, code: Short = "", state: Short = "", iss: str | None = None, error: Short = "") -> Response:
    """Back from the provider: signed in, if it vouches for a NIP that has an account here."""
    _only_where_configured()
    kept = _went(request)
    if error or not code or kept is None or not secrets.compare_digest(kept["state"].encode(), state.encode()):
        return _sorry(request, "error of the provider" if error else "no visit of this browser")
    try:
        found = oidc_provider.claims(code, _back(request), nonce=kept["nonce"], verifier=kept["verifier"], iss=iss)
    except UnavailableError as problem:
        return _sorry(request, problem, status=503)
    except InvalidInputError as problem:
        return _sorry(request, problem)
    with transaction() as session:
        person = outside_accounts.person_of(session, str(found.get(settings().oidc_claim, "")))
    if person is None:
        return _sorry(request, "nobody here has the NIP, or their account is disabled")
    # Whoever proved two factors there (RFC 8176) is not asked for a second one here.
    trusted = "mfa" in (found.get("amr") or [])
    answer = welcomed(request, person, kept["next"]) if trusted else proved(request, person, kept["next"])
    answer.delete_cookie(COOKIE, **_COOKIE)
    return answer


def _only_where_configured() -> None:
    if not oidc_provider.configured():
        raise HTTPException(404)


def _went(request: Request) -> dict[str, str] | None:
    """What this browser took along to the provider, no longer ago than it may take."""
    sealed = request.cookies.get(COOKIE, "")
    opened = secret_key.opened_by(_secret(), sealed, purpose=_PURPOSE, seconds=LONGEST)
    found: dict[str, str] | None = json.loads(opened) if opened else None
    return found


def _secret() -> str:
    return settings().oidc_client_secret.get_secret_value()


def _back(request: Request) -> str:
    """The address that is registered at the provider: the portal's that is set, else as its TLS proxy names it."""
    base = portal_address.address() if portal_address.is_set(settings()) else str(request.base_url).rstrip("/")
    return f"{base}/sign-in/oidc/back"


def _sorry(request: Request, why: object, status: int = 403) -> Response:
    """One page, whatever it was; `why` is for the operator."""
    cause = why.__cause__ if isinstance(why, Exception) else None
    log.warning("sign-in by OpenID Connect: %s%s", why, f" ({type(cause).__name__}: {cause})" if cause else "")
    answer = page(request, "oidc_failed.html", status, provider=oidc_provider.name())
    answer.delete_cookie(COOKIE, **_COOKIE)
    return answer
