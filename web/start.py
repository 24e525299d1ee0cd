"""The start page: what waits for the visitor, and until when.

Belongs here: the page everybody begins at. Does not: the lists behind its lines.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models import request_content, waiting
from models.board import periods
from models.database import transaction
from web.pages import page
from web.visitor import SignedIn

router = APIRouter()


@router.get("/")
def start(request: Request, visitor: SignedIn) -> Response:
    """What waits for the visitor: decisions they are asked for, then their own appraisals."""
    with transaction() as session:
        asked = waiting.requests(session, visitor.person_id)
        own = waiting.appraisals(session, visitor.person_id)
        answers = request_content.objections_to_answer(session, visitor.actor) if visitor.decides else []
        known = periods(session) if visitor.administers or visitor.audits else []
    return page(request, "start.html", asked=asked, answers=answers, own=own, periods=known)


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the portal and its database answer: for whoever watches over servers; it says nothing else."""
    with transaction():
        return {"status": "ok"}
