"""360-degree feedback rounds of a period: which are open, how many answered, and opening one.

Belongs here: these pages of HR administrators; auditors read the list. Does not: who is asked (models/round_opening).
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import access, oversight, round_opening, round_results
from models.access import Denied
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from models.oversight import Overseen
from models.round_opening import Opening
from web.pages import page
from web.periods import day_of
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Rounds on a page: a screenful.
SCREENFUL = 50
Word = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=4000)]


@router.get("/periods/{code}/rounds")
def rounds(
    request: Request,
    visitor: SignedIn,
    code: str,
    unit: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """The rounds of a period or one unit: how many are asked and have answered, never what."""
    with transaction() as session:
        seen = seen_rounds(session, visitor, code)
        units = oversight.units(session, seen)
        rules = round_opening.rules_of(session, seen.period["id"])
        chosen = next((each for each in units if each["code"] == unit), None)
        found = round_results.rounds_of_period(
            session, seen.period["id"], unit=chosen["code"] if chosen else None, limit=SCREENFUL + 1,
            skip=SCREENFUL * (number - 1),
        )  # fmt: skip
    return page(
        request, "rounds_period.html", seen=seen, units=units, chosen=chosen, found=found[:SCREENFUL],
        more=len(found) > SCREENFUL, number=number, rules=rules, least=round_results.AT_LEAST,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/periods/{code}/rounds/open")
def ask_opening(request: Request, visitor: SignedIn, code: str) -> Response:
    """The form: for whom, until when, who else is asked."""
    return _form(request, visitor, code, dict.fromkeys(("unit", "nip", "stakeholders", "closes_on"), ""))


@router.post("/periods/{code}/rounds/open")
def open_round(
    request: Request, visitor: SignedIn, code: str, unit: Word = "", nip: Word = "", stakeholders: Words = "",
    closes_on: Word = "", sure: Word = "",
) -> Response:  # fmt: skip
    """Open rounds; whom that asks about whom is shown once more first. `sure=change` goes back to the form."""
    given = {"unit": unit, "nip": nip, "stakeholders": stakeholders.replace("\r\n", "\n"), "closes_on": closes_on}
    if sure == "change":
        return _form(request, visitor, code, given)
    try:
        with transaction() as session:
            seen = seen_rounds(session, visitor, code, changing=True)
            wanted = Opening(unit, nip, stakeholders, day_of(closes_on))
            if sure != "yes":
                drawn = round_opening.draw(session, seen.period, wanted, by=visitor.actor)
                places = {each["code"]: each["name"] for each in oversight.units(session, seen)}
                return page(
                    request, "rounds_sure.html", seen=seen, given=given, drawn=drawn, closes_on=wanted.closes_on,
                    unit=places.get(unit, ""), most=round_opening.MOST_OF_A_KIND, least=round_results.AT_LEAST,
                )  # fmt: skip
            round_opening.open_round(session, seen.period, wanted, by=visitor.actor)
    except REFUSALS as problem:
        return _form(request, visitor, code, given, problem)
    return RedirectResponse(f"/periods/{quote(code, safe='')}/rounds?done=opened", 303)


def seen_rounds(session: Session, visitor: Visitor, code: str, *, changing: bool = False) -> Overseen:
    """The period for whoever oversees all of it; with `changing`, for HR administrators alone."""
    seen = oversight.period(session, code, by=visitor.actor)
    if seen.units is None and (seen.hr or not changing):
        return seen
    access.denied(session, visitor.actor, Denied("period", seen.period["id"]))
    raise NotYoursError


def _form(
    request: Request, visitor: Visitor, code: str, given: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen = seen_rounds(session, visitor, code, changing=True)
        units = oversight.units(session, seen)
    return page(
        request, "rounds_open.html", status_of(problem) if problem else 200, seen=seen, units=units, given=given,
        most=round_opening.MOST_OF_A_KIND, least=round_results.AT_LEAST, problem=problem,
    )  # fmt: skip
