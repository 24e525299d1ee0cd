"""One's own evidence: what is attached to an indicator, a file or link to attach, and taking one back.

Belongs here: that page. Does not: which files are taken (models/evidence_kinds), opening one (summary).
"""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import access, evidence, own_record
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_
from models.settings import settings
from models.typed_values import day_typed, month_typed
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=4000)]
#: Pieces of evidence of one indicator shown at once; the list of the appraisal has all.
SCREENFUL = 25


@router.get("/my/{segment}/evidence/{work_result}.{indicator}")
def attached(
    request: Request,
    visitor: SignedIn,
    segment: int,
    work_result: int,
    indicator: int,
    month: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """What is attached to an indicator, and a form to attach more."""
    return _shown(request, visitor, segment, (work_result, indicator), {"month": month})


@router.post("/my/{segment}/evidence/{work_result}.{indicator}")
def attach(
    request: Request,
    visitor: SignedIn,
    segment: int,
    work_result: int,
    indicator: int,
    month: Word = "",
    address: Words = "",
    dated: Word = "",
    description: Words = "",
    given: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a file or a link."""
    typed = {"month": month, "address": address, "dated": dated, "description": description}
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            about: dict[str, Any] = {
                "work_result": work_result,
                "indicator": indicator,
                "month": month_typed(month),
                "dated": _day(dated),
                "description": description,
            }
            _attach(session, segment, given, address.strip(), about, visitor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, (work_result, indicator), typed, problem)
    done = "share" if address.strip() and evidence.must_be_shared(address.strip()) else "attached"
    return RedirectResponse(
        f"/my/{segment}/evidence/{work_result}.{indicator}?month={_month(about['month'])}&done={done}", 303
    )


@router.get("/my/{segment}/evidence/{evidence_id}/withdraw")
def ask_withdraw(request: Request, visitor: SignedIn, segment: int, evidence_id: int) -> Response:
    """Whether a piece of evidence should really be taken back."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = own_record.evidence_place(session, segment, evidence_id)
        standing = own_record.standing(session, segment)
    return page(
        request, "my_evidence_withdraw.html", place=place, about=found, may=own_record.may_record(place, standing)
    )


@router.post("/my/{segment}/evidence/{evidence_id}/withdraw")
def withdraw(visitor: SignedIn, segment: int, evidence_id: int) -> Response:
    """Take back a piece of evidence; it stays on record, out of force."""
    with transaction() as session:
        access.segment(session, segment, by=visitor.actor, own=True)
        found = own_record.evidence_place(session, segment, evidence_id)
        evidence.withdraw(session, evidence_id, by=visitor.actor)
    return RedirectResponse(f"/my/{segment}/evidence/{found['work_result']}.{found['indicator']}?done=withdrawn", 303)


def _attach(
    session: Session, segment: int, given: UploadFile | None, address: str, about: dict[str, Any], visitor: Visitor
) -> None:
    has_file = given is not None and bool(given.filename)
    if has_file == bool(address):
        raise InvalidInputError(N_("Choose a file, or paste a link: one of the two."))
    if given is None or not has_file:
        evidence.attach_link(session, segment, address=address, by=visitor.actor, **about)
        return
    with tempfile.NamedTemporaryFile() as kept:
        shutil.copyfileobj(given.file, kept)
        kept.flush()
        evidence.attach_file(session, segment, path=Path(kept.name), name=given.filename, by=visitor.actor, **about)


def _day(text: str) -> date | None:
    return day_typed(text) if text.strip() else None


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


def _shown(
    request: Request,
    visitor: Visitor,
    segment: int,
    number: tuple[int, int],
    typed: dict[str, str],
    problem: KinerjaError | None = None,
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        months = own_record.months_begun(place, standing["today"])
        indicators = own_record.indicators_in(session, segment, months[-1])
        proofs = own_record.proofs(session, segment, *number, limit=SCREENFUL + 1)
    about = next((each for each in indicators if (each["work_result"], each["indicator"]) == number), None)
    if about is None:
        raise NotFoundError(N_("Your approved plan has no such indicator. Look for it among your realizations."))
    given = {"month": "", "address": "", "dated": "", "description": ""} | typed
    return page(
        request, "my_evidence.html", status_of(problem) if problem else 200, place=place, about=about, given=given,
        months=months, proofs=proofs[:SCREENFUL], more=len(proofs) > SCREENFUL, problem=problem,
        may=own_record.may_record(place, standing), megabytes=settings().evidence_megabytes,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
