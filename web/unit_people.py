"""The people of one unit in a period: how far each is, who is late, whom that waits for.

Belongs here: this page. Does not: the units (periods), one person's data (their summary).
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from models import oversight, unit_people
from models.database import transaction
from models.vocabulary import Stage
from web.pages import page
from web.visitor import SignedIn

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
        found = unit_people.people(session, seen.period["id"], place, wanted, limit=SCREENFUL + 1, skip=skip)
    stage = list(Stage)[place["position"] - 1] if place["position"] <= len(Stage) else "finished"
    return page(
        request, "period_unit.html", seen=seen, unit=place, stage=stage, counts=counts, found=found[:SCREENFUL],
        more=len(found) > SCREENFUL, number=number, late=bool(late), find=find,
    )  # fmt: skip
