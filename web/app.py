"""The portal as one application: every page's routes, and what happens when something cannot be done.

Belongs here: putting it together. Does not: any page.
"""

from typing import Any
from urllib.parse import urlencode

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from models.errors import KinerjaError, UnavailableError
from web import (
    accounts_admin,
    asked_archives,
    checkpoints,
    coaching,
    deciding,
    delegations,
    dialogue,
    downtimes,
    exports,
    findings,
    indicator_library,
    launch_form,
    launching,
    letters,
    log_photos,
    mine,
    my_evidence,
    my_feedback,
    my_findings,
    my_log,
    my_notices,
    my_plan,
    my_realizations,
    my_report,
    named_lists,
    notice_links,
    notice_sheets,
    oidc,
    outbox,
    periods,
    profile,
    receipts,
    roles,
    rounds,
    rounds_closing,
    rounds_opening,
    runs,
    second_factor,
    sign_in,
    sign_in_code,
    start,
    summary,
    team,
    tracing,
    unit_people,
)
from web.api import api
from web.headers import Headers
from web.pages import STATIC, page
from web.problems import status_of
from web.visitor import SignInNeededError, known_visitor

ROUTERS = tuple(
    each.router
    for each in (
        sign_in,
        sign_in_code,
        oidc,
        second_factor,
        start,
        profile,
        my_notices,
        notice_links,
        deciding,
        team,
        coaching,
        dialogue,
        summary,
        mine,
        my_plan,
        my_realizations,
        my_evidence,
        my_report,
        my_log,
        log_photos,
        my_findings,
        my_feedback,
        indicator_library,
        periods,
        downtimes,
        receipts,
        unit_people,
        exports,
        findings,
        named_lists,
        accounts_admin,
        roles,
        delegations,
        notice_sheets,  # before the numbers of the outbox
        outbox,
        rounds,
        rounds_closing,
        rounds_opening,
        launch_form,
        launching,
        letters,
        tracing,
        runs,
        checkpoints,
        asked_archives,
    )
)


class _KeptStatic(StaticFiles):
    """Static files, which a browser may keep for ever: their address changes when they do."""

    def file_response(self, *args: Any, **values: Any) -> Response:
        """The file with its time to live."""
        answer = super().file_response(*args, **values)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def create_app() -> Headers:
    """The portal, ready to be served."""
    return Headers(application())


def application() -> FastAPI:
    """The portal's routes and error pages, without the headers around them; its own documentation is the README's."""
    app = FastAPI(title="Jejak Kinerja", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/api/v1", api)
    app.mount("/static", _KeptStatic(directory=STATIC), name="static")
    for router in ROUTERS:  # their routes themselves: an included router is searched for again at every request
        app.router.routes.extend(router.routes)
    app.add_exception_handler(SignInNeededError, _to_sign_in)
    app.add_exception_handler(KinerjaError, _told)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(psycopg.DataError, _malformed)
    app.add_exception_handler(DataError, _malformed)
    app.add_exception_handler(Exception, _broken)
    return app


def _to_sign_in(request: Request, _problem: Exception) -> Response:
    if request.method not in {"GET", "HEAD"}:  # what was typed is still in the browser's page: going back shows it
        return page(request, "expired.html", 401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/sign-in" if wanted == "/" else f"/sign-in?{urlencode({'next': wanted})}", 303)


def _told(request: Request, problem: Exception) -> Response:
    status = status_of(problem)
    if status != 503:  # noqa: PLR2004 - the visitor's name is asked of the database
        known_visitor(request)
    else:
        request.state.visitor = None
    return page(request, "problem.html", status, problem=str(problem))


def _plain(request: Request, problem: Exception) -> Response:
    """What no route of ours answers; whoever is signed in keeps their menu, as long as the database answers."""
    try:
        known_visitor(request)
    except UnavailableError:
        request.state.visitor = None
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    return page(request, "problem.html", status, problem=None)


def _malformed(request: Request, problem: Exception) -> Response:
    """What no form of ours sends: a word for a number, or a character that no text of ours may have (NUL).

    In an address it is a page that there is not.
    """
    places = {each["loc"][0] for each in problem.errors()} if isinstance(problem, RequestValidationError) else set()
    return page(request, "problem.html", 404 if places & {"path", "query"} else 422, problem=None)


def _broken(request: Request, _problem: Exception) -> Response:
    return page(request, "problem.html", 500, problem=None)
