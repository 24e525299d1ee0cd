"""Letters as PDF for whoever may have them, and the page that says whether a letter's code is ours.

Belongs here: the download and the check. Does not: what letters say (models/letters), their layout (tasks/letters).
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from models import letter_checking, letters, portal_address, survey_letters
from models.database import transaction
from models.language import reader_language
from tasks.letters import pdf
from web.pages import page
from web.visitor import SignedIn

router = APIRouter()
Code = Annotated[str, Query(max_length=40)]


@router.get("/segments/{segment}/letters/{kind}.pdf")
def letter(visitor: SignedIn, segment: int, kind: str) -> Response:
    """The newest letter of a kind (plan, evaluation, decision) in the reader's language."""
    with transaction() as session:
        written = letters.write(session, kind, segment, by=visitor.decider, language=reader_language())
    return _file(written)


@router.get("/periods/{code}/units/{unit}/recapitulation.pdf")
def recapitulation(visitor: SignedIn, code: str, unit: str) -> Response:
    """The figures of a unit; HR administrators and auditors also see who has which final result."""
    with transaction() as session:
        written = survey_letters.recapitulation(session, code, unit, by=visitor.actor, language=reader_language())
    return _file(written)


@router.get("/periods/{code}/report.pdf")
def report(visitor: SignedIn, code: str) -> Response:
    """The figures of a period with charts, for HR administrators and auditors."""
    with transaction() as session:
        written = survey_letters.report(session, code, by=visitor.actor, language=reader_language())
    return _file(written)


def _file(written: letters.Written) -> Response:
    name = f'inline; filename="{written.said["kind"]}-{letters.grouped(written.code)}.pdf"'
    return Response(
        pdf(written, portal_address.address()), media_type="application/pdf", headers={"content-disposition": name}
    )


@router.get("/letters/check")
def ask(request: Request, code: Code = "") -> Response:
    """A form for the code on a letter, and what it says; for anybody, without signing in."""
    return _checked(request, code)


@router.get("/letters/check/{code}")
def check(request: Request, code: str) -> Response:
    """What the code on a letter says: where its QR code leads."""
    return _checked(request, code[:40])


def _checked(request: Request, code: str) -> Response:
    with transaction() as session:
        found = letter_checking.of_code(session, code) if code else None
    return page(request, "letter_check.html", code=code, found=found)
