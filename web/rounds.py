"""360-degree feedback rounds: answering one, and reading what came of it.

Belongs here: these pages. Does not: opening rounds (rounds_opening), the promise (models/round_results).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from models import access, round_results, rounds
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError
from models.tables.facts import CORE_VALUES
from models.tables.rounds import ROUND_WORDS
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Rounds on a page: a screenful.
SCREENFUL = 25
Word = Annotated[str, Field(max_length=40)]


class Answers(BaseModel):
    """What the form sends: a word for each core value, and free words."""

    BERORIENTASI_PELAYANAN: Word = ""
    AKUNTABEL: Word = ""
    KOMPETEN: Word = ""
    HARMONIS: Word = ""
    LOYAL: Word = ""
    ADAPTIF: Word = ""
    KOLABORATIF: Word = ""
    words: Annotated[str, Field(max_length=20_000)] = ""

    @property
    def values(self) -> dict[str, str]:
        """The word on each core value."""
        return {each: getattr(self, each) for each in CORE_VALUES}


@router.get("/rounds")
def asked(
    request: Request, visitor: SignedIn, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    """The people about whom the visitor is asked, those still to answer first."""
    with transaction() as session:
        found = rounds.asked(session, visitor.person_id, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
    return page(
        request, "rounds.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.get("/rounds/{number}")
def form(request: Request, visitor: SignedIn, number: int) -> Response:
    """What is asked about whom, and who will read it."""
    return _form(request, visitor, number, Answers())


@router.post("/rounds/{number}")
def answer(request: Request, visitor: SignedIn, number: int, given: Annotated[Answers, Form()]) -> Response:
    """Answer, once."""
    given.words = given.words.replace("\r\n", "\n")
    try:
        with transaction() as session:
            rounds.answer(session, number, given.values, given.words, by=visitor.actor)
    except REFUSALS as problem:
        return _form(request, visitor, number, given, problem)
    return RedirectResponse("/rounds?done=answered", 303)


def _form(
    request: Request, visitor: Visitor, number: int, given: Answers, problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        found = rounds.one_asked(session, number, by=visitor.actor)
    missing = next((each for each in CORE_VALUES if given.values[each] not in ROUND_WORDS), "words")
    return page(
        request, "rounds_answer.html", status_of(problem) if problem else 200, found=found, given=given.values,
        words=given.words, values=CORE_VALUES, least=round_results.AT_LEAST, problem=problem,
        field=missing if isinstance(problem, InvalidInputError) else "",
    )  # fmt: skip


@router.get("/my/{segment}/round")
def about_me(request: Request, visitor: SignedIn, segment: int) -> Response:
    """What came of the rounds about the visitor."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        found = round_results.results(session, segment)
    return page(request, "rounds_result.html", place=place, found=found, least=round_results.AT_LEAST, own=True)


@router.get("/segments/{segment}/round")
def about_member(request: Request, visitor: SignedIn, segment: int) -> Response:
    """The same page for the person's rater; for nobody else."""
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor)
        round_results.only_the_rater(session, place, by=visitor.actor)
        found = round_results.results(session, segment)
    return page(request, "rounds_result.html", place=place, found=found, least=round_results.AT_LEAST, own=False)
