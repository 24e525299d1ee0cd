"""Moving the closing of open feedback rounds: one person's, or everybody's in a unit.

Belongs here: that page of HR administrators. Does not: the rules (models/round_closing), the list (rounds_opening).
"""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import round_closing, round_results
from models.database import transaction
from models.errors import KinerjaError
from models.round_closing import Closing
from web.pages import page
from web.periods import day_of
from web.problems import REFUSALS, status_of
from web.rounds_opening import seen_rounds
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=4000)]
_LARGEST = 2**63 - 1


@router.get("/periods/{code}/rounds/closing")
def ask(
    request: Request,
    visitor: SignedIn,
    code: str,
    round_id: Annotated[int, Query(alias="round", ge=0, le=_LARGEST)] = 0,
    unit: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The form: a later last day or closing now, and why."""
    return _form(
        request, visitor, code, {"round": str(round_id), "unit": unit, "how": "", "closes_on": "", "reason": ""}
    )


@router.post("/periods/{code}/rounds/closing")
def move(
    request: Request, visitor: SignedIn, code: str,
    round_id: Annotated[int, Form(alias="round", ge=0, le=_LARGEST)] = 0, unit: Word = "", how: Word = "",
    closes_on: Word = "", reason: Words = "",
) -> Response:  # fmt: skip
    """Move the closing of the rounds meant."""
    reason = reason.replace("\r\n", "\n")
    given = {"round": str(round_id), "unit": unit, "how": how, "closes_on": closes_on, "reason": reason}
    try:
        with transaction() as session:
            seen = seen_rounds(session, visitor, code, changing=True)
            day = None if how == "now" else day_of(closes_on)
            round_closing.move(session, seen.period, Closing(round_id, unit, day, reason), by=visitor.actor)
    except REFUSALS as problem:
        return _form(request, visitor, code, given, problem)
    place = f"/periods/{quote(code, safe='')}/rounds"
    return RedirectResponse(f"{place}?{urlencode({'unit': unit, 'done': 'closed' if how == 'now' else 'moved'})}", 303)


def _form(
    request: Request, visitor: Visitor, code: str, given: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen = seen_rounds(session, visitor, code, changing=True)
        found = round_closing.open_rounds(session, seen.period, round_id=int(given["round"]), unit=given["unit"])
    return page(
        request, "rounds_closing.html", status_of(problem) if problem else 200, seen=seen, given=given, found=found,
        too_few=round_closing.too_few(found), least=round_results.AT_LEAST, problem=problem,
    )  # fmt: skip
