"""The read-only REST API: the same objects as the pages, under the same permissions, for people's own programs.

Belongs here: addresses and answers. Does not: tokens (models/api_tokens), who may see what (models/access).
Numbers are exact: a decimal is a text in JSON. Its description is /api/v1/openapi.json.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from models import access, api_tokens, evidence_summary, inbox, plans, waiting, web_sessions
from models.board import board, periods
from models.database import one, transaction
from models.errors import KinerjaError, NotFoundError, NotYoursError
from models.findings import Only, open_findings
from models.language import N_
from models.trace import SUBJECTS, trace
from models.version import software_version
from web.problems import status_of
from web.visitor import Visitor, visitor_of

_bearer = HTTPBearer(auto_error=False, description="A token from “My account”: kinerja_…")
_NEWEST_PLAN = """
SELECT id, version, status, submitted_at FROM plan WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT 1
"""
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]


class Problem(BaseModel):
    """Why there is no answer: a code for programs, a sentence for people."""

    code: str
    message: str


class NoTokenError(Exception):
    """No token, or one that has ended."""


def program(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Visitor:
    """Whose program asks.

    Raises:
        NoTokenError: nobody's.
    """
    with transaction() as session:
        holder = api_tokens.holder(session, given.credentials) if given else None
        found = web_sessions.person(session, holder) if holder else None
    if found is None:
        raise NoTokenError
    return visitor_of(found)


Program = Annotated[Visitor, Depends(program)]

api = FastAPI(
    title="Jejak Kinerja", version=software_version(), docs_url=None, redoc_url=None,
    description="Read-only. Every answer is what the token's person may see in the portal; anything else is 404.",
    responses={401: {"model": Problem}, 404: {"model": Problem}, 422: {"model": Problem}},
)  # fmt: skip


@api.get("/me", summary="Whose token this is")
def me(by: Program) -> Response:
    """The person, their roles, and whether they are appraised or decide."""
    return _answer(
        {"name": by.name, "nip": by.nip, "roles": sorted(by.roles), "appraised": by.appraised, "decides": by.decides}
    )


@api.get("/waiting", summary="What waits for the person")
def what_waits(by: Program) -> Response:
    """Requests by kind, and one's own appraisals with what waits there."""
    with transaction() as session:
        found = {
            "requests": waiting.requests(session, by.person_id),
            "appraisals": waiting.appraisals(session, by.person_id),
        }
    return _answer(found)


@api.get("/requests", summary="Open requests for the person's decision")
def requests(by: Program, kind: str | None = None, limit: Limit = 100) -> Response:
    """The most urgent first."""
    with transaction() as session:
        return _answer(inbox.waiting(session, asked=by.person_id, kind=kind, limit=limit))


@api.get("/segments/{segment}", summary="An appraisal: person, post, unit, rater, dates")
def segment(by: Program, segment: int) -> Response:
    """One's own, or one that the person rates, oversees, administers or audits."""
    with transaction() as session:
        return _answer(access.segment(session, segment, by=by.actor))


@api.get("/segments/{segment}/plan", summary="The newest plan (SKP)")
def plan(by: Program, segment: int) -> Response:
    """Version, state, work results and indicators."""
    with transaction() as session:
        access.segment(session, segment, by=by.actor)
        newest = one(session, _NEWEST_PLAN, segment=segment)
        if newest is None:
            raise NotFoundError(N_("There is no plan yet; it is opened when target setting begins."))
        results = [each.model_dump(mode="json") for each in plans.read(session, newest["id"])]
    return _answer(newest | {"results": results})


@api.get("/segments/{segment}/summary", summary="The evidence summary, as rater and employee see it")
def summary(by: Program, segment: int) -> Response:
    """Indicators with months, evidence and flags; services, survey, complaints, budget; feedback. Never a score."""
    with transaction() as session:
        access.segment(session, segment, by=by.actor)
        return _answer(evidence_summary.summary_of(session, segment, by=by.actor))


@api.get("/periods", summary="Periods")
def all_periods(by: Program) -> Response:
    """For administrators and auditors: the newest first."""
    with transaction() as session:
        return _answer(periods(session) if by.administers or by.audits else [])


@api.get("/periods/{period}", summary="The board of a period: every unit's stage and what it waits for")
def one_period(by: Program, period: str) -> Response:
    """For HR administrators and auditors."""
    _only_for_all(by)
    with transaction() as session:
        return _answer(board(session, period))


@api.get("/periods/{period}/findings", summary="Open findings of a period")
def findings(by: Program, period: str, unit: str | None = None, limit: Limit = 100) -> Response:
    """For HR administrators and auditors; blocking ones first."""
    _only_for_all(by)
    with transaction() as session:
        return _answer(open_findings(session, period=period, unit=unit, only=Only(reader=by.person_id), limit=limit))


@api.get("/trace/{subject}/{key}", summary="Every event of a person, unit, period or request")
def events(by: Program, subject: str, key: str, limit: Limit = 200) -> Response:
    """For HR administrators and auditors: in order, with actor, time, reason, version and run."""
    _only_for_all(by)
    if (
        subject not in SUBJECTS
        or (subject == "request" and not key.isascii())
        or (subject == "request" and not key.isdigit())
    ):
        raise NotYoursError
    with transaction() as session:
        return _answer(trace(session, subject, key, by=by.actor, limit=limit))


def _only_for_all(by: Visitor) -> None:
    if not by.audits:
        raise NotYoursError


def _answer(found: Any, status: int = 200) -> Response:
    text = json.dumps(found, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json")


def _plain(value: Any) -> Any:
    """A value that JSON has no word for; decimals stay exact."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return vars(value)


@api.exception_handler(NoTokenError)
def _no_token(_request: Request, _problem: Exception) -> Response:
    told = {"code": "NO_TOKEN", "message": "Give a token: Authorization: Bearer kinerja_…"}
    answer = _answer(told, 401)
    answer.headers["www-authenticate"] = "Bearer"
    return answer


@api.exception_handler(KinerjaError)
def _told(_request: Request, problem: Exception) -> Response:
    code = problem.code if isinstance(problem, KinerjaError) else "ERROR"
    return _answer({"code": code, "message": str(problem)}, status_of(problem))
