"""Findings of a period for its administrators and auditors: what is wrong, whose turn it is, and letting one stand.

Belongs here: these pages. Does not: mending one's own data (the employee's pages), who may waive (models/quality).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import findings, oversight, quality
from models.database import transaction
from models.errors import KinerjaError
from models.oversight import Overseen
from models.quality_report import quality_report
from models.quality_workbook import write_workbook
from models.vocabulary import Severity
from web.downloads import download
from web.pages import page
from web.periods import day_of
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Findings on a page: a screenful.
SCREENFUL = 25
#: A sheet holds no more rows.
_MOST_IN_WORKBOOK = 1_000_000
Text = Annotated[str, Form(max_length=4000)]
Word = Annotated[str, Query(max_length=60)]


@router.get("/periods/{code}/findings")
def of_period(
    request: Request,
    visitor: SignedIn,
    code: str,
    unit: Word = "",
    severity: Word = "",
    rule: Word = "",
    holding: Word = "",
    passed: Word = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Open findings of the units the visitor oversees, blocking ones first, narrowed by unit, severity and rule.

    `holding`: only those that hold somebody up now. `passed`: also those that can no longer be mended.
    """
    chosen = {"unit": unit, "severity": severity, "rule": rule, "holding": holding, "passed": passed}
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        if unit:
            oversight.unit(session, seen, unit, by=visitor.actor)
        only = findings.Only(
            seen.units, severity if severity in set(Severity) else None, rule or None, visitor.person_id
        )
        found = findings.open_findings(
            session, period=code, unit=unit or None, only=only, holding=bool(holding), passed=bool(passed),
            limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1),
        )  # fmt: skip
        left = 0
        if not passed:
            left = findings.count_passed(session, period=code, unit=unit or None, only=only, holding=bool(holding))
        units, codes = oversight.units(session, seen), oversight.finding_codes(session, seen)
    return page(
        request, "findings.html", seen=seen, found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number,
        left=left, units=units, codes=codes, severities=tuple(Severity), chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
    )  # fmt: skip


@router.get("/periods/{code}/quality")
def report(request: Request, visitor: SignedIn, code: str, unit: Word = "") -> Response:
    """How good the data of the period are: findings by unit, rule and owner, and week by week."""
    with transaction() as session:
        seen, place = _reported(session, visitor, code, unit)
        found = _of(session, visitor, seen, code, place)
        units = oversight.units(session, seen)
    return page(
        request, "findings_quality.html", seen=seen, report=found, units=units, unit=place or "", most=SCREENFUL
    )


@router.get("/periods/{code}/quality.xlsx")
def workbook(visitor: SignedIn, code: str, unit: Word = "") -> Response:
    """The whole report with every open finding, as a workbook to filter and send on."""
    with transaction() as session:
        seen, place = _reported(session, visitor, code, unit)
        only = findings.Only(units=seen.units, reader=visitor.person_id)
        every = findings.open_findings(
            session, period=code, unit=place, only=only, passed=True, limit=_MOST_IN_WORKBOOK
        )
        found = _of(session, visitor, seen, code, place) | {"open_findings": every}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_workbook(found, path)
        content = path.read_bytes()
    return download(content, f"quality-{found['period']}.xlsx")


def _reported(session: Session, visitor: Visitor, code: str, unit: str) -> tuple[Overseen, str | None]:
    """The period and the unit of a report; whoever administers single units reads of one at a time."""
    seen = oversight.period(session, code, by=visitor.actor)
    place = unit or (seen.units[0] if seen.units else None)
    if place:
        oversight.unit(session, seen, place, by=visitor.actor)
    return seen, place


def _of(session: Session, visitor: Visitor, seen: Overseen, code: str, place: str | None) -> dict[str, Any]:
    """The report as the visitor may read it: of ratings nothing for unit administrators, nor their own for others."""
    return quality_report(session, code, unit=place, reader=visitor.person_id, unrated=seen.units is not None)


@router.get("/findings/{number}")
def one_finding(request: Request, visitor: SignedIn, number: int) -> Response:
    """One finding: what is wrong, what to do, whose turn it is, what became of it, and a form to let it stand."""
    return _shown(request, visitor, number, {"until": "", "reason": ""})


@router.post("/findings/{number}/waive")
def waive(request: Request, visitor: SignedIn, number: int, until: Text = "", reason: Text = "") -> Response:
    """Let it stand by the visitor's name, with a reason, through a day."""
    given = {"until": until, "reason": reason.replace("\r\n", "\n")}
    try:
        with transaction() as session:
            oversight.finding(session, number, by=visitor.actor)
            findings.waive_through(
                session, number, by=visitor.actor, reason=given["reason"], last_day=day_of(given["until"])
            )
    except REFUSALS as problem:
        return _shown(request, visitor, number, given, problem)
    return RedirectResponse(f"/findings/{number}?done=waived", 303)


def _shown(
    request: Request, visitor: Visitor, number: int, given: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        about = oversight.finding(session, number, by=visitor.actor)
        found = findings.finding(session, number)
        history = findings.history(session, number)
        may = quality.may_waive(session, number, by=visitor.actor)
    status = status_of(problem) if problem else 200
    return page(
        request, "findings_one.html", status, about=about, found=found, history=history, may=may, given=given,
        problem=problem, done=request.query_params.get("done", ""),
    )  # fmt: skip
