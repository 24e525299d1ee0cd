"""The rater's team at a glance, who carries which result, and plans that are approved together.

Belongs here: these pages. Does not: one request (deciding), what they show (models/team).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from models import dialogue, plans_together, team
from models.database import transaction
from web.pages import page
from web.visitor import SignedIn

router = APIRouter()
#: People on a page: a screenful.
SCREENFUL = 50


@router.get("/team")
def my_team(request: Request, visitor: SignedIn, number: Annotated[int, Query(alias="page", ge=1)] = 1) -> Response:
    """Whom the visitor rates, how far each of them is, and the role-result matrix."""
    with transaction() as session:
        found = team.members(
            session, visitor.seat, deputy=visitor.deputy, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
        talked = dialogue.states(session, [each["segment"] for each in found])
        # The matrix shows the plan of whoever leads, which is not for a deputy to read.
        matrices = team.matrices(session, visitor.person_id) if number == 1 and not visitor.acting else []
    return page(
        request,
        "team.html",
        found=found[:SCREENFUL],
        more=len(found) > SCREENFUL,
        number=number,
        matrices=matrices,
        talked=talked,
    )


@router.get("/plans/together")
def several(request: Request, visitor: SignedIn) -> Response:
    """Plans that can be approved together, and those that need a look of their own, with what is remarkable."""
    with transaction() as session:
        found = plans_together.sorted_out(session, visitor.decider)
    return page(request, "plans_together.html", found=found, outcome=None)


@router.post("/plans/together")
def approve_several(
    request: Request, visitor: SignedIn, plans: Annotated[list[str] | None, Form(max_length=50)] = None
) -> Response:
    """Approve the chosen plans, each in its own transaction: one that changed meanwhile stays and is named."""
    outcome = plans_together.approve(plans or [], by=visitor.decider)
    with transaction() as session:
        found = plans_together.sorted_out(session, visitor.decider)
    return page(request, "plans_together.html", found=found, outcome=outcome)
