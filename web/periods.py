"""A period as its administrators see it: which unit stands where, what is late, deadlines, and results.

Belongs here: these pages. Does not: one unit's people (unit_people), findings (findings), launching (launching).
"""

from collections import Counter
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from models import annual, deadline_dates, deadlines, oversight, unit_results
from models.board import board
from models.database import transaction
from models.errors import InvalidInputError, KinerjaError, NotYoursError
from models.language import N_, _
from models.oversight import Overseen
from models.vocabulary import Predicate, Stage
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
#: Units on a page: a screenful.
SCREENFUL = 50
#: A board renews itself at most so often, each 10 seconds: a page left open must not keep its session alive.
MOST_LOOKS = 30
Text = Annotated[str, Form(max_length=4000)]
Number = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/periods")
def periods(request: Request, visitor: SignedIn) -> Response:
    """The periods that the visitor oversees; for whoever administers none there is no such page."""
    _only_overseers(visitor)
    with transaction() as session:
        found = oversight.periods(session, by=visitor.actor, everything=visitor.audits)
    return page(request, "periods.html", found=found)


def _only_overseers(visitor: Visitor) -> None:
    if not (visitor.administers or visitor.audits):
        raise NotYoursError


@router.get("/periods/{code}")
def one_period(
    request: Request, visitor: SignedIn, code: str, stage: str = "", late: str = "", number: Number = 1,
    look: Annotated[int, Query(ge=0, le=MOST_LOOKS)] = 0,
) -> Response:  # fmt: skip
    """The board: stages with how many units stand there, and every unit with what it waits for and whether it is late.

    `stage` and `late` narrow the list; `look` is how often the page has renewed itself.
    """
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        units = [_told(unit, seen) for unit in board(session, code)["units"] if seen.sees(unit["code"])]
    chosen = stage if stage in {*Stage, "finished"} else ""
    shown = [unit for unit in units if chosen in {"", unit["stage"]} and (unit["late"] or not late)]
    first = SCREENFUL * (number - 1)
    working = any(unit["goes_on"] for unit in units)
    return page(
        request, "period.html", seen=seen, stages=_stages(units), units=shown[first : first + SCREENFUL],
        more=len(shown) > first + SCREENFUL, number=number, chosen=chosen, late=bool(late), total=len(units),
        all_late=sum(unit["late"] for unit in units), people=sum(unit["people"] for unit in units),
        done=request.query_params.get("done", ""), still=_looked(code, chosen, late, number, MOST_LOOKS),
        renewed=_looked(code, chosen, late, number, look + 1) if look < MOST_LOOKS and working else "",
    )  # fmt: skip


def _looked(code: str, stage: str, late: str, number: int, look: int) -> str:
    """The address of the same page after so many looks."""
    wanted = {"stage": stage, "late": "1" if late else "", "page": number if number > 1 else "", "look": look}
    given = {name: value for name, value in wanted.items() if value}
    return f"/periods/{quote(code, safe='')}?{urlencode(given)}"


def _told(unit: dict[str, Any], seen: Overseen) -> dict[str, Any]:
    """A unit of the board; what its predicates depart from the pattern in, its administrator reads once published."""
    if unit["stage"] == Stage.SCORING and seen.units is not None and unit["remaining"]:
        return unit | {"waiting_for": _("the distribution of predicates awaits a written justification")}
    return unit


def _stages(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every stage in order, with how many units and people stand there and how many of the units are late."""
    standing = Counter(unit["stage"] for unit in units)
    late = Counter(unit["stage"] for unit in units if unit["late"])
    people: Counter[str] = Counter()
    for unit in units:
        people[unit["stage"]] += unit["people"]
    return [
        {"stage": stage, "units": standing[stage], "people": people[stage], "late": late[stage]}
        for stage in (*map(str, Stage), "finished")
    ]


@router.get("/periods/{code}/extend")
def ask_extension(
    request: Request, visitor: SignedIn, code: str, unit: str = "", stage: str = "", nip: str = ""
) -> Response:
    """The deadlines in force, and a form to move one to a later day."""
    return _extension(request, visitor, code, {"unit": unit, "stage": stage, "nip": nip, "until": "", "reason": ""})


@router.post("/periods/{code}/extend")
def extend(
    request: Request, visitor: SignedIn, code: str, stage: Text = "", unit: Text = "", nip: Text = "",
    until: Text = "", reason: Text = "",
) -> Response:  # fmt: skip
    """Move a deadline for one person, one unit or all; the old date stays on record, everybody concerned is told."""
    person = nip.replace(" ", "")
    given = {"unit": unit, "stage": stage, "nip": person, "until": until, "reason": reason.replace("\r\n", "\n")}
    try:
        with transaction() as session:
            _only_hr(oversight.period(session, code, by=visitor.actor))
            deadlines.extend(
                session,
                code,
                _stage(stage),
                day_of(until),
                by=visitor.actor,
                reason=given["reason"],
                unit=unit or None,
                nip=person or None,
            )
    except REFUSALS as problem:
        return _extension(request, visitor, code, given, problem)
    return RedirectResponse(f"/periods/{code}?done=extended", 303)


def _stage(word: str) -> Stage:
    if word not in set(Stage):
        raise InvalidInputError(N_("Choose the stage whose deadline is moved."))
    return Stage(word)


def day_of(text: str) -> date:
    """The day that was typed, as a browser or a person writes it.

    Raises:
        InvalidInputError: it is no day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(N_("Give the day as year-month-day, for example 2027-01-31.")) from None


def _only_hr(seen: Overseen) -> None:
    if not seen.hr:
        raise NotYoursError


def _extension(
    request: Request, visitor: Visitor, code: str, given: dict[str, str], problem: KinerjaError | None = None
) -> Response:
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        _only_hr(seen)
        dates = deadline_dates.in_force(session, seen.period["id"])
        units = oversight.units(session, seen)
    status = status_of(problem) if problem else 200
    return page(
        request, "period_extend.html", status, seen=seen, dates=dates, units=units, stages=tuple(Stage), given=given,
        problem=problem,
    )  # fmt: skip


@router.get("/periods/{code}/results")
def results(
    request: Request, visitor: SignedIn, code: str, nip: Annotated[str, Query(max_length=30)] = "", number: Number = 1
) -> Response:
    """Predicates by unit as a chart and a table, and the year of one person for those who may see each person."""
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        found = unit_results.by_unit(session, seen.period["id"], seen.units, by=visitor.actor)
        year, problem = _year(session, seen, visitor, nip.replace(" ", ""))
    first = SCREENFUL // 2 * (number - 1)
    shown = found[first : first + SCREENFUL // 2]
    return page(
        request, "period_results.html", seen=seen, units=shown, sums=unit_results.together(found), number=number,
        more=len(found) > first + SCREENFUL // 2, predicates=tuple(Predicate),
        nip=nip, year=year, problem=problem, scored=any(row["scored"] for row in found),
    )  # fmt: skip


def _year(
    session: Session, seen: Overseen, visitor: Visitor, nip: str
) -> tuple[annual.AnnualResult | None, KinerjaError | None]:
    if not nip or seen.units is not None:
        return None, None
    found = annual.annual_results(session, seen.period["code"], nip=nip, by=visitor.actor)
    if not found:
        return None, InvalidInputError(N_("Nobody with the NIP {nip} is appraised in this period."), nip=nip)
    return found[0], None
