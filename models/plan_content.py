"""What a plan (SKP) says: its validated form, its content hash, and what makes it fit to be submitted.

Belongs here: the input model and pure checks. Does not: storing and deciding (target_setting).
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.canonical_json import canonical
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_

#: A planned result below any sensible page; refused rather than stored.
MOST_RESULTS, MOST_INDICATORS = 15, 10


class IndicatorInput(BaseModel):
    """One indicator (IKI) as a person enters it; numbers exact and finite, a range by target_min and target_max."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    aspect: Literal["quantity", "quality", "time", "cost"]
    statement: str = Field(min_length=3, max_length=2000)
    unit_of_measure: str = Field(max_length=100)
    target_min: Decimal = Field(allow_inf_nan=False, max_digits=40)
    target_max: Decimal = Field(allow_inf_nan=False, max_digits=40)
    direction: Literal["normal", "reversed"] = "normal"
    data_source: str = Field(max_length=500)

    @model_validator(mode="after")
    def _range(self) -> "IndicatorInput":
        if self.target_min > self.target_max:
            raise ValueError("target_min is above target_max: exchange them")
        return self


class WorkResultInput(BaseModel):
    """One planned work result (RHK) with its indicators, and what it supports: a result of the rater, or a target."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    number: int = Field(ge=1, le=MOST_RESULTS)
    kind: Literal["main", "additional"] = "main"
    statement: str = Field(min_length=3, max_length=2000)
    #: Number of the rater's work result, or code of a strategic target for those rated by the regional head.
    supports: str = Field(default="", max_length=40)
    indicators: list[IndicatorInput] = Field(max_length=MOST_INDICATORS)


def content_hash(results: Sequence[WorkResultInput], salt: bytes = b"") -> str:
    """SHA-256 of the plan's canonical JSON (RFC 8785): what an approval is bound to. Numbers as exact text.

    `salt` is that of the plan, for whatever is kept for good: once it is gone, nobody can try out the words (plans).
    """
    body = [
        result.model_dump(mode="python", exclude={"indicators"})
        | {"indicators": [_canonical(indicator) for indicator in result.indicators]}
        for result in sorted(results, key=lambda result: result.number)
    ]
    return hashlib.sha256(salt + canonical(body).encode()).hexdigest()


def _canonical(indicator: IndicatorInput) -> dict[str, str]:
    values = indicator.model_dump()
    return {name: _text(value) for name, value in values.items()}


def _text(value: str | Decimal) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def check_fit_to_submit(results: Sequence[WorkResultInput]) -> None:
    """Refuse a plan that could not be judged (SPEC §5 DQ-S04, DQ-I01): results measurable, targets above zero.

    Raises:
        InvalidInputError: names the work result, the indicator and what to enter.
    """
    if not any(result.kind == "main" for result in results):
        raise InvalidInputError(N_("The plan has no main work result yet. Add at least one, then submit."))
    for result in results:
        if not result.indicators:
            raise InvalidInputError(
                N_("Work result {number} has no indicator (DQ-S04). Say how one will see that it is reached."),
                number=result.number,
            )
        for place, indicator in enumerate(result.indicators, 1):
            _check_indicator(result.number, place, indicator)


def _check_indicator(number: int, place: int, indicator: IndicatorInput) -> None:
    for name in ("unit_of_measure", "data_source"):
        if not getattr(indicator, name):
            raise InvalidInputError(
                N_("Work result {number}, indicator {place} has no {field} (DQ-S04). Fill it in, then submit."),
                number=number,
                place=place,
                field=label(name),
            )
    if indicator.target_min <= 0:
        raise InvalidInputError(
            N_(
                "Work result {number}, indicator {place} has target {target} (DQ-I01). A target must be above zero: "
                "for 'no cases', count what was prevented or the share without a case."
            ),
            number=number,
            place=place,
            target=_text(indicator.target_min),
        )
