"""Why a value of a wrong kind is refused: one class per code, so that nothing is ever guessed.

Belongs here: codes and sentences of reading. Does not: those of the law (rule_refusals.py) or of employee numbers.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_

_SHOWN = 60


def shown(value: Any) -> str:
    """A refused value as it may stand in a message: short, on one line, without control characters."""
    if isinstance(value, Mapping | list):
        return "{…}" if isinstance(value, Mapping) else "[…]"  # its text could be as deep as it is long
    line = " ".join(str(value).split())
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class RuleInputError(InvalidInputError):
    """One input of a rule cannot be used: correct the named key and evaluate again."""

    sentence: ClassVar[str] = N_("The input cannot be used.")

    def __init__(self, **values: Any) -> None:
        """Keep the values of the class's own sentence."""
        super().__init__(self.sentence, **values)


class MissingKeyError(RuleInputError):
    """A key the rule needs is not there."""

    code = "MISSING_KEY"
    sentence = N_("“{key}” is missing. Add it; a missing value is never taken for zero.")


class UnknownKeyError(RuleInputError):
    """A key the rule does not know, most likely misspelt."""

    code = "UNKNOWN_KEY"
    sentence = N_("This rule does not know “{key}”. It knows: {known}.")


class WrongTypeError(RuleInputError):
    """A value of another kind than the rule expects; whoever raises it brings the sentence that says which."""

    code = "WRONG_TYPE"

    def __init__(self, sentence: str, **values: Any) -> None:
        """Keep the sentence, which names the expected kind, and its values."""
        KinerjaError.__init__(self, sentence, **values)


class UnknownWordError(RuleInputError):
    """A word outside the closed list."""

    code = "UNKNOWN_WORD"
    sentence = N_("“{key}” is “{given}”, which is none of: {known}.")


class NotANumberError(RuleInputError):
    """Text, true/false, nothing, or a binary number where an exact number must stand."""

    code = "NOT_A_NUMBER"
    sentence = N_(
        "“{key}” is {given}, which is no number. Write it with the digits 0 to 9 and a decimal dot, without quotes, "
        "such as 1.5 (not 1,5)."
    )


class NotFiniteError(RuleInputError):
    """NaN or an infinity."""

    code = "NOT_FINITE"
    sentence = N_("“{key}” is {given}, which is no amount. Leave a missing value out instead.")


class TooManyDigitsError(RuleInputError):
    """A number longer than any real one, which would only exhaust the machine."""

    code = "TOO_MANY_DIGITS"
    sentence = N_("“{key}” has more than {limit} digits. Check its unit and its source.")


class OutOfRangeError(RuleInputError):
    """A number outside what the rule allows."""

    code = "OUT_OF_RANGE"
    sentence = N_("“{key}” is {given}, but must be {range}.")


class NotWholeError(RuleInputError):
    """A fraction where only whole numbers make sense."""

    code = "NOT_WHOLE"
    sentence = N_("“{key}” is {given}, but must be a whole number.")


class NotADateError(RuleInputError):
    """No date of the calendar, or not written as year-month-day."""

    code = "NOT_A_DATE"
    sentence = N_("“{key}” is “{given}”, which is no date. Write year-month-day, such as 2026-01-31.")


class ConflictingKeysError(RuleInputError):
    """Two keys that contradict each other."""

    code = "CONFLICTING_KEYS"
    sentence = N_("“{first}” and “{second}” contradict each other. Leave one of them out or correct it.")


class UnknownRuleError(NotFoundError):
    """No rule or pack of that name."""

    code = "UNKNOWN_RULE"

    def __init__(self, name: str) -> None:
        """Name what was asked for."""
        super().__init__(N_("There is no rule or pack “{name}”. List them with: kinerja rules list"), name=name)
