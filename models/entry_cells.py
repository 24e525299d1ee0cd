"""Cells of a person's CSV file: rows of text, and a number, day or word of one cell, refused by row and field.

Belongs here: what any such file may hold. Does not: columns and words of one file (entry_files).
Nothing is guessed: a cell that can be read in two ways is refused.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from models.errors import InvalidInputError
from models.language import N_, Message

#: ASCII digits only: what looks like a digit in another script, or has separators, is somebody's mistake.
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: What a model refuses, by pydantic's word for it; its limits fill the braces.
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "string_too_short": N_("at least {min_length} letters"),
        "string_too_long": N_("at most {max_length} letters"),
        "too_long": N_("at most {max_length} indicators in a work result"),
        "greater_than_equal": N_("{ge} or more"),
        "less_than_equal": N_("{le} or less"),
        "decimal_max_digits": N_("at most {max_digits} digits"),
        "value_error": N_("a target_min that is not above target_max"),
    }
)


@dataclass(frozen=True)
class Cells:
    """The cells of one row by column, with the place they were read from."""

    path: Path
    row: int
    texts: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.texts[column]

    def wrong(self, column: str, expected: Message, found: object = None) -> InvalidInputError:
        """The error that names file, row, column, what was found there and what belongs there."""
        return InvalidInputError(
            N_("{path}, row {row}, {field}: found “{found}”, expected {expected}. Nothing was stored."),
            path=self.path,
            row=self.row,
            field=column,
            found=self.texts.get(column, "") if found is None else found,
            expected=expected,
        )

    def number(self, column: str) -> Decimal:
        """An exact number with a dot as decimal sign.

        Raises:
            InvalidInputError: anything else, such as 1_000, 1e3, 1,5 or digits of another script.
        """
        if not _NUMBER.fullmatch(self[column]):
            raise self.wrong(column, Message(N_("a number such as 1234.5 (dot as decimal sign)")))
        return Decimal(self[column])

    def count(self, column: str) -> int:
        """A whole number such as the number of a work result.

        Raises:
            InvalidInputError: anything else; 1.9 is not 1.
        """
        if not _COUNT.fullmatch(self[column]):
            raise self.wrong(column, Message(N_("a whole number such as 2")))
        return int(self[column])

    def day(self, column: str) -> date:
        """A day as YYYY-MM-DD.

        Raises:
            InvalidInputError: anything else, or no day of the calendar.
        """
        try:
            if _DAY.fullmatch(self[column]):
                return date.fromisoformat(self[column])
        except ValueError:
            pass
        raise self.wrong(column, Message(N_("a day such as 2026-03-01")))

    def word(self, column: str, words: Mapping[str, str]) -> str:
        """Our word for a word of the file.

        Raises:
            InvalidInputError: not one of `words`.
        """
        if self[column] not in words:
            raise self.wrong(column, Message(N_("one of {words}"), {"words": ", ".join(words)}))
        return words[self[column]]

    def refusal(self, problem: ValidationError, columns: Mapping[str, str]) -> InvalidInputError:
        """The error of ours for what a model refused; `columns` names the column of a field where it differs."""
        first: Any = problem.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "target_min"
        expected = Message(_EXPECTED.get(first["type"], "{msg}"), {"msg": first["msg"], **first.get("ctx", {})})
        column = columns.get(field, field)
        found = first["input"] if isinstance(first["input"], str | int | Decimal) else None
        return self.wrong(column, expected, found)


def built(model: type[BaseModel], cells: Cells, columns: Mapping[str, str], **values: Any) -> Any:
    """The `model` of `values` that stand in a row; `columns` names the column of a field where it differs.

    Raises:
        InvalidInputError: names row and column of the first value that the model refuses.
    """
    try:
        return model(**values)
    except ValidationError as problem:
        raise cells.refusal(problem, columns) from problem


def read_rows(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Cells]:
    """The rows of a CSV file in UTF-8, in their order; a column of `optional` that is not there reads as empty.

    Raises:
        InvalidInputError: the file cannot be read, lacks a column, or a row has more cells than there are columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_columns(path, columns, reader.fieldnames or [])
            for number, row in enumerate(reader, 2):
                cells = Cells(path, number, {name: (row.get(name) or "").strip() for name in (*columns, *optional)})
                _check_row(cells, row)
                yield cells
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InvalidInputError(
            N_("{path} cannot be read as a CSV file in UTF-8: {problem}."), path=path, problem=problem
        ) from problem


def _check_columns(path: Path, columns: Sequence[str], found: Sequence[str]) -> None:
    missing = [name for name in columns if name not in found]
    if missing:
        raise InvalidInputError(
            N_("{path} lacks the columns {columns} (DQ-X01). Compare it with the file `kinerja sample` writes."),
            path=path,
            columns=", ".join(missing),
        )


def _check_row(cells: Cells, row: Mapping[Any, Any]) -> None:
    """A comma outside quotation marks shifts every later cell; a NUL cannot be stored."""
    if None in row:
        raise cells.wrong("…", Message(N_("as many cells as columns: put a text with commas in quotation marks")))
    for column, text in cells.texts.items():
        if "\0" in text:
            raise cells.wrong(column, Message(N_("text without the character NUL")), text.replace("\0", "␀"))
