"""One's own realizations: a form by indicator for one month at a time.

Belongs here: that page. Does not: evidence (my_evidence), the report and explanations (my_report), storing (models).
"""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from models import access, collection, explanation, own_record
from models.collection import RealizationInput
from models.database import Row, transaction
from models.decisions import stage_name
from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_, reader_language
from models.typed_values import month_typed, number_to_type, number_typed
from web.pages import page
from web.problems import status_of
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
) -> Response:
    """Store the values of one month; those left empty stay as they are."""
    typed = dict(zip(place or [], value or [], strict=False))
    failed = ""
    try:
        with transaction() as session:
            access.segment(session, segment, by=visitor.actor, own=True)
            chosen = month_typed(month)
            if chosen is None:
                raise InvalidInputError(N_("Choose the month again."))
            known = own_record.indicators_in(session, segment, chosen)
            entries = []
            for each in known:
                failed = f"{each['work_result']}.{each['indicator']}"
                found = _entered(each, typed.get(failed, "").strip(), numbers)
                if found is not None:
                    entries.append(
                        RealizationInput(
                            work_result=each["work_result"], indicator=each["indicator"], month=chosen, value=found
                        )
                    )
            failed = ""
            collection.record_realizations(session, segment, entries, by=visitor.actor)
    except NotFoundError:
        raise
    except KinerjaError as problem:
        return _shown(request, visitor, segment, month, typed=typed, numbers=numbers, problem=problem, failed=failed)
    return RedirectResponse(f"/my/{segment}/realizations?month={chosen:%Y-%m}&done=recorded", 303)


def _entered(known: Row, text: str, numbers: str) -> Decimal | None:
    """The value that was typed for an indicator; None where nothing was."""
    if text:
        return number_typed(text, numbers)
    if known["value"] is not None:
        raise InvalidInputError(
            N_("A recorded value cannot be taken back, only corrected: enter the right one for indicator {number}."),
            number=f"{known['work_result']}.{known['indicator']}",
        )
    return None


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
    typed = form.get("typed") or {_number(each): number_to_type(each["value"], numbers) for each in found}
    return page(
        request, "my_realizations.html", status_of(problem) if problem else 200, place=place, standing=standing,
        months=months, chosen=chosen, found=found, typed=typed, numbers=numbers, short=short, last=last,
        problem=problem, failed=form.get("failed", ""), done=request.query_params.get("done", ""),
        may=own_record.may_record(place, standing), stage=stage_name(place["position"]),
    )  # fmt: skip


def _number(each: Row) -> str:
    return f"{each['work_result']}.{each['indicator']}"
