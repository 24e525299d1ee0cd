"""Indonesian and English: message ids are English, the Indonesian catalog is in templates/locale.

Belongs here: translation, the language of the reader, days and moments in it. Does not: the texts themselves.
"""

import gettext
import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LANGUAGES = ("id", "en")
_CATALOGS = Path(__file__).parent.parent / "templates" / "locale"
#: More than all texts: what somebody typed is not kept for ever.
_MOST_KEPT = 10_000
_reader: ContextVar[str | None] = ContextVar("reader_language", default=None)


def default_language() -> str:
    """Language of this process: KINERJA_LANGUAGE, else an English locale, else Indonesian, as most readers are."""
    for name in ("KINERJA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wish = os.environ.get(name, "")[:2].lower()
        if wish in LANGUAGES:
            return wish
    return "id"


def reader_language() -> str:
    """Language of whoever reads now: set for a web request or a notice, else the process default."""
    return _reader.get() or default_language()


def read_in(language: str) -> None:
    """Make `language` ("id" or "en") the reader's language in this context."""
    _reader.set(language if language in LANGUAGES else None)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    path = _CATALOGS / language / "LC_MESSAGES" / "kinerja.po"
    if not path.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only readers of Indonesian pay for it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class _Texts(dict[str, str]):
    """Texts in one language by what they are in English: a page asks for hundreds, most of them again and again."""

    def __init__(self, language: str) -> None:
        super().__init__({"": ""})  # to gettext this is the catalog's own heading
        self._language = language

    def __missing__(self, text: str) -> str:
        found = _catalog(self._language).gettext(text)
        if type(text) is str and len(self) < _MOST_KEPT:  # no markup: equal text that is none would come back as it
            self[text] = found
        return found


@cache
def _texts(language: str) -> _Texts:
    return _Texts(language)


def _(text: str, language: str | None = None) -> str:
    """`text` in `language` (default: the reader's); an untranslated text comes back as it is."""
    return _texts(language or reader_language())[text]


def N_(text: str) -> str:  # noqa: N802 - gettext's customary mark for "translate later"
    """Mark `text` for translation without translating it now."""
    return text


@dataclass(frozen=True)
class Message:
    """A translatable text and its values, kept apart until somebody reads it."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: str | None = None) -> str:
        """The text in `language` (default: the reader's) with its values filled in."""
        text = _(self.text, language)
        if not self.values:
            return text
        return text.format(**{name: _within(value, language) for name, value in self.values.items()})

    def as_data(self) -> dict[str, Any]:
        """The message as JSON values, so that it can be stored and read in another language later."""
        return {"text": self.text, "values": {name: _as_data(value) for name, value in self.values.items()}}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Message":
        """The message that `as_data` gave."""
        values = data.get("values", {})
        return cls(data["text"], {name: _of_data(value) for name, value in values.items()})

    def __str__(self) -> str:
        return self.render()


MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A day inside a message, in words: 26 November 2026."""

    on: date

    def render(self, language: str | None = None) -> str:
        """The day in `language` (default: the reader's)."""
        return f"{self.on.day} {MONTHS[language or reader_language()][self.on.month - 1]} {self.on.year}"

    def as_data(self) -> dict[str, Any]:
        """The day as JSON values."""
        return {"day": self.on.isoformat()}

    def __str__(self) -> str:
        return self.render()


@dataclass(frozen=True)
class Month:
    """A month (any day of it) inside a message, in words: November 2026."""

    of: date

    def render(self, language: str | None = None) -> str:
        """The month in `language` (default: the reader's)."""
        return f"{MONTHS[language or reader_language()][self.of.month - 1]} {self.of.year}"

    def as_data(self) -> dict[str, Any]:
        """The month as JSON values."""
        return {"month": self.of.isoformat()}

    def __str__(self) -> str:
        return self.render()


@dataclass(frozen=True)
class Moment:
    """A moment inside a message, in words and in the time of its region: 26 November 2026 13:24 WIB."""

    at: datetime
    zone: str

    def render(self, language: str | None = None) -> str:
        """The moment in `language` (default: the reader's)."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        return f"{Day(local.date()).render(language)} {local:%H:%M %Z}"

    def as_data(self) -> dict[str, Any]:
        """The moment as JSON values."""
        return {"moment": self.at.isoformat(), "zone": self.zone}

    def __str__(self) -> str:
        return self.render()


def _within(value: Any, language: str | None) -> Any:
    """A value inside a text: another message or a day is read in the same language, whoever reads the screen."""
    return value.render(language) if isinstance(value, Message | Day | Month | Moment) else value


def _as_data(value: Any) -> Any:
    if isinstance(value, Message | Day | Month | Moment):
        return value.as_data()
    return value if isinstance(value, int | bool | None) else str(value)


def _of_data(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return Day(date.fromisoformat(value["day"]))
    if "month" in value:
        return Month(date.fromisoformat(value["month"]))
    if "moment" in value:
        return Moment(datetime.fromisoformat(value["moment"]), value["zone"])
    return Message.of_data(value) if "text" in value else value
