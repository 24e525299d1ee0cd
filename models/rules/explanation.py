"""The steps that led to a result, good enough to print on the employee's letter, in Indonesian and English.

Belongs here: what a step is and how it reads. Does not: the steps of any one rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from models.language import LANGUAGES, Message
from models.law_words import LAW_WORDS
from models.rules.exact import plain


class Certainty(StrEnum):
    """How sure the statement of the law is (marks as in the domain specification)."""

    CONFIRMED = "✔"
    SECONDARY = "◐"
    RECALLED = "○"
    INFERRED = "△"


@dataclass(frozen=True)
class Source:
    """Where a rule stands in the law, and how sure we are of it."""

    regulation: str
    article: str
    certainty: Certainty

    def __str__(self) -> str:
        return f"{self.regulation} {self.article} {self.certainty}"


def figure(value: Any, language: str) -> Any:
    """A value as the reader writes it: a decimal comma in Indonesian, a dot in English; words of the law in full."""
    if isinstance(value, str):
        return LAW_WORDS.get(value, value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Fraction | Decimal):
        return value
    text = plain(value) if isinstance(value, Fraction) else f"{value:f}"  # a rounded number keeps its decimals
    return text.replace(".", ",") if language == "id" else text


@dataclass(frozen=True)
class Step:
    """One step: what was taken or computed, by which article."""

    text: str
    source: Source
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: str) -> str:
        """The step in `language` ("id" or "en"), its numbers written as usual there."""
        return Message(self.text, {key: figure(value, language) for key, value in self.values.items()}).render(language)

    def as_output(self) -> dict[str, str]:
        """The step as it stands in the JSON: both languages, the source and its certainty mark."""
        source = {"article": f"{self.source.regulation} {self.source.article}", "certainty": self.source.certainty}
        return {language: self.render(language) for language in LANGUAGES} | source


@dataclass(frozen=True)
class Outcome:
    """What a rule found: the output, the steps in order, and what would have changed it."""

    output: Mapping[str, Any]
    steps: tuple[Step, ...] = ()
    changes: tuple[Step, ...] = ()
