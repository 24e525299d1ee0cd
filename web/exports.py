"""Files of a period's final results: for SIASN, as workbooks, and beside e-Kinerja's.

Belongs here: the page and the download. Does not: what a file says, and who may take it (models/exchange).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from models import objection_delta, oversight
from models.database import transaction
from models.errors import InvalidInputError, NotYoursError
from models.exchange import final_results, reconciliation, siasn, taking
from models.exchange.written import write_table
from models.language import N_, _
from models.oversight import Overseen
from web.downloads import download
from web.pages import page
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: People of a comparison on a page: a screenful.
SCREENFUL = 50
_ENDINGS = frozenset({".xlsx", ".csv", ".json"})
Word = Annotated[str, Form(max_length=100)]


def _overseen(session: Session, visitor: Visitor, code: str) -> Overseen:
    seen = oversight.period(session, code, by=visitor.actor)
    if not seen.hr:
        raise NotYoursError
    return seen


@router.get("/periods/{code}/exports")
def exports(request: Request, visitor: SignedIn, code: str) -> Response:
    """What can be taken out, what is held back and why, and how our results stand beside e-Kinerja's."""
    with transaction() as session:
        seen = _overseen(session, visitor, code)
        found = final_results.by_segment(session, seen.period)
        compared = reconciliation.compare(session, seen.period)
        units = oversight.units(session, seen)
        changed = objection_delta.deltas(session, seen.period["id"], by=visitor.actor)
    unlike = [row for row in compared if row["standing"] in reconciliation.TO_EXPLAIN]
    return page(
        request, "period_exports.html", seen=seen, units=units, final=sum(row["held"] is None for row in found),
        held=final_results.held_back(found), reasons=final_results.HELD, counts=reconciliation.counted(compared),
        standings=reconciliation.STANDINGS, unlike=unlike[:SCREENFUL], unlike_count=len(unlike),
        changed=changed[:SCREENFUL], changed_count=len(changed),
        drawn=max((row["drawn"] or "" for row in compared), default=""),
    )  # fmt: skip


@router.post("/periods/{code}/exports")
def take(visitor: SignedIn, code: str, kind: Word = "", form: Word = ".xlsx", unit: Word = "") -> Response:
    """The file; who took it is on record. Workbooks of a unit or the region are always .xlsx."""
    ending = form if form in _ENDINGS and kind in {*siasn.KINDS, "comparison"} else ".xlsx"
    with TemporaryDirectory() as folder, transaction() as session:
        seen = _overseen(session, visitor, code)
        path = Path(folder) / f"{kind or 'unit'}{ending}"
        if kind == "unit" and not unit:
            raise InvalidInputError(N_("Choose the unit whose results you want."))
        if kind in {"unit", "region"}:
            taking.book(session, code, path, unit=unit if kind == "unit" else None, by=visitor.actor)
        elif kind == "comparison":
            found = taking.compared(session, code, by=visitor.actor, written=True)
            write_table(found, path, sheet=_("Comparison"))
        else:
            write_table(taking.taken(session, code, kind, by=visitor.actor).rows, path, sheet=kind)
        content = path.read_bytes()
    return download(content, f"{kind}-{seen.period['code']}{ending}")
