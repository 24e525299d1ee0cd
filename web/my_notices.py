"""What the visitor was told and by which way, and how they want to be told.

Belongs here: these pages. Does not: the words of notices (models/notice_words), sending them.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import notice_reading, preferences
from models.database import transaction
from models.errors import KinerjaError, NotYoursError
from models.language import N_, _, reader_language
from models.notice_kinds import KINDS
from models.notice_words import words_of
from models.preferences import Preferences
from models.tables.preferences import CHANNELS
from web.pages import page
from web.problems import status_of
from web.sign_in import remember_language
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=400)]
Hour = Annotated[int, Form(ge=0, le=23)]
#: Notices on a page: a screenful.
SCREENFUL = 25
_WAYS = {
    "mail": N_("By mail"),
    "chat": N_("By chat; what the law requires also by mail"),
    "both": N_("By chat and by mail"),
    "portal": N_("Only here in the portal; what the law requires also by mail"),
}


@router.get("/notices")
def notices(
    request: Request, visitor: SignedIn, number: Annotated[int, Query(alias="page", ge=1, le=400)] = 1
) -> Response:
    """The visitor's notices, the newest first."""
    with transaction() as session:
        found = notice_reading.told(
            session, visitor.person_id, reader_language(), limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1)
        )
    return page(request, "notices.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number)


@router.get("/notices/preferences")
def ask(request: Request, visitor: SignedIn) -> Response:
    """How the visitor is told now, and what may be changed about it."""
    return _form(request, visitor)


@router.post("/notices/preferences")
def keep(
    request: Request,
    visitor: SignedIn,
    language: Word = "",
    channel: Word = "",
    chat: Word = "",
    digest_hour: Hour = 0,
    quiet_from: Hour = 0,
    quiet_until: Hour = 0,
) -> Response:
    """Keep the visitor's choice; it holds for every notice that has no time of its own yet."""
    wanted = Preferences(language, channel, digest_hour, quiet_from, quiet_until, chat)
    try:
        with transaction() as session:
            preferences.keep(session, wanted, by=visitor.actor)
    except KinerjaError as problem:
        return _form(request, visitor, problem=problem, wanted=wanted)
    answer = RedirectResponse("/notices/preferences?done=kept", 303)
    remember_language(answer, language)
    return answer


@router.get("/notices/{number}")
def notice(request: Request, visitor: SignedIn, number: int) -> Response:
    """One notice of the visitor's: its words, as they are in mail."""
    with transaction() as session:
        found = notice_reading.told(session, visitor.person_id, reader_language(), number=number)
    if not found:
        raise NotYoursError
    return page(request, "notices_one.html", told=found[0])


def _form(
    request: Request, visitor: Visitor, *, problem: KinerjaError | None = None, wanted: Preferences | None = None
) -> Response:
    with transaction() as session:
        now = preferences.preferences(session, visitor.person_id)
    chosen = now | vars(wanted) if wanted else now
    return page(
        request, "notices_preferences.html", status_of(problem) if problem else 200, now=now, chosen=chosen,
        problem=problem, ways=[(name, _(_WAYS[name])) for name in CHANNELS],
        digest_hours=_hours(preferences.DIGEST_HOURS), from_hours=_hours(preferences.QUIET_FROM),
        until_hours=_hours(preferences.QUIET_UNTIL), required=_required(),
        done=request.query_params.get("done", ""),
    )  # fmt: skip


def _hours(hours: range) -> list[tuple[str, str]]:
    return [(str(hour), f"{hour:02}:00") for hour in hours]


def _required() -> list[str]:
    """The subjects of what comes by mail whatever somebody prefers, without what only one such mail can tell."""
    return [_(words_of(name, own=True).title).split(":")[0] for name, kind in KINDS.items() if kind.required_by]
