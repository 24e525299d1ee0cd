"""The auditor's pages of proofs: the newest checkpoint, and checks of the ledger.

Belongs here: these pages. Does not: checking (models/chain), archives (asked_archives), letters' codes (letters), runs
of stages (runs).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models.chain import asked_checks, holders
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from web.downloads import download
from web.pages import page
from web.proofs import shown
from web.tracing import only_auditors
from web.visitor import SignedIn

router = APIRouter()
Words = Annotated[str, Form(max_length=4000)]


@router.get("/checkpoints")
def checkpoints(request: Request, visitor: SignedIn) -> Response:
    """The state of the proofs, and forms to check the ledger and to take an archive."""
    return shown(request, visitor)


@router.get("/checkpoints/newest.txt")
def newest(visitor: SignedIn) -> Response:
    """The newest checkpoint as a file, to be kept elsewhere."""
    only_auditors(visitor, "ledger")
    with transaction() as session:
        found = holders.newest(session)
    if found is None:
        raise NotYoursError
    return download(found["note"].encode(), f"checkpoint-{found['size']:012}.txt")


@router.post("/checkpoints/checks")
def ask(request: Request, visitor: SignedIn, checkpoint: Words = "") -> Response:
    """Ask for a check of the whole ledger, also against a checkpoint that was kept elsewhere."""
    only_auditors(visitor, "ledger")
    try:
        with transaction() as session:
            number = asked_checks.ask(session, by=visitor.actor, checkpoint=checkpoint)
    except KinerjaError as problem:
        return shown(request, visitor, problem, "checkpoint", {"checkpoint": checkpoint})
    return RedirectResponse(f"/checkpoints/checks/{number}", 303)


@router.get("/checkpoints/checks/{number}")
def one_check(request: Request, visitor: SignedIn, number: int) -> Response:
    """One check: whether it waits, or what it found."""
    only_auditors(visitor, "ledger", number)
    with transaction() as session:
        found = asked_checks.check(session, number)
    if found is None:
        raise NotYoursError
    verdict = found["verdict"] or {}
    return page(
        request, "checkpoints_check.html", check=found, verdict=verdict, faults=asked_checks.faults(verdict),
        problem_said=asked_checks.problem(verdict),
    )  # fmt: skip
