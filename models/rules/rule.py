"""What a rule and a pack of rules are: names, sources, dates and the function that applies them.

Belongs here: the shapes. Does not: any rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.errors import KinerjaError
from models.rules.exact import HALF_UP
from models.rules.explanation import Certainty, Outcome, Source
from models.rules.inputs import Inputs
from models.rules.refusals import UnknownWordError, shown
from models.rules.settings import RuleSettings

#: Keys every rule understands: decimals of the printed result, the rounding (only half up), settings of the region.
COMMON_KEYS = ("decimals", "rounding", "settings")
_MOST_DECIMALS = 30


@dataclass(frozen=True)
class Alternative:
    """The other words of one input, and how a change of the result reads ({alternative}, {given}, {result})."""

    words: tuple[Any, ...]
    text: str


@dataclass(frozen=True)
class Rule:
    """One rule of the contract: what it is for, where it stands in the law, what it reads, how it is applied."""

    name: str
    purpose: str
    source: Source
    keys: tuple[str, ...]
    apply: Callable[[Inputs, RuleSettings], Outcome]
    #: The output key people ask about, and the inputs whose other words are tried for "what would have changed it".
    result: str = ""
    alternatives: Mapping[str, "Alternative"] = field(default_factory=dict)
    #: Output keys that go with a refusal, such as `valid: false`.
    when_refused: Mapping[type[KinerjaError], Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table of the law as a person reads it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Pack:
    """The rules of one regulation, with the dates of what they apply to and how sure those dates are."""

    name: str
    version: str
    title: str
    regulation: str
    applies_from: date
    applies_until: date | None
    dates_certainty: Certainty
    rules: tuple[Rule, ...]
    tables: tuple[Table, ...] = ()
    note: str = ""

    def applies_on(self, day: date) -> bool:
        """Whether the pack is the law for what happened on `day`."""
        return self.applies_from <= day and (self.applies_until is None or day <= self.applies_until)


def decimals_wanted(inputs: Inputs, default: int) -> int:
    """Decimals of the printed result: the input `decimals`, else the rule's own; rounding is always half up.

    Raises:
        RuleInputError: decimals below 0 or absurdly many, or another rounding (SPEC §3.8).
    """
    if inputs.has("rounding") and inputs.raw("rounding") != HALF_UP:
        raise UnknownWordError(key="rounding", given=shown(inputs.raw("rounding")), known=HALF_UP)
    return inputs.integer("decimals", most=_MOST_DECIMALS) if inputs.has("decimals") else default
