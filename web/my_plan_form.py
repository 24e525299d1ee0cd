"""What a form says of one work result and its indicators, read into the plan's own form.

Belongs here: reading the form, and which field a refusal is about. Does not: the pages (my_plan), storing (models).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from models.errors import InvalidInputError
from models.field_problems import field_problem
from models.labels import label
from models.language import N_, Message
from models.plan_content import IndicatorInput, WorkResultInput, check_fit_to_submit
from models.typed_values import number_to_type, number_typed

#: Fields of an indicator, in the order of the form.
FIELDS = ("aspect", "statement", "unit_of_measure", "target_min", "target_max", "direction", "data_source")
_NAMES: Mapping[str, str] = {
    "statement": N_("The sentence"),
    "unit_of_measure": N_("The unit of measure"),
    "data_source": N_("The data source"),
    "target_min": N_("The target"),
    "target_max": N_("The upper end of the target"),
    "supports": N_("What it supports"),
    "aspect": N_("The aspect"),
    "direction": N_("The direction"),
    "kind": N_("The kind"),
    "number": N_("The number"),
    "indicators": N_("The list of indicators"),
}
Typed = dict[str, Any]


class FieldRefusedError(InvalidInputError):
    """A refusal that is about one field of the form."""

    def __init__(self, field: str, text: str, /, **values: Any) -> None:
        """Keep the field's id beside the message."""
        super().__init__(text, **values)
        self.field = field


def indicators_typed(columns: Mapping[str, Sequence[str]], removed: Sequence[str]) -> list[Typed]:
    """The indicators of a form as typed: without those that are ticked to be removed, and those left empty."""
    lists = [columns.get(name, ()) for name in FIELDS]
    lines = [dict(zip(FIELDS, line, strict=True)) for line in zip(*lists, strict=False)]
    kept = [line for place, line in enumerate(lines, 1) if str(place) not in removed]
    return [line for line in kept if any(line[name].strip() for name in ("statement", "target_min", "unit_of_measure"))]


def read(number: int, typed: Typed, numbers: str) -> WorkResultInput:
    """The work result that a form says.

    Raises:
        FieldRefusedError: names the first field that cannot be stored.
    """
    indicators = [_indicator(place, line, numbers) for place, line in enumerate(typed["indicators"], 1)]
    values = {name: typed[name] for name in ("kind", "statement", "supports")}
    try:
        return WorkResultInput(number=number, indicators=indicators, **values)
    except ValidationError as problem:
        raise _refused(problem, "{}") from problem


def _indicator(place: int, line: Typed, numbers: str) -> IndicatorInput:
    field = f"target_min-{place}"
    if not line["target_min"].strip():
        raise FieldRefusedError(field, N_("Enter the target of indicator {place}: a number above zero."), place=place)
    try:
        low = number_typed(line["target_min"], numbers)
        field = f"target_max-{place}"
        high = number_typed(line["target_max"], numbers) if line["target_max"].strip() else low
    except InvalidInputError as problem:
        raise FieldRefusedError(field, problem.message.text, **problem.message.values) from problem
    if low > high:
        raise FieldRefusedError(
            field, N_("In indicator {place} the target begins above its upper end. Exchange them."), place=place
        )
    try:
        return IndicatorInput(**{**line, "target_min": low, "target_max": high})
    except ValidationError as problem:
        raise _refused(problem, f"{{}}-{place}") from problem


def _refused(problem: ValidationError, form: str) -> FieldRefusedError:
    first: Any = problem.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "statement"
    return FieldRefusedError(
        form.format(name),
        N_("{field} {problem}"),
        field=Message(_NAMES.get(name, name)),
        problem=field_problem(first),
    )


def typed(result: WorkResultInput, numbers: str) -> Typed:
    """A work result as its form shows it."""
    indicators = []
    for each in result.indicators:
        line = {name: getattr(each, name) for name in FIELDS}
        line["target_min"] = number_to_type(each.target_min, numbers)
        is_range = each.target_min != each.target_max
        line["target_max"] = number_to_type(each.target_max, numbers) if is_range else ""
        indicators.append(line)
    return {"kind": result.kind, "statement": result.statement, "supports": result.supports, "indicators": indicators}


def empty() -> Typed:
    """The form of a new work result."""
    return {"kind": "main", "statement": "", "supports": "", "indicators": []}


def blank() -> Typed:
    """The fields of a new indicator."""
    return dict.fromkeys(FIELDS, "") | {"aspect": "quantity", "direction": "normal"}


def lacking(result: WorkResultInput) -> FieldRefusedError | None:
    """What a work result still lacks to be submitted, as the verb would say it; None where it is fit."""
    try:
        check_fit_to_submit([result.model_copy(update={"kind": "main"})])
    except InvalidInputError as problem:
        values = problem.message.values
        name = next((each for each in ("unit_of_measure", "data_source") if values.get("field") == label(each)), None)
        field = f"{name or 'target_min'}-{values['place']}" if "place" in values else "statement-1"
        return FieldRefusedError(field, problem.message.text, **values)
    return None
