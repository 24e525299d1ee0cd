"""One's own daily log: a week at a time, one entry quickly, yesterday's again.

Belongs here: these pages. Does not: recording (log_entries, activity_log), what the rater decides (log_decisions).
"""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import access, activity_log, log_entries, log_photos, own_record
from models.activity_log import LogInput, log_input
from models.database import Row, transaction
from models.errors import InvalidInputError, NotFoundError
from models.language import N_, reader_language
from models.log_entries import OverlapError
from models.typed_values import day_typed, number_to_type, number_typed, time_typed
from web.log_photos import attach_given
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=120)]
Words = Annotated[str, Form(max_length=20_000)]
Asked = Annotated[str, Query(max_length=20)]
#: More than a week of anybody's entries.
_MOST = 100
_NONE = N_("There is no such entry in your log any more: it was changed or taken back.")


@router.get("/my/{segment}/log")
def log(request: Request, visitor: SignedIn, segment: int, week: Asked = "", entry: int = 0) -> Response:
    """The week of a day (today's by default), and a form for one entry, or to correct `entry`."""
    return _shown(request, visitor, segment, week=week, entry=entry)


@router.post("/my/{segment}/log")
def record(
    request: Request,
    visitor: SignedIn,
    segment: int,
    day: Word = "",
    starts: Word = "",
    ends: Word = "",
    description: Words = "",
    work_result: Word = "",
    unrelated_reason: Words = "",
    output_volume: Word = "",
    output_unit: Word = "",
    numbers: Word = "id",
    replaces: Annotated[int, Form()] = 0,
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Record one entry, with a photo or without; with `replaces`, instead of an earlier one."""
    typed = {
        "day": day, "starts": starts, "ends": ends, "description": description.replace("\r\n", "\n"),
        "work_result": work_result, "unrelated_reason": unrelated_reason, "output_volume": output_volume,
        "output_unit": output_unit,
    }  # fmt: skip
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            said = _entry(typed, numbers)
            if replaces:
                number = log_entries.correct(session, segment, replaces, said, by=visitor.actor)
            else:
                number = log_entries.add(session, segment, said, by=visitor.actor)
            if photo is not None and photo.filename:
                attach_given(session, segment, number, photo, visitor)
    except REFUSALS as problem:
        return _shown(
            request, visitor, segment, week=day, typed=typed, numbers=numbers, entry=replaces, problem=problem
        )
    return RedirectResponse(f"/my/{segment}/log?week={said.day}&done=recorded", 303)


@router.post("/my/{segment}/log/copy")
def copy(request: Request, visitor: SignedIn, segment: int, day: Word = "") -> Response:
    """Record the entries of an earlier day again as today's; times that an entry covers already are left alone."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            earlier, today = day_typed(day), own_record.standing(session, segment)["today"]
            for each in activity_log.logs_of(session, segment, first=earlier, last=earlier, limit=_MOST):
                again = _again(each, today)
                if not log_entries.overlapping(session, segment, today, again.starts, again.ends):
                    log_entries.add(session, segment, again, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, problem=problem)
    return RedirectResponse(f"/my/{segment}/log?week={today}&done=copied", 303)


@router.get("/my/{segment}/log/{entry}/withdraw")
def ask_withdraw(request: Request, visitor: SignedIn, segment: int, entry: int) -> Response:
    """Whether an entry should really be taken back."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = _known(session, segment, entry)
    return page(request, "my_log_withdraw.html", place=place, entry=found)


@router.post("/my/{segment}/log/{entry}/withdraw")
def withdraw(request: Request, visitor: SignedIn, segment: int, entry: int) -> Response:
    """Take an entry back; it stays on record, out of force."""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            found = _known(session, segment, entry)
            activity_log.withdraw(session, entry, by=visitor.actor)
    except REFUSALS as problem:
        return _shown(request, visitor, segment, problem=problem)
    return RedirectResponse(f"/my/{segment}/log?week={found['day']}&done=withdrawn", 303)


def _known(session: Session, segment: int, entry: int) -> Row:
    found = own_record.log_entry(session, segment, entry)
    if found is None:
        raise NotFoundError(_NONE)
    return found


def _entry(typed: dict[str, str], numbers: str) -> LogInput:
    if not typed["description"].strip():
        raise InvalidInputError(N_("Say what you did: one sentence is enough."))
    link, volume = typed["work_result"], typed["output_volume"]
    values: dict[str, Any] = {name: typed[name] for name in ("description", "unrelated_reason", "output_unit")}
    values["day"], values["starts"] = day_typed(typed["day"]), time_typed(typed["starts"])
    values["ends"] = time_typed(typed["ends"])
    values["work_result"] = int(link) if link.isascii() and link.isdigit() else None
    values["output_volume"] = number_typed(volume, numbers) if volume.strip() else None
    return log_input(values)


def _again(each: Row, day: date) -> LogInput:
    names = ("description", "work_result", "unrelated_reason", "output_volume", "output_unit")
    times = {"starts": time_typed(each["starts"]), "ends": time_typed(each["ends"])}
    return log_input({name: each[name] for name in names} | times | {"day": day})


def _week(text: str, today: date) -> date:
    """The Monday of the week of a day; of today where it is none."""
    try:
        meant = day_typed(text) if text else today
    except InvalidInputError:
        meant = today
    meant = min(max(meant, date(1970, 1, 5)), date(9999, 12, 1))
    return meant - timedelta(days=meant.weekday())


def _shown(
    request: Request, visitor: Visitor, segment: int, *, week: str = "", entry: int = 0, **form: Any
) -> Response:
    problem, numbers = form.get("problem"), form.get("numbers") or reader_language()
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        monday = _week(week, standing["today"])
        sunday = monday + timedelta(days=6)
        found = activity_log.logs_of(session, segment, first=monday, last=sunday, limit=_MOST)
        photos = log_photos.photos_of(session, [each["id"] for each in found])
        results = own_record.work_results(session, segment)
        before = own_record.last_logged_day(session, segment, standing["today"])
        corrected = own_record.log_entry(session, segment, entry) if entry else None
    today = standing["today"]
    typed = form.get("typed") or _typed(corrected, min(today, place["ends"]), numbers)
    begun = place["starts"] <= today
    may = own_record.may_log(place, standing)
    return page(
        request, "my_log.html", status_of(problem) if problem else 200, place=place, today=today, begun=begun,
        monday=monday, sunday=sunday, earlier=monday - timedelta(days=7), later=monday + timedelta(days=7),
        found=found, photos=photos, results=results, before=before, typed=typed, numbers=numbers, problem=problem,
        may=may, corrected=corrected, other=problem.entry if isinstance(problem, OverlapError) else 0,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


def _typed(entry: Row | None, today: date, numbers: str) -> dict[str, str]:
    """What the form shows at first: an entry to correct, or nothing but the day."""
    names = ("starts", "ends", "description", "unrelated_reason", "output_unit")
    if entry is None:
        return dict.fromkeys(names, "") | {"day": f"{today}", "work_result": "", "output_volume": ""}
    volume = number_to_type(entry["output_volume"], numbers)
    link = "none" if entry["work_result"] is None else str(entry["work_result"])
    return {name: entry[name] for name in names} | {
        "day": f"{entry['day']}", "work_result": link, "output_volume": volume,
    }  # fmt: skip
