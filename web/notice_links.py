"""The links in mail: they open the page a notice is about, for its person once signed in, and do nothing else.

Belongs here: following such a link. Does not: making it (models/notice_mail). A mail scanner that follows it, however
often, arrives at the sign-in; nothing is decided, used up or marked as read.
"""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from models import access, notice_reading, signed_links
from models.access import Denied
from models.database import transaction
from models.errors import NotYoursError
from models.notice_mail import PURPOSE
from web.visitor import SignedIn

router = APIRouter()


@router.api_route("/n/{token}", methods=["GET", "HEAD"])
def follow(visitor: SignedIn, token: str) -> Response:
    """On to the page of a notice; a link that is forged, cut, over or somebody else's looks like no page at all."""
    with transaction() as session:
        number = signed_links.named(PURPOSE, token, now=notice_reading.now(session))
        found = notice_reading.destination(session, number) if number else None
        if found and found[0] == visitor.person_id:
            return RedirectResponse(found[1], 303)
        if found and number:
            access.denied(session, visitor.actor, Denied("notice", number))
    raise NotYoursError
