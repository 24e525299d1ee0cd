"""The period file as a form: dates, rules, people and targets, filled from the period before; and the file to download.

Belongs here: these pages. Does not: what is right (models/period_file), the steps after it (launching).
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from models import launch_draft, period_form
from models.database import transaction
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, Message, _
from models.period_file import RULE_PACKS, ZONES, PeriodFile
from models.period_form import Fields
from models.period_text import written
from models.vocabulary import Stage
from web.downloads import download
from web.pages import page
from web.visitor import SignedIn, Visitor

router = APIRouter()
_LONGEST = 20_000
#: Empty places for strategic targets beside those that are filled, and how many there can be.
_EMPTY, _MOST_TARGETS = 1, 60

LABELS = {
    "code": N_("Code"),
    "title": N_("Title"),
    "kind": N_("Kind"),
    "starts": N_("First day"),
    "ends": N_("Last day"),
    "timezone": N_("Time zone"),
    "rule_pack": N_("Rule pack"),
    "region": N_("Region"),
    "head_name": N_("Name of the regional head"),
    "head_post": N_("Post of the regional head"),
    "objection-days": N_("Days to object"),
    "objection-day_kind": N_("How these days are counted"),
    "objection-delivery_fallback_days": N_("Days after which a result counts as received"),
    "objection-answer_days": N_("Days the rater has to answer"),
    "feedback_round-use": N_("Are rounds asked for"),
    "feedback_round-opens": N_("First day on which a round may be opened"),
    "feedback_round-closes": N_("Last day of every round"),
    "decree": N_("Decree that decided them"),
    "administrators": N_("HR administrators"),
    "unit_administrators": N_("Unit administrators"),
    "performance_team": N_("Performance team"),
    "auditors": N_("Auditors"),
    "holidays": N_("Public holidays"),
}
_TARGET_LABELS = {
    "code": N_("Code of target {number}"),
    "statement": N_("What target {number} says"),
    "indicator": N_("Indicator of target {number}"),
    "unit_of_measure": N_("Unit of measure of target {number}"),
    "target": N_("Number of target {number}"),
    "direction": N_("Which way is good for target {number}"),
}


def label_of(name: str) -> str:
    """What a field of the form is called."""
    first, _dash, rest = name.partition("-")
    if first == "deadline":
        return label(rest)
    if first == "setting":
        return _(period_form.meaning(rest))
    if first == "target":
        number, _dash, part = rest.partition("-")
        return _(_TARGET_LABELS[part]).format(number=int(number) + 1)
    return _(LABELS.get(name, name))


async def _sent(request: Request) -> Fields:
    """What was typed, whatever the fields are."""
    form = await request.form()
    return {
        name: str(text).replace("\r\n", "\n").replace("\0", "")[:_LONGEST]
        for name, text in form.items()
        if isinstance(text, str)
    }


Sent = Annotated[Fields, Depends(_sent)]


def _only_hr(visitor: Visitor) -> None:
    with transaction() as session:
        launch_draft.check_allowed(session, visitor.actor)


@router.get("/launch/form")
def fill(request: Request, visitor: SignedIn) -> Response:
    """The form: what was given already, else the period before a year later, else a year from January to December."""
    _only_hr(visitor)
    given = launch_draft.period_given(visitor.actor)
    with transaction() as session:
        before, year = period_form.newest(session)
    fields = period_form.fields_of(given) if given is not None else period_form.first_fields(before, year)
    return _form(request, fields, {}, from_before=given is None and before is not None)


@router.post("/launch/form")
def save(request: Request, visitor: SignedIn, sent: Sent) -> Response:
    """Write the period file that the form means, or name every field that is wrong."""
    _only_hr(visitor)
    if sent.get("then") == "more":
        return _form(request, sent, {}, more=3)
    given = launch_draft.period_given(visitor.actor)
    with transaction() as session:
        before, _year = period_form.newest(session)
    content = period_form.content_from(sent, given or before)
    problems = period_form.problems(content, sent)
    if problems:
        return _form(request, sent, problems)
    launch_draft.keep_period(visitor.actor, written(PeriodFile.model_validate(content).as_written()))
    return RedirectResponse("/launch?done=form", 303)


@router.get("/launch/period.yaml")
def period_file(visitor: SignedIn) -> Response:
    """The period file that was made with the form or given."""
    _only_hr(visitor)
    found = launch_draft.period_upload(visitor.actor)
    if found is None:
        return RedirectResponse("/launch", 303)
    return download(found.content, "period.yaml")


class WrongFieldsError(InvalidInputError):
    """Fields of the form are wrong: each is named and linked to."""

    def __init__(self, problems: dict[str, Message]) -> None:
        """Keep what is wrong by field."""
        super().__init__("{problem}", problem=next(iter(problems.values())))
        self.missing = {name: f"{label_of(name)}: {problem}" for name, problem in problems.items()}


def _form(
    request: Request, fields: Fields, problems: dict[str, Message], *, more: int = _EMPTY, from_before: bool = False
) -> Response:
    targets = min(period_form.targets_in(fields) + (0 if problems else more), _MOST_TARGETS)
    return page(
        request, "launch_form.html", 422 if problems else 200, fields=fields, label_of=label_of, stages=tuple(Stage),
        problem=WrongFieldsError(problems) if problems else None,
        errors={name: str(text) for name, text in problems.items()}, targets=max(targets, 1),
        full=targets >= _MOST_TARGETS, zones=ZONES, packs=RULE_PACKS, thresholds=period_form.THRESHOLDS,
        default=period_form.default, from_before=from_before,
    )  # fmt: skip
