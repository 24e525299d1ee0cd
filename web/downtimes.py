"""Downtimes of a period: what is recorded, which deadlines moved by it, and recording one.

Belongs here: these pages; HR administrators record, whoever oversees units reads. Does not: what moves
(models/downtime_extensions).
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import downtime, oversight
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotYoursError
from models.language import N_
from models.period_file import usual
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Text = Annotated[str, Form(max_length=4000)]


@router.get("/periods/{code}/downtimes")
def downtimes(request: Request, visitor: SignedIn, code: str) -> Response:
    """The downtimes since the period began, and for HR administrators the form to record one."""
    return _downtimes(request, visitor, code, dict.fromkeys(("starts", "ends", "unit", "reason"), ""))


@router.post("/periods/{code}/downtimes")
def record(
    request: Request, visitor: SignedIn, code: str, starts: Text = "", ends: Text = "", unit: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Record a downtime; deadlines near it move, and everybody concerned is told."""
    given = {"starts": starts, "ends": ends, "unit": unit, "reason": reason.replace("\r\n", "\n")}
    try:
        with transaction() as session:
            seen = oversight.period(session, code, by=visitor.actor)
            if not seen.hr:
                raise NotYoursError
            moved = downtime.record(
                session, _clock(starts), _clock(ends), zone=seen.period["timezone"], by=visitor.actor,
                reason=given["reason"], unit=unit or None,
            )  # fmt: skip
    except REFUSALS as problem:
        return _downtimes(request, visitor, code, given, problem)
    return RedirectResponse(f"/periods/{code}/downtimes?moved={moved.deadlines + moved.clocks}", 303)


def _clock(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        raise InvalidInputError(
            N_("Give beginning and end as day and time, for example 2027-01-29 08:00, by the clock of the region.")
        ) from None


def _downtimes(
    request: Request, visitor: Visitor, code: str, given: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        found = downtime.of_period(session, seen.period["id"])
        units = oversight.units(session, seen) if seen.hr else []
    shown = [each for each in found if each["unit_code"] is None or seen.sees(each["unit_code"])]
    moved = request.query_params.get("moved", "")
    measure = usual("downtime") | seen.period["definition"].get("downtime", {})
    return page(
        request, "period_downtimes.html", status_of(problem) if problem else 200, seen=seen, found=shown, units=units,
        given=given, problem=problem, moved=int(moved) if moved.isascii() and moved.isdigit() else None,
        measure=measure, longest=downtime.LONGEST_NOTICED_DAYS,
    )  # fmt: skip
