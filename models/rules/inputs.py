"""Reading the inputs of a rule: each value is of the right kind or refused by name, never guessed.

Belongs here: kinds of values (number, word, date, …). Does not: what a rule does with them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from models.language import N_
from models.rules.exact import plain
from models.rules.refusals import (
    MissingKeyError,
    NotADateError,
    NotANumberError,
    NotFiniteError,
    NotWholeError,
    OutOfRangeError,
    TooManyDigitsError,
    UnknownKeyError,
    UnknownWordError,
    WrongTypeError,
    shown,
)

Word = TypeVar("Word", bound=StrEnum)
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY, _LAST_DAY = "1900-01-01", "2999-12-31"  # no appraisal lies outside, and deadlines stay dates
_MOST_DIGITS = 1000


def exact_number(key: str, value: Any) -> Fraction:
    """`value` as an exact number.

    Raises:
        NotANumberError: text, true/false, nothing or a binary floating-point number.
        NotFiniteError: NaN or an infinity.
        TooManyDigitsError: more digits than any real amount has.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise NotANumberError(key=key, given=shown(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotFiniteError(key=key, given=value)
        if len(value.as_tuple().digits) + abs(int(value.as_tuple().exponent)) > _MOST_DIGITS:
            raise TooManyDigitsError(key=key, limit=_MOST_DIGITS)
    return Fraction(value)


@dataclass(frozen=True)
class Inputs:
    """The inputs of one evaluation, or of one object inside them (`path` says which)."""

    values: Mapping[str, Any]
    path: str = ""

    def name(self, key: str) -> str:
        """The key with its path, as the person who wrote the file knows it."""
        return f"{self.path}{key}"

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that no rule would read.

        Raises:
            UnknownKeyError: a key that is not in `known`, with those that are.
        """
        allowed = tuple(known)
        for key in self.values:
            if key not in allowed:
                raise UnknownKeyError(key=shown(self.name(str(key))), known=", ".join(allowed))

    def has(self, key: str) -> bool:
        """Whether the key is there at all; null counts as there."""
        return key in self.values

    def raw(self, key: str) -> Any:
        """The value as it came.

        Raises:
            MissingKeyError: the key is not there.
        """
        if key not in self.values:
            raise MissingKeyError(key=self.name(key))
        return self.values[key]

    def number(self, key: str, *, least: int | None = None, most: int | None = None) -> Fraction:
        """An exact number from `least` to `most`, both included.

        Raises:
            RuleInputError: not a number, or outside the range.
        """
        return self._within(key, exact_number(self.name(key), self.raw(key)), least, most)

    def integer(self, key: str, *, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`, both included.

        Raises:
            RuleInputError: not a whole number, or outside the range.
        """
        value = self.number(key, least=least, most=most)
        if value.denominator != 1:
            raise NotWholeError(key=self.name(key), given=plain(value))
        return value.numerator

    def word(self, key: str, words: type[Word]) -> Word:
        """One word of a closed list.

        Raises:
            UnknownWordError: another word, with those that are known.
        """
        value = self.text(key)
        if value not in {word.value for word in words}:
            raise UnknownWordError(key=self.name(key), given=shown(value), known=", ".join(words))
        return words(value)

    def text(self, key: str) -> str:
        """Text, never a number that was meant as text (a NIP loses its digits that way).

        Raises:
            WrongTypeError: something else than text.
        """
        return str(self._of_kind(key, str, N_("“{key}” must be text in quotes, but is {given}.")))

    def flag(self, key: str) -> bool:
        """True or false, never 0, 1 or a word.

        Raises:
            WrongTypeError: something else than true or false.
        """
        return bool(self._of_kind(key, bool, N_("“{key}” must be true or false, but is {given}.")))

    def day(self, key: str) -> date:
        """A date written year-month-day.

        Raises:
            NotADateError: no such date, or written otherwise.
        """
        value = self.text(key)
        try:
            if _ISO_DATE.fullmatch(value) and _FIRST_DAY <= value <= _LAST_DAY:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise NotADateError(key=self.name(key), given=shown(value))

    def inside(self, key: str) -> "Inputs":
        """The object under `key`.

        Raises:
            WrongTypeError: something else than an object.
        """
        text = N_("“{key}” must be an object in braces, but is {given}.")
        return Inputs(self._of_kind(key, Mapping, text), f"{self.name(key)}.")

    def each(self, key: str) -> Iterator["Inputs"]:
        """The members of the list under `key`, each as inputs with the single key `[position]`.

        Raises:
            WrongTypeError: something else than a list.
        """
        values = self._of_kind(key, list, N_("“{key}” must be a list in brackets, but is {given}."))
        for position, value in enumerate(values):
            yield Inputs({f"[{position}]": value}, self.name(key))

    def numbers(self, key: str, *, least: int | None = None, most: int | None = None) -> list[Fraction]:
        """A list of exact numbers within the range.

        Raises:
            RuleInputError: not a list, or one member is not such a number.
        """
        return [member.number(next(iter(member.values)), least=least, most=most) for member in self.each(key)]

    def days(self, key: str) -> list[date]:
        """A list of dates.

        Raises:
            RuleInputError: not a list, or one member is no date.
        """
        return [member.day(next(iter(member.values))) for member in self.each(key)]

    def objects(self, key: str) -> list["Inputs"]:
        """A list of objects.

        Raises:
            WrongTypeError: not a list, or one member is no object.
        """
        return [member.inside(next(iter(member.values))) for member in self.each(key)]

    def _of_kind(self, key: str, kind: type, sentence: str) -> Any:
        value = self.raw(key)
        if not isinstance(value, kind):
            raise WrongTypeError(sentence, key=self.name(key), given=shown(value))
        return value

    def _within(self, key: str, value: Fraction, least: int | None, most: int | None) -> Fraction:
        below, above = least is not None and value < least, most is not None and value > most
        if below or above:
            limits = f"≥ {least}" if most is None else f"≤ {most}" if least is None else f"{least} … {most}"
            raise OutOfRangeError(key=self.name(key), given=shown(plain(value)), range=limits)
        return value
