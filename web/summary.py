"""What the data say of a person, and the evidence behind it: the same page for them, the rater and whoever checks.

Belongs here: the pages and the download of a file. Does not: the summary itself (models/evidence_summary).
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from models import access, evidence_reading, evidence_summary, letters, summary_versions
from models.database import Row, transaction
from models.language import _
from web.pages import page
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Pieces of evidence on a page: a screenful.
SCREENFUL = 50
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
#: As whom one sees it → who also sees what was taken back or replaced.
_SEES_ALL = frozenset({"own", "auditor", "hr_admin"})


@router.get("/my/{segment}/summary")
def my_summary(request: Request, visitor: SignedIn, segment: int, version: Version = None) -> Response:
    """What the data say of the visitor, as their rater sees it; with `version`, a stored one as it was."""
    return _shown(request, visitor, segment, version, own=True)


@router.get("/segments/{segment}/summary")
def summary(request: Request, visitor: SignedIn, segment: int, version: Version = None) -> Response:
    """What the data say of somebody whom the visitor may look at; with `version`, a stored one as it was."""
    return _shown(request, visitor, segment, version)


def _shown(request: Request, visitor: Visitor, segment: int, version: int | None, *, own: bool = False) -> Response:
    by = visitor.actor if own else visitor.decider
    with transaction() as session:
        place = access.segment(session, segment, by=by, own=own)
        found = evidence_summary.summary_of(session, segment, by=by, version=version)
        kept = summary_versions.versions(session, segment)
        kinds = letters.kinds_of(session, place)
    back = (f"/my/{segment}", _("My appraisal")) if own else _back(place)
    return page(request, "summary.html", found=found, place=place, back=back, versions=kept, chosen=version,
                letters=kinds)  # fmt: skip


def _back(place: Row) -> tuple[str, str]:
    """Where whoever sees it came from."""
    places = {
        "own": (f"/my/{place['segment']}", _("My appraisal")),
        "rater": ("/team", _("My team")),
        "auditor": (f"/trace/segment/{place['segment']}", _("Trace")),
        "superior": ("/requests", _("All requests")),
        "asked": ("/requests", _("All requests")),
    }
    return places.get(place["seen_as"], (f"/periods/{quote(place['period'], safe='')}", _("Periods")))


@router.get("/segments/{segment}/evidence")
def evidence(
    request: Request, visitor: SignedIn, segment: int, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    """All evidence in force of a segment."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.decider)
        found = evidence_reading.proofs(session, segment, most=None, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
    return page(
        request, "evidence_list.html", place=place, found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number
    )


@router.get("/segments/{segment}/evidence/{evidence_id}")
def evidence_file(visitor: SignedIn, segment: int, evidence_id: int) -> Response:
    """A file that was given as evidence, as it was given; the browser saves it and never runs it."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.decider)
        found = evidence_reading.file_of(session, segment, evidence_id, withdrawn=place["seen_as"] in _SEES_ALL)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"}
    return Response(found.content, media_type=found.media_type, headers=headers)
