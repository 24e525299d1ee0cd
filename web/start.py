"""The start page: what waits for the visitor, and until when.

Belongs here: the page everybody begins at. Does not: the lists behind its lines.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models import board, delegation_pages, outbox_reading, oversight, request_content, rounds, waiting
from models.database import transaction
from web.pages import page
from web.visitor import SignedIn

router = APIRouter()


@router.get("/")
def start(request: Request, visitor: SignedIn) -> Response:
    """What waits for the visitor: decisions they are asked for, then their own appraisals."""
    with transaction() as session:
        asked = waiting.requests(session, visitor.seat, deputy=visitor.deputy)
        own = waiting.appraisals(session, visitor.person_id)
        deciding = visitor.decides or visitor.acting
        answers = request_content.objections_to_answer(session, visitor.decider) if deciding else []
        seats = delegation_pages.for_deputy(session, visitor.person_id) if visitor.seats else []
        giving = rounds.waiting(session, visitor.person_id)
        oversees = visitor.administers or visitor.audits
        known = oversight.periods(session, by=visitor.actor, everything=visitor.audits) if oversees else []
        naming = board.periods(session) if visitor.names_lists else []
        unsent = outbox_reading.failed(session) if "hr_admin" in visitor.roles else 0
        launched = board.was_launched(session, request.query_params.get("launched", ""))
    return page(
        request,
        "start.html",
        launched=launched,
        asked=asked,
        answers=answers,
        giving=giving,
        own=own,
        periods=known,
        seats=seats,
        unsent=unsent,
        naming=naming,
    )


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the portal and its database answer: for whoever watches over servers; it says nothing else."""
    with transaction():
        return {"status": "ok"}
