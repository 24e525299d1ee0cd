"""Sheets for people who could not be told: who, why, and one PDF to print and hand over; for HR administrators.

Belongs here: these pages. Does not: what a sheet says (models/notice_paper), its layout (tasks/notice_sheets),
recording a signature for a result (receipts).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import notice_paper
from models.database import transaction
from models.errors import NotYoursError
from tasks.notice_sheets import pdf
from web.downloads import download
from web.pages import page
from web.tracing import PageNumber
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: People on a page: a screenful.
SCREENFUL = 50


def _only_hr(visitor: Visitor) -> None:
    if "hr_admin" not in visitor.roles:
        raise NotYoursError


@router.get("/outbox/sheets")
def sheets(
    request: Request, visitor: SignedIn, unit: Annotated[str, Query(max_length=40)] = "", number: PageNumber = 1
) -> Response:
    """Who could not be told, by unit and name, and why."""
    _only_hr(visitor)
    with transaction() as session:
        everybody = notice_paper.untold(session)
    units = sorted({(each["unit"], each["unit_code"]) for each in everybody if each["unit_code"]})
    found = [each for each in everybody if not unit or each["unit_code"] == unit]
    return page(
        request, "outbox_sheets.html", found=found[SCREENFUL * (number - 1) : SCREENFUL * number], count=len(found),
        more=len(found) > SCREENFUL * number, number=number, units=units, unit=unit,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.post("/outbox/sheets")
def make(visitor: SignedIn, unit: Annotated[str, Form(max_length=40)] = "") -> Response:
    """The sheets of everybody, or of one unit, as a PDF."""
    _only_hr(visitor)
    with transaction() as session:
        written = notice_paper.written(session, unit=unit or None)
    if not written:
        return RedirectResponse("/outbox/sheets?done=none", 303)
    return download(pdf(written), "notices.pdf")
