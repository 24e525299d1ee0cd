"""The people of one unit in a period: how far each is, who is late, whom that waits for; and reminding them now.

Belongs here: these pages. Does not: the units (periods), one person's data (their summary).
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import oversight, reminders, unit_people
from models.database import Row, transaction
from models.errors import KinerjaError, NotYoursError
from models.oversight import Overseen
from models.vocabulary import Stage
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: People on a page: a screenful.
SCREENFUL = 50


@router.get("/periods/{code}/units/{unit}")
def people_of_unit(
    request: Request,
    visitor: SignedIn,
    code: str,
    unit: str,
    late: str = "",
    find: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Plan, report and ratings of everybody in the unit; `late` and `find` (a part of a name or NIP) narrow the list.

    Predicates are shown to those who see everybody's; the unit's administrator sees who is rated, not how (SPEC §9).
    """
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        place = oversight.unit(session, seen, unit, by=visitor.actor)
        counts = unit_people.counts(session, seen.period["id"], place)
        wanted = unit_people.Wanted(bool(late), find)
        skip = SCREENFUL * (number - 1)
        found = unit_people.people(
            session, seen.period["id"], place, wanted, by=visitor.actor, limit=SCREENFUL + 1, skip=skip
        )
        may_remind = not seen.period["closed_at"] and reminders.may_remind(session, place["unit_id"], by=visitor.actor)
        reminded = reminders.last(session, seen.period["id"], place) if may_remind else None
    return page(
        request, "period_unit.html", seen=seen, unit=place, stage=_stage(place), counts=counts, found=found[:SCREENFUL],
        more=len(found) > SCREENFUL, number=number, late=bool(late), find=find, may_remind=may_remind,
        reminded=reminded, done=request.query_params.get("done", ""),
    )  # fmt: skip


def _stage(place: Row) -> str:
    return list(Stage)[place["position"] - 1] if place["position"] <= len(Stage) else "finished"


@router.get("/periods/{code}/units/{unit}/remind")
def ask_reminder(request: Request, visitor: SignedIn, code: str, unit: str) -> Response:
    """Who would be reminded of what: whoever is late or still to act in the unit's present stage."""
    return _reminder(request, visitor, code, unit)


@router.post("/periods/{code}/units/{unit}/remind")
def remind(request: Request, visitor: SignedIn, code: str, unit: str) -> Response:
    """Send each of them one notice; nobody gets two on one day."""
    try:
        with transaction() as session:
            seen, place = _remindable(session, visitor, code, unit)
            reminders.remind(session, seen.period["id"], place, by=visitor.actor)
    except REFUSALS as problem:
        return _reminder(request, visitor, code, unit, problem)
    return RedirectResponse(f"/periods/{quote(code, safe='')}/units/{quote(unit, safe='')}?done=reminded", 303)


def _remindable(session: Session, visitor: Visitor, code: str, unit: str) -> tuple[Overseen, Row]:
    seen = oversight.period(session, code, by=visitor.actor)
    place = oversight.unit(session, seen, unit, by=visitor.actor)
    if not reminders.may_remind(session, place["unit_id"], by=visitor.actor):
        raise NotYoursError
    return seen, place


def _reminder(
    request: Request, visitor: Visitor, code: str, unit: str, problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen, place = _remindable(session, visitor, code, unit)
        found = reminders.owing(session, seen.period["id"], place, limit=SCREENFUL)
        reminded = reminders.last(session, seen.period["id"], place)
    return page(
        request, "period_remind.html", status_of(problem) if problem else 200, seen=seen, unit=place,
        stage=_stage(place), found=found, reminded=reminded, problem=problem,
    )  # fmt: skip
