"""One's own realizations: a form by indicator for one month at a time.

Belongs here: that page. Does not: evidence (my_evidence), the report and explanations (my_report), storing (models).
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import access, collection, explanation, own_record
from models.collection import NegativeError, RealizationConflictError, RealizationInput
from models.database import Row, transaction
from models.errors import InvalidInputError, KinerjaError
from models.language import N_, reader_language
from models.typed_values import month_typed, number_to_type, number_typed
from models.vocabulary import stage_name
from web.pages import page
from web.problems import REFUSALS, status_of
from web.visitor import SignedIn, Visitor

router = APIRouter()
Word = Annotated[str, Form(max_length=40)]
#: More indicators than any plan can have.
_MOST = 200


@router.get("/my/{segment}/realizations")
def realizations(
    request: Request, visitor: SignedIn, segment: int, month: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """What was realized in a month, to be entered; without a month, the newest that has begun."""
    return _shown(request, visitor, segment, month)


@router.post("/my/{segment}/realizations")
def record(
    request: Request,
    visitor: SignedIn,
    segment: int,
    month: Word = "",
    numbers: Word = "id",
    place: Annotated[list[str] | None, Form(max_length=_MOST)] = None,
    value: Annotated[list[str] | None, Form(max_length=_MOST)] = None,
    was: Annotated[list[str] | None, Form(max_length=_MOST)] = None,
) -> Response:
    """Store the values of one month that were typed; those left as they stood in the form (`was`) are not touched."""
    typed = dict(zip(place or [], value or [], strict=False))
    shown = dict(zip(place or [], was or [], strict=False))
    failed = ""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            chosen = month_typed(month)
            if chosen is None:
                raise InvalidInputError(N_("Choose the month again."))
            known = own_record.indicators_in(session, segment, chosen)
            entries, seen = [], []
            for each in known:
                failed = _number(each)
                text, before = typed.get(failed, "").strip(), shown.get(failed, "").strip()
                if text != before:
                    entries.append(_entered(each, text, chosen, numbers))
                    seen.append(number_typed(before, numbers) if before else None)
            failed = ""
            collection.record_realizations(session, segment, entries, by=visitor.actor, seen=seen)
    except REFUSALS as problem:
        failed = failed or _place_of(problem)
        return _shown(
            request, visitor, segment, month, typed=typed, was=shown, numbers=numbers, problem=problem, failed=failed
        )
    return RedirectResponse(f"/my/{segment}/realizations?month={chosen:%Y-%m}&done=recorded", 303)


def _entered(known: Row, text: str, month: date, numbers: str) -> RealizationInput:
    """The value that was typed for an indicator."""
    if not text:
        raise InvalidInputError(
            N_("A recorded value cannot be taken back, only corrected: enter the right one for indicator {number}."),
            number=_number(known),
        )
    return RealizationInput(
        work_result=known["work_result"], indicator=known["indicator"], month=month, value=number_typed(text, numbers)
    )


def _place_of(problem: KinerjaError) -> str:
    """The indicator that a refusal of the verb names."""
    values = problem.message.values
    return str(values.get("number", "")) if isinstance(problem, NegativeError | RealizationConflictError) else ""


def _merged(
    found: list[Row], typed: dict[str, str], was: dict[str, str], numbers: str
) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """A refused form beside what is recorded now: what the fields say, what they stood on, and where both differ.

    What nobody typed follows the record. Where another value came meanwhile, both are shown: saving again, one has
    seen it.
    """
    values, stood, differs = {}, {}, set()
    for each in found:
        name, now = _number(each), number_to_type(each["value"], numbers)
        text, before = typed.get(name, "").strip(), was.get(name, "").strip()
        stood[name] = now
        values[name] = now if text == before else typed.get(name, "")
        if before != now and text not in {before, now}:
            differs.add(name)
    return values, stood, differs


def _shown(request: Request, visitor: Visitor, segment: int, month: str, **form: Any) -> Response:
    with transaction() as session:
        place = access.segment(session, segment, by=visitor.actor, own=True)
        standing = own_record.standing(session, segment)
        months = own_record.months_begun(place, standing["today"])
        asked = month_typed(month)
        chosen = asked if asked in months else months[-1]
        found = own_record.indicators_in(session, segment, chosen)
        short = explanation.shortfalls(session, segment)
        last = own_record.newest_report(session, segment)
    problem, numbers = form.get("problem"), form.get("numbers") or reader_language()
    recorded = {_number(each): number_to_type(each["value"], numbers) for each in found}
    typed, was, differs = _merged(found, form.get("typed", recorded), form.get("was", recorded), numbers)
    return page(
        request, "my_realizations.html", status_of(problem) if problem else 200, place=place, standing=standing,
        months=months, chosen=chosen, found=found, typed=typed, was=was, differs=differs,
        numbers=numbers, short=short, last=last,
        problem=problem, failed=form.get("failed", ""),
        done=request.query_params.get("done", ""),
        may=own_record.may_record(place, standing), stage=stage_name(place["position"]),
    )  # fmt: skip


def _number(each: Row) -> str:
    return f"{each['work_result']}.{each['indicator']}"
