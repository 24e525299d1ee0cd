"""Launching a period in steps: give the files, read what the check found, look at what would start, start it.

Belongs here: these pages. Does not: the check (models/roster), the launch (models/launch), the units' runs (flows).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from models import launch_draft
from models.database import transaction
from models.errors import ConflictError, KinerjaError
from models.launch_draft import Draft, Upload
from models.roster.problem import SEVERITY_ORDER
from models.roster.report_file import write_report
from models.roster.report_values import problem_values
from models.vocabulary import Stage
from web.downloads import download
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Problems on a page: a screenful.
SCREENFUL = 50
Given = Annotated[UploadFile | None, File()]
Text = Annotated[str, Form(max_length=200)]


def _only_hr(visitor: Visitor) -> None:
    with transaction() as session:
        launch_draft.check_allowed(session, visitor.actor)


def _drafted(visitor: Visitor) -> Draft | None:
    _only_hr(visitor)
    return launch_draft.read(visitor.actor)


@router.get("/launch")
def begin(request: Request, visitor: SignedIn) -> Response:
    """The form for the files; those given before can be gone on with."""
    return _form(request, visitor)


def _form(request: Request, visitor: Visitor, problem: KinerjaError | None = None) -> Response:
    try:
        draft = _drafted(visitor)
    except REFUSALS:
        draft = None
    made = launch_draft.period_upload(visitor.actor)
    return page(
        request, "launch.html", status_of(problem) if problem else 200, draft=draft, problem=problem,
        made=made.content.decode("utf-8", "replace") if made else "", done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.post("/launch")
def give(
    request: Request, visitor: SignedIn, period: Given = None, roster: Given = None, units: Given = None
) -> Response:
    """Keep the files and check them."""
    _only_hr(visitor)
    try:
        launch_draft.keep(visitor.actor, _upload(period), _upload(roster), _upload(units))
    except KinerjaError as problem:
        return _form(request, visitor, problem)
    return RedirectResponse("/launch/check", 303)


def _upload(given: UploadFile | None) -> Upload | None:
    return Upload(given.filename, given.file.read()) if given and given.filename else None


@router.get("/launch/check")
def check(
    request: Request, visitor: SignedIn, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    """What the check of the roster found, the gravest first, grouped by whoever mends it."""
    draft = _drafted(visitor)
    if draft is None:
        return RedirectResponse("/launch", 303)
    ordered = sorted(draft.report.problems, key=lambda each: (SEVERITY_ORDER[each.severity], each.owner, each.row))
    first = SCREENFUL * (number - 1)
    return page(
        request, "launch_check.html", draft=draft, counts=draft.counts,
        problems=[problem_values(each) for each in ordered[first : first + SCREENFUL]],
        more=len(ordered) > first + SCREENFUL, number=number,
    )  # fmt: skip


@router.get("/launch/report.xlsx")
def report(visitor: SignedIn) -> Response:
    """Every problem of the roster as a workbook, to send to those who mend them."""
    draft = _drafted(visitor)
    if draft is None:
        return RedirectResponse("/launch", 303)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_report(draft.report, path)
        content = path.read_bytes()
    return download(content, "report.xlsx")


@router.post("/launch/preview")
def try_out(visitor: SignedIn) -> Response:
    """Try the launch and give it up, so that nothing stays; what would have happened is shown."""
    draft = _drafted(visitor)
    if draft is None:
        return RedirectResponse("/launch", 303)
    launch_draft.try_out(draft, by=visitor.actor)
    return RedirectResponse("/launch/preview", 303)


@router.get("/launch/preview")
def preview(request: Request, visitor: SignedIn) -> Response:
    """What would start, as it was tried; looking again tries nothing."""
    return _preview(request, visitor)


def _preview(request: Request, visitor: Visitor, refused: KinerjaError | None = None) -> Response:
    draft = _drafted(visitor)
    if draft is None:
        return _form(request, visitor, refused) if refused else RedirectResponse("/launch", 303)
    tried = launch_draft.trial(draft)
    if tried is None and refused is None:
        return RedirectResponse("/launch/check", 303)
    would = tried if tried and tried.problem is None else None
    problem = refused or (tried.problem if tried else None)
    keeps = bool({visitor.nip, visitor.official_code} & set(draft.definition.administrators))
    return page(
        request, "launch_preview.html", status_of(refused) if refused else 200, draft=draft, would=would,
        tried=tried, problem=problem, stages=tuple(Stage), keeps=keeps, counts=draft.counts,
    )  # fmt: skip


@router.post("/launch/start")
def start(request: Request, visitor: SignedIn, seen: Text = "", code: Text = "") -> Response:
    """Launch what was looked at; the units are taken on by the system's own runs."""
    try:
        with transaction() as session:
            launched = launch_draft.launch_seen(session, seen, by=visitor.actor)
    except REFUSALS as problem:
        with transaction() as session:
            again = isinstance(problem, ConflictError) and launch_draft.launched_before(session, code)
        if again and launch_draft.read(visitor.actor) is None:  # a double click, or going back: it was launched
            return RedirectResponse(f"/?{urlencode({'launched': code})}", 303)
        return _preview(request, visitor, problem)
    launch_draft.forget(visitor.actor)
    return RedirectResponse(f"/?{urlencode({'launched': launched.code})}", 303)
