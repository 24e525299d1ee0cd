"""Cells become values, as the declaration says they are written; what cannot be read says what was expected.

Belongs here: one cell in, one value or problem out. Does not: rows (reading), owners and duplicates (placing).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from models.datasets.dataset import Field, Kind
from models.files.cells import Cell, Formula, Undecodable
from models.language import N_, Message
from models.roster.look_alikes import lost_precision
from models.rules.identity import parse_employee_number, parse_pppk_number
from models.rules.identity_errors import IdentityError
from models.sources.definition import SourceFile

_PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_INDONESIAN = re.compile(r"-?([0-9]{1,40}|[0-9]{1,3}(\.[0-9]{3}){1,12})(,[0-9]{1,40})?")
_CURRENCY = re.compile(r"^Rp\.?\s*", re.IGNORECASE)
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DATES = {
    "yyyy-mm-dd": (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"), (0, 1, 2)),
    "dd-mm-yyyy": (re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})"), (2, 1, 0)),
    "dd/mm/yyyy": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (2, 1, 0)),
    "dd.mm.yyyy": (re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"), (2, 1, 0)),
    "mm/dd/yyyy": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (2, 0, 1)),
    "yyyymmdd": (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), (0, 1, 2)),
}
_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_FLAGS = {
    **dict.fromkeys(("1", "ya", "y", "true", "benar"), True),
    **dict.fromkeys(("0", "tidak", "t", "false", "salah"), False),
}
_NIP_DAMAGED = N_("18 digits as text: a spreadsheet turned this number into one with 15 digits; copy the NIP anew from SIASN into a column formatted as text")  # fmt: skip  # noqa: E501
_NUMBER_DAMAGED = N_("text: a spreadsheet turned this long number into one with 15 digits; write it anew in a column formatted as text")  # fmt: skip  # noqa: E501
#: A spreadsheet keeps no whole number exactly from here on.
_INEXACT = 10**15
_REMEDIES: Mapping[Kind, str] = {
    Kind.DAY: N_("a day of the calendar written {dates}"),
    Kind.MOMENT: N_("a day written {dates} and a time such as 09:15"),
    Kind.TIME: N_("a time such as 09:15"),
    Kind.MONTH: N_("a month: 1 to 12, such as 2026-03, or its Indonesian name"),
    Kind.WHOLE: N_("a whole number"),
    Kind.FLAG: N_("ya or tidak"),
}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a cell: the code of the quality rule and what was expected instead."""

    expected: Message
    code: str = "DQ-X01"


#: What a converter gives: the value, None for nothing, or what is wrong.
Converted = Any
Converter = Callable[[Cell], Converted]


@dataclass(frozen=True)
class Writing:
    """How the cells of a source are written, and the year and time zone of its period."""

    source: SourceFile
    year: int
    zone: ZoneInfo

    def converter(self, field: Field) -> Converter:
        """What reads the cells of `field`."""
        read = getattr(self, f"_{field.kind}")
        blanks = frozenset({"", *(text.casefold() for text in self.source.blank)})

        @lru_cache(maxsize=65536)
        def of_text(text: str) -> Converted:
            return read(text.strip(), field)

        def convert(cell: Cell) -> Converted:
            if type(cell) is str:
                blank = cell.strip().casefold() in blanks and cell not in field.words
                found = None if blank else of_text(cell)
            elif cell is None:
                found = None
            elif isinstance(cell, Formula):
                return Wrong(Message(N_("a value, not a formula: copy the cells and paste them as values")))
            elif isinstance(cell, Undecodable):
                return Wrong(
                    Message(
                        N_("text in {encoding}, as declared: save the file anew"), {"encoding": self.source.encoding}
                    )
                )
            else:
                found = read(cell, field)
            if found is None and field.required:
                return Wrong(Message(N_("a value: this column may not be empty")))
            return found

        return convert

    def _text(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, Decimal) and _damaged(cell):
            return Wrong(Message(_NUMBER_DAMAGED))
        text = cell if isinstance(cell, str) else shown(cell)
        if "\0" in text:
            return Wrong(Message(N_("text without the character NUL")))
        if len(text) > field.longest:
            return Wrong(Message(N_("at most {longest} letters"), {"longest": field.longest}))
        return text

    def _word(self, cell: Cell, field: Field) -> Converted:
        text = shown(cell).casefold()
        for said, meant in field.words.items():
            if said.casefold() == text:
                return meant or None if not field.required else meant
        return Wrong(Message(N_("one of {words}"), {"words": ", ".join(field.words)}))

    def _nip(self, cell: Cell, _field: Field) -> Converted:
        text = shown(cell)
        if isinstance(cell, Decimal) or lost_precision(text):
            return Wrong(Message(_NIP_DAMAGED), "DQ-E03")
        try:
            return parse_employee_number(text).digits
        except IdentityError as problem:
            try:
                return parse_pppk_number(text).digits
            except IdentityError:
                expected = N_("a valid NIP of 18 digits as text ({why})")
                return Wrong(Message(expected, {"why": problem.message}), "DQ-E01")

    def _number(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, Decimal):
            return _limited(cell, field)
        text = _CURRENCY.sub("", shown(cell))
        if self.source.numbers == "indonesian":
            if _INDONESIAN.fullmatch(text):
                return _limited(Decimal(text.replace(".", "").replace(",", ".")), field)
            return Wrong(Message(N_("a number such as 1.234,50 (comma as decimal sign, as declared)")))
        if _PLAIN.fullmatch(text):
            return _limited(Decimal(text), field)
        return Wrong(Message(N_("a number such as 1234.50 (dot as decimal sign, as declared)")))

    def _whole(self, cell: Cell, field: Field) -> Converted:
        found = self._number(cell, field)
        if isinstance(found, Wrong):
            return found
        if found != found.to_integral_value() or abs(found) > 2**31 - 1:
            return Wrong(Message(_REMEDIES[Kind.WHOLE]))
        return int(found)

    def _day(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        return self._date_of(shown(cell)) or self._wrong(field)

    def _date_of(self, text: str) -> date | None:
        pattern, order = _DATES[self.source.dates]
        found = pattern.fullmatch(text)
        if found is None:
            return None
        parts = [int(found.groups()[place]) for place in order]
        try:
            return date(*parts)
        except ValueError:
            return None

    def _month(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, datetime | date):
            return date(cell.year, cell.month, 1)
        text = shown(cell).casefold()
        if text in _MONTHS:
            return date(self.year, _MONTHS.index(text) + 1, 1)
        if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 12:  # noqa: PLR2004 - months
            return date(self.year, int(text), 1)
        found = _MONTH.fullmatch(text)
        if found and 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
            return date(int(found[1]), int(found[2]), 1)
        day = self._date_of(shown(cell))
        return day.replace(day=1) if day else self._wrong(field)

    def _time(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, datetime):
            return cell.time().replace(tzinfo=None)
        if isinstance(cell, time):
            return cell
        return _time_of(shown(cell)) or self._wrong(field)

    def _moment(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, datetime):
            return cell if cell.tzinfo else cell.replace(tzinfo=self.zone)
        text = shown(cell)
        try:
            stamped = datetime.fromisoformat(text)
        except ValueError:
            stamped = None
        if stamped and stamped.tzinfo:
            return stamped
        said, _blank, clock = text.replace("T", " ").partition(" ")
        day, at = self._date_of(said), _time_of(clock.strip())
        if day is None or at is None:
            return self._wrong(field)
        return datetime.combine(day, at, self.zone)

    def _flag(self, cell: Cell, field: Field) -> Converted:
        if isinstance(cell, bool):
            return cell
        found = _FLAGS.get(shown(cell).casefold())
        return self._wrong(field) if found is None else found

    def _wrong(self, field: Field) -> Wrong:
        return Wrong(Message(_REMEDIES[field.kind], {"dates": self.source.dates}))


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _limited(value: Decimal, field: Field) -> Converted:
    """The value, if it lies within what the field may hold; a negative sum of money is DQ-B01 (SPEC §5)."""
    code = "DQ-B01" if field.name in {"ceiling", "revised_ceiling", "realized"} else "DQ-X01"
    if not value.is_finite():
        return Wrong(Message(N_("a finite number")))
    if field.least is not None and value < field.least:
        return Wrong(Message(N_("{least} or more"), {"least": field.least}), code)
    if field.most is not None and value > field.most:
        return Wrong(Message(N_("{most} or less"), {"most": field.most}), code)
    return value


def _damaged(cell: Decimal) -> bool:
    """Whether a number lost its last digits in a spreadsheet: 1.978E+17, but not a long whole number of a JSON file."""
    exponent = cell.as_tuple().exponent
    return not isinstance(exponent, int) or (exponent > 0 and abs(cell) >= _INEXACT)


def shown(cell: Cell) -> str:
    """A cell as a person sees it, for messages and for text columns."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, Decimal):
        return f"{cell:.5E}" if _damaged(cell) else format(cell, "f").removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


_STRFTIME = {
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyymmdd": "%Y%m%d",
}


def as_declared(cell: Cell, source: SourceFile) -> str:
    """A cell as text that the same source reads again as the same value: for rows given back to be corrected."""
    if isinstance(cell, Decimal) and source.numbers == "indonesian":
        return shown(cell) if _damaged(cell) else shown(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:{_STRFTIME[source.dates]} %H:%M}"
    if isinstance(cell, date):
        return f"{cell:{_STRFTIME[source.dates]}}"
    return shown(cell)
