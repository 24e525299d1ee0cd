"""Archives of periods that an auditor asks for: asking, how far each is, and its file once it is written.

Belongs here: these pages. Does not: writing them (models/archive, deployments/checking), the page of proofs
(checkpoints), which lists them.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from models.archive import asked
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from web.downloads import told
from web.pages import page
from web.proofs import shown
from web.tracing import only_auditors
from web.visitor import SignedIn

router = APIRouter()
Word = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=4000)]


@router.post("/checkpoints/archives")
def ask(request: Request, visitor: SignedIn, period: Word = "", reason: Words = "", disclose: Words = "") -> Response:
    """Ask for the archive of a period; who takes it, why, and whose names are in it are on record."""
    only_auditors(visitor, "ledger")
    typed = {"period": period, "reason": reason, "disclose": disclose}
    try:
        with transaction() as session:
            number = asked.ask(
                session, period, by=visitor.actor, disclose=disclose.replace(",", "\n").splitlines(),
                reason=reason.replace("\r\n", "\n").strip(),
            )  # fmt: skip
    except KinerjaError as problem:
        return shown(request, visitor, problem, "disclose" if reason.strip() else "reason", typed)
    return RedirectResponse(f"/checkpoints/archives/{number}", 303)


@router.get("/checkpoints/archives/{number}")
def one_archive(request: Request, visitor: SignedIn, number: int) -> Response:
    """One archive that the visitor asked for: whether it waits, how far it is, or its file."""
    only_auditors(visitor, "ledger", number)
    with transaction() as session:
        found = asked.archive(session, number, by=visitor.actor)
    if found is None:
        raise NotYoursError
    return page(
        request, "checkpoints_archive.html", archive=found, there=asked.file_of(found) is not None,
        days=asked.days_kept(),
    )  # fmt: skip


@router.get("/checkpoints/archives/{number}/file")
def its_file(visitor: SignedIn, number: int) -> Response:
    """The file, for whoever asked for it."""
    only_auditors(visitor, "ledger", number)
    with transaction() as session:
        found = asked.archive(session, number, by=visitor.actor)
    path = asked.file_of(found) if found else None
    if found is None or path is None:
        raise NotYoursError
    return FileResponse(path, **told(f"archive-{found['period']}.zip"))
