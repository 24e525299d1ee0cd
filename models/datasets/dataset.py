"""What a dataset is: fields with their kind and limits, the natural key of a row, and how a row finds its owner.

Belongs here: the shapes. Does not: any one dataset (the other files of this folder), or reading cells (models/sources).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How the cell of a field is read."""

    TEXT = "text"
    NIP = "nip"
    WORD = "word"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    MONTH = "month"
    TIME = "time"
    MOMENT = "moment"
    FLAG = "flag"


class Anchor(StrEnum):
    """How a row finds whose it is."""

    #: The field `nip` names a person appraised in the period; the field `day_field` picks one of several segments.
    PERSON = "person"
    #: The field `unit` (or the source itself) names an agency; the field `officer`, where given, one of its people.
    UNIT = "unit"
    #: The row stands for itself; a NIP that is known in the period links it.
    NATIONAL = "national"


@dataclass(frozen=True)
class Field:
    """One field of a dataset: its name here, its heading in our templates, and what its cell may hold."""

    name: str
    #: The Indonesian heading that templates have; files may use it or the name.
    column: str
    kind: Kind
    #: What it means, in a sentence for people (a text of the catalog).
    help: str
    required: bool = True
    #: Word in a file (compared without case) → word stored.
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    least: Decimal | None = None
    most: Decimal | None = None
    longest: int = 500
    #: What a cell looks like, for templates and messages.
    example: str = ""
    #: The only values that a template's cell takes; what comes in all the same is judged by the quality rules.
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """A kind of fact that sources deliver. `name` is also the table's and that of the source nobody had to declare."""

    name: str
    title: str
    help: str
    anchor: Anchor
    fields: tuple[Field, ...]
    #: Names of the fields that tell a row from every other of the same owner.
    key: tuple[str, ...]
    #: The field whose day picks the segment of a person; None: the main segment that lasts longest.
    day_field: str | None = None
    #: A field whose words nobody may read again is stored as a hash.
    hashed: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Field:
        """The field with this name."""
        return next(each for each in self.fields if each.name == name)

    @property
    def stored(self) -> tuple[Field, ...]:
        """The fields that are columns of the table: all but those that only name the owner."""
        owners = {Anchor.PERSON: {"nip"}, Anchor.UNIT: {"unit", "officer"}, Anchor.NATIONAL: set[str]()}[self.anchor]
        return tuple(each for each in self.fields if each.name not in owners | {"segment_starts"})


def nip(help_text: str, *, name: str = "nip", column: str = "nip", required: bool = True) -> Field:
    """A field that holds the NIP of a person."""
    return Field(name, column, Kind.NIP, help_text, required, example="198001012005011001")


def text(
    name: str, column: str, help_text: str, *, required: bool = True, longest: int = 500, example: str = ""
) -> Field:
    """A field that holds text."""
    return Field(name, column, Kind.TEXT, help_text, required, longest=longest, example=example)


def day(name: str, column: str, help_text: str, *, required: bool = True, example: str = "2026-03-31") -> Field:
    """A field that holds a day."""
    return Field(name, column, Kind.DAY, help_text, required, example=example)


def month(name: str, column: str, help_text: str, *, required: bool = True) -> Field:
    """A field that holds a month: 1 to 12 of the period's year, 2026-03, or a day in it."""
    return Field(name, column, Kind.MONTH, help_text, required, example="2026-03")


def moment(
    name: str, column: str, help_text: str, *, required: bool = True, example: str = "2026-03-31 09:15"
) -> Field:
    """A field that holds a day and a time in the region's time zone."""
    return Field(name, column, Kind.MOMENT, help_text, required, example=example)


def word(name: str, column: str, help_text: str, words: Mapping[str, str], *, required: bool = True) -> Field:
    """A field that holds one of a closed list of words."""
    return Field(name, column, Kind.WORD, help_text, required, MappingProxyType(dict(words)), example=next(iter(words)))


def number(
    name: str, column: str, help_text: str, *, required: bool = True, least: int | None = None, most: int | None = None,
    example: str = "12.5",
) -> Field:  # fmt: skip
    """A field that holds an exact number."""
    return Field(
        name, column, Kind.NUMBER, help_text, required, MappingProxyType({}), *_limits(least, most), 500, example
    )


def whole(
    name: str, column: str, help_text: str, *, required: bool = True, least: int | None = 0, most: int | None = None,
    example: str = "3", offered: tuple[str, ...] = (),
) -> Field:  # fmt: skip
    """A field that holds a whole number; `offered` are the only ones that a template takes."""
    words, limits = MappingProxyType[str, str]({}), _limits(least, most)
    return Field(name, column, Kind.WHOLE, help_text, required, words, *limits, 500, example, offered)


def flag(name: str, column: str, help_text: str, *, required: bool = False) -> Field:
    """A field that holds yes or no."""
    return Field(name, column, Kind.FLAG, help_text, required, example="ya")


def _limits(least: int | None, most: int | None) -> tuple[Decimal | None, Decimal | None]:
    return (None if least is None else Decimal(least)), (None if most is None else Decimal(most))
