"""What is wrong with one's own data, what to do about it, and where.

Belongs here: that page. Does not: judging (expectations), letting a finding stand (administrators).
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from models import access, own_record
from models.database import Row, transaction
from web.pages import page
from web.visitor import SignedIn

router = APIRouter()
#: Findings on a page: a screenful.
SCREENFUL = 25


@router.get("/my/{segment}/findings")
def findings(
    request: Request, visitor: SignedIn, segment: int, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    """Open findings on the visitor's data where it is their turn, blocking ones first."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        found = own_record.own_findings(
            session, segment, visitor.person_id, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    shown = [(each, _where(each, segment)) for each in found[:SCREENFUL]]
    return page(
        request, "my_findings.html", place=place, found=shown, more=len(found) > SCREENFUL, number=number,
        may=own_record.may_record(place, standing),
    )  # fmt: skip


def _where(each: Row, segment: int) -> str:
    """The page on which the datum of a finding is mended; empty where somebody else's data must be mended first."""
    suite, subject = each["suite"], each["subject"]
    if suite == "indicators":
        part = "evidence" if each["code"] == "DQ-R03" else "shortfall" if each["code"] == "DQ-R07" else ""
        return f"/my/{segment}/{part}/{subject}" if part else f"/my/{segment}/realizations"
    if suite == "logs":
        return f"/my/{segment}/log?week={subject[:10]}#week"
    return f"/my/{segment}/plan" if suite == "plans" else ""
