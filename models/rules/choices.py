"""A region's choices, each with the decree that made it and the day from which it applies (SPEC §8).

Belongs here: picking the settings in force on a day. Does not: reading the period's file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.settings import DEFAULTS, RuleSettings
from models.rules.settings_table import settings_from


@dataclass(frozen=True)
class Choice:
    """One setting decided by the region: its value, from when, and by which decree."""

    setting: str
    value: Any
    applies_from: date
    decree: str


def exact_value(value: Any) -> Any:
    """A value as YAML or JSON gave it, with exact numbers: 1.2 is what was written, not its binary neighbor."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: exact_value(part) for key, part in value.items()}
    if isinstance(value, list):
        return [exact_value(part) for part in value]
    return value


def settings_on(day: date, choices: Iterable[Choice], base: RuleSettings = DEFAULTS) -> RuleSettings:
    """The settings in force on `day`: of several choices for one setting, the latest that already applies.

    Raises:
        RuleInputError: an unknown setting, or a value of the wrong kind or out of range.
    """
    applying = sorted((choice for choice in choices if choice.applies_from <= day), key=lambda each: each.applies_from)
    return settings_from({choice.setting: choice.value for choice in applying}, base)
