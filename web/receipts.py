"""Results of a unit that were signed for on paper: who has not received theirs yet, and recording a signature.

Belongs here: this page of HR and the unit's administrators. Does not: the clock that it starts (models/receipts).
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import oversight, receipts, reminders
from models.database import Row, transaction
from models.errors import KinerjaError, NotFoundError, NotYoursError
from web.pages import page
from web.periods import day_of
from web.problems import status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=40)]


@router.get("/periods/{code}/units/{unit}/receipts")
def receipt_list(request: Request, visitor: SignedIn, code: str, unit: str) -> Response:
    """Who of the unit has neither opened nor signed for their result, and a form for one signature."""
    return _receipts(request, visitor, code, unit, {"nip": "", "on": ""})


@router.post("/periods/{code}/units/{unit}/receipts")
def sign(request: Request, visitor: SignedIn, code: str, unit: str, nip: Word = "", on: Word = "") -> Response:
    """Record that a person signed for their result; they are told, and their days to object run from that day."""
    given = {"nip": nip.replace(" ", ""), "on": on}
    try:
        with transaction() as session:
            seen = oversight.period(session, code, by=visitor.actor)
            place = oversight.unit(session, seen, unit, by=visitor.actor)
            _only_administrators(session, place, visitor)
            receipts.sign(session, seen.period["id"], place, given["nip"], day_of(on), by=visitor.actor)
    except NotYoursError:
        raise
    except KinerjaError as problem:
        return _receipts(request, visitor, code, unit, given, problem)
    return RedirectResponse(f"/periods/{quote(code)}/units/{quote(unit)}/receipts?done=signed", 303)


def _only_administrators(session: Session, place: Row, visitor: Visitor) -> None:
    if not reminders.may_remind(session, place["unit_id"], by=visitor.actor):
        raise NotYoursError


def _receipts(
    request: Request,
    visitor: Visitor,
    code: str,
    unit: str,
    given: dict[str, str],
    problem: KinerjaError | None = None,
) -> Response:
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        place = oversight.unit(session, seen, unit, by=visitor.actor)
        _only_administrators(session, place, visitor)
        found = receipts.undelivered(session, seen.period["id"], place["unit_id"])
    status = 422 if isinstance(problem, NotFoundError) else status_of(problem) if problem else 200
    return page(
        request, "period_receipts.html", status, seen=seen, unit=place, found=found, given=given, problem=problem,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
