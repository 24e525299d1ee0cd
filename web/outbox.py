"""What everybody was told, for HR administrators and auditors: what failed, why, and sending it again.

Belongs here: these pages. Does not: the lists (models/outbox_reading), one's own notices (my_notices).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import outbox_reading, outbox_retry
from models.database import transaction
from models.errors import KinerjaError, NotFoundError, NotYoursError
from models.language import reader_language
from web.pages import page
from web.problems import status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Notices on a page: a screenful.
SCREENFUL = 25
Word = Annotated[str, Form(max_length=254)]
#: Failures that are sent again together: what is wrong with them may be mended for all at once.
_TOGETHER = ("failed", "no_address")


def _only_readers(visitor: Visitor) -> None:
    if not visitor.audits:
        raise NotYoursError


def _only_hr(visitor: Visitor) -> None:
    if "hr_admin" not in visitor.roles:
        raise NotYoursError


@router.get("/outbox")
def listed(
    request: Request,
    visitor: SignedIn,
    view: Annotated[str, Query(max_length=20)] = "failed",
    find: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Notices of one kind of outcome, the newest first."""
    _only_readers(visitor)
    chosen = view if view in outbox_reading.VIEWS else "failed"
    with transaction() as session:
        counts = outbox_reading.counts(session)
        found = outbox_reading.listed(
            session, chosen, reader_language(), find=find, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    return page(
        request, "outbox.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, view=chosen,
        find=find, counts=counts, together=chosen in _TOGETHER, done=request.query_params.get("done", ""),
        retried=request.query_params.get("count", ""),
    )  # fmt: skip


@router.post("/outbox/retry")
def retry_all(request: Request, visitor: SignedIn, view: Word = "") -> Response:  # noqa: ARG001 - as every page
    """Send everything again that failed, or all that had no address."""
    _only_hr(visitor)
    outcome = "no_address" if view == "no_address" else None
    with transaction() as session:
        count = outbox_retry.retry_all(session, by=visitor.actor, outcome=outcome)
    return RedirectResponse(f"/outbox?view={view if view in _TOGETHER else 'failed'}&done=retried&count={count}", 303)


@router.get("/outbox/{number}")
def one_notice(request: Request, visitor: SignedIn, number: int) -> Response:
    """One notice: its words, and every attempt to send it."""
    return _shown(request, visitor, number)


@router.post("/outbox/{number}/retry")
def retry(request: Request, visitor: SignedIn, number: int, address: Word = "") -> Response:
    """Send a notice again that failed, to a corrected address where one is given."""
    _only_hr(visitor)
    try:
        with transaction() as session:
            outbox_retry.retry(session, number, by=visitor.actor, address=address)
    except NotFoundError as problem:
        raise NotYoursError from problem
    except KinerjaError as problem:
        return _shown(request, visitor, number, problem=problem, address=address)
    return RedirectResponse(f"/outbox/{number}?done=retried", 303)


def _shown(
    request: Request, visitor: Visitor, number: int, *, problem: KinerjaError | None = None, address: str | None = None
) -> Response:
    with transaction() as session:
        found = outbox_reading.for_reader(session, number, reader_language(), by=visitor.person_id)
    return page(
        request, "outbox_one.html", status_of(problem) if problem else 200, found=found, problem=problem,
        address=found["email"] if address is None else address, done=request.query_params.get("done", ""),
    )  # fmt: skip
