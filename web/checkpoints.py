"""The auditor's page of proofs: the newest checkpoint, who holds one, checks of the ledger, and the period's archive.

Belongs here: these pages. Does not: checking (models/chain), what an archive says (models/archive), letters' codes
(letters), runs of stages (runs).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from models import board
from models.archive import taking
from models.chain import asked_checks, holders, keys
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotFoundError, NotYoursError
from models.language import N_
from web.downloads import download
from web.pages import page
from web.problems import status_of
from web.tracing import only_auditors
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=4000)]


@router.get("/checkpoints")
def checkpoints(request: Request, visitor: SignedIn) -> Response:
    """The state of the proofs, and forms to check the ledger and to take an archive."""
    return _shown(request, visitor)


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
        return _shown(request, visitor, problem, "checkpoint", {"checkpoint": checkpoint})
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


@router.post("/checkpoints/archive")
def archive(
    request: Request, visitor: SignedIn, period: Word = "", reason: Words = "", disclose: Words = ""
) -> Response:
    """The archive of a period; who took it, why, and whose names are in it are on record."""
    only_auditors(visitor, "ledger")
    typed = {"period": period, "reason": reason, "disclose": disclose}
    try:
        if not reason.strip():
            raise InvalidInputError(N_("Say what the archive is for: the reason is on record with your name."))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "archive.zip"
            with transaction() as session:
                taking.take(
                    session, period, path, by=visitor.actor, disclose=disclose.replace(",", "\n").splitlines(),
                    reason=reason.replace("\r\n", "\n").strip(),
                )  # fmt: skip
            content = path.read_bytes()
    except KinerjaError as problem:
        return _shown(request, visitor, problem, "reason" if not reason.strip() else "disclose", typed)
    return download(content, f"archive-{period}.zip")


def _shown(
    request: Request,
    visitor: Visitor,
    problem: KinerjaError | None = None,
    field: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    only_auditors(visitor, "ledger")
    with transaction() as session:
        found = holders.newest(session)
        mailed = holders.mailed(session)
        checks = asked_checks.newest(session)
        periods = board.periods(session)
    empty = dict.fromkeys(("checkpoint", "period", "reason", "disclose"), "")
    status = 422 if isinstance(problem, NotFoundError) else status_of(problem) if problem else 200
    return page(
        request, "checkpoints.html", status, newest=found, mailed=mailed, checks=checks, periods=periods,
        key=str(keys.signing_key().verifier) if found else "", problem=problem, field=field,
        typed=empty | (typed or {}),
    )  # fmt: skip
