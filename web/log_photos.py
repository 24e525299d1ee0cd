"""Photos of a daily log: attaching and taking back one's own, and what whoever may see the person looks at.

Belongs here: these pages and the picture itself. Does not: the entries (my_log), evidence of indicators (my_evidence).
"""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import access, log_photos, own_record
from models.database import Row, transaction
from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_
from models.settings import settings
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Photos on a page: a screenful.
SCREENFUL = 25


@router.get("/my/{segment}/log/{entry}/photos")
def of_entry(request: Request, visitor: SignedIn, segment: int, entry: int) -> Response:
    """The photos of one entry, and a form for another."""
    return _shown(request, visitor, segment, entry)


@router.post("/my/{segment}/log/{entry}/photos")
def attach(
    request: Request,
    visitor: SignedIn,
    segment: int,
    entry: int,
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a photo to an entry."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            if photo is None or not photo.filename:
                raise InvalidInputError(N_("Choose a photo, or take one, then attach it."))
            attach_given(session, segment, entry, photo, visitor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, entry, problem)
    return RedirectResponse(f"/my/{segment}/log/{entry}/photos?done=attached", 303)


def attach_given(session: Session, segment: int, entry: int, given: UploadFile, visitor: Visitor) -> None:
    """Attach what a form brought to an entry, in the session's transaction."""
    with tempfile.NamedTemporaryFile() as kept:
        shutil.copyfileobj(given.file, kept)
        kept.flush()
        log_photos.attach(
            session, segment, entry, path=Path(kept.name), name=given.filename or "foto", by=visitor.actor
        )


@router.get("/my/{segment}/photos/{photo}/withdraw")
def ask_withdraw(request: Request, visitor: SignedIn, segment: int, photo: int) -> Response:
    """Whether a photo should really be taken back."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = log_photos.one_photo(session, segment, photo)
    return page(request, "log_photos_withdraw.html", place=place, each=found)


@router.post("/my/{segment}/photos/{photo}/withdraw")
def withdraw(request: Request, visitor: SignedIn, segment: int, photo: int) -> Response:
    """Take a photo back; it stays on record, out of force."""
    entry = 0
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            entry = log_photos.one_photo(session, segment, photo)["log_id"]
            log_photos.withdraw(session, segment, photo, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, entry, problem)
    return RedirectResponse(f"/my/{segment}/log/{entry}/photos?done=withdrawn", 303)


@router.get("/segments/{segment}/photos")
def of_segment(
    request: Request, visitor: SignedIn, segment: int, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    """The photos of somebody's daily log, with what each shows."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.decider, personal=True)
        found = log_photos.of_segment(session, segment, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
    return page(
        request, "log_photos_list.html", place=place, found=found[:SCREENFUL], more=len(found) > SCREENFUL,
        number=number,
    )  # fmt: skip


@router.get("/segments/{segment}/photos/{photo}")
def picture(visitor: SignedIn, segment: int, photo: int) -> Response:
    """The picture itself; the browser shows it within a page, and saves it when asked for alone."""
    with transaction() as session:
        access.segment(session, segment, by=visitor.decider, personal=True)
        found = log_photos.file_of(session, segment, photo)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"}
    return Response(found.content, media_type=found.media_type, headers=headers)


def _shown(
    request: Request, visitor: Visitor, segment: int, entry: int, problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = _entry(session, segment, entry)
        photos = log_photos.photos_of(session, [entry]).get(entry, [])
        standing = own_record.standing(session, segment)
    return page(
        request, "log_photos.html", status_of(problem) if problem else 200, place=place, entry=found, photos=photos,
        may=own_record.may_log(place, standing) and found["status"] != "validated", most=log_photos.MOST,
        megabytes=settings().evidence_megabytes, problem=problem, done=request.query_params.get("done", ""),
    )  # fmt: skip


def _entry(session: Session, segment: int, entry: int) -> Row:
    found = own_record.log_entry(session, segment, entry)
    if found is None:
        raise NotFoundError(
            N_("There is no such entry in your log any more: it was changed or taken back. Look at the week again.")
        )
    return found
