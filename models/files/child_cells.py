"""Reads the cells of one sheet, row after row, and writes each row as soon as it ends.

Belongs here: what a cell of a workbook is. Does not: shared texts and formats (child_parts.py), the container.
A formula is told as one; a formula without the value it comes to is refused, an error is told as what is shown.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from child_limits import RefusedError
from child_parts import Book, marked_text, unescaped
from child_xml import names_of

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_ROWS = 1_048_576
_MOST_CELLS = 2_000
#: Day 0 of the usual count, whose days before March 1900 are one off, and what the count since 1904 adds to it.
_DAY_0, _FIRST_SURE_DAY, _UNTIL_1904 = datetime(1899, 12, 30), 60, 1462  # noqa: DTZ001 - cells have no time zone
_LAST_DAY = 2_958_466
_MILLISECONDS_A_DAY = 86_400_000
#: Told of an error cell that does not say which.
_SOME_ERROR = "#ERROR!"


def _letters(column: int) -> str:
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


_COLUMNS = tuple(map(_letters, range(_MOST_CELLS)))


class Sheet:
    """The handlers for one sheet; gives each row to `tell`, with empty ones in between so that row numbers hold."""

    def __init__(self, name: str, book: Book, tell: Callable[[list[str]], None]) -> None:
        """`name` is told when a cell is refused; `book` has what the cells refer to."""
        self._name, self._book, self._tell = name, book, tell
        self._tags = names_of("sheetData", "row", "c", "f", "v", "is", "t", "rPh")
        self._told = self._row = 0
        self._row_text = ""
        self._in_data = self._in_cell = self._given = self._spoken = False
        self._cells: list[str] = []
        self._column = -1
        self._kind = self._style = ""
        self._formula = self._has_value = False
        self._parts: list[str] = []
        self._collects = False

    def start(self, name: str, told: dict[str, str]) -> None:
        """An element begins."""
        tag = self._tags.get(name)
        if tag is None:
            return
        if tag == "c":
            if self._in_data:
                self._begin_cell(told)
        elif self._in_cell:
            self._begin_within(tag)
        elif tag == "sheetData":
            self._in_data = True
        elif tag == "row" and self._in_data:
            self._begin_row(told.get("r", ""))

    def _begin_within(self, tag: str) -> None:
        if tag == "v":
            self._has_value = self._collects = True
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._spoken = True
        elif tag == "t":
            self._collects = not self._spoken

    def end(self, name: str) -> None:
        """An element ends."""
        tag = self._tags.get(name)
        if tag == "c":
            if self._in_cell:
                self._in_cell = self._collects = False
                self._end_cell()
        elif tag in {"v", "t"}:
            self._collects = False
        elif tag == "row" and self._in_data:
            self._end_row()
        elif tag == "rPh":
            self._spoken = False
        elif tag == "sheetData":
            self._in_data = False

    def text(self, text: str) -> None:
        """Text within an element."""
        if self._collects:
            self._parts.append(text)

    def _begin_row(self, number: str) -> None:
        self._given = bool(number)
        self._row = self._row_of(number) if number else self._row + 1
        self._row_text = str(self._row)
        self._cells, self._column = [], -1

    def _row_of(self, number: str) -> int:
        """The number of a row, which must come after the one before it."""
        row = int(number) if number.isascii() and number.isdigit() and len(number) <= len(str(_MOST_ROWS)) else 0
        if not self._told < row <= _MOST_ROWS:
            raise RefusedError("damaged")
        return row

    def _end_row(self) -> None:
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        if not self._cells:
            return
        if not self._told < self._row <= _MOST_ROWS:
            raise RefusedError("damaged")
        for _gap in range(self._told + 1, self._row):
            self._tell([])
        self._tell(self._cells)
        self._told = self._row

    def _begin_cell(self, told: dict[str, str]) -> None:
        reference, following = told.get("r"), self._column + 1
        if not reference or (following < _MOST_CELLS and reference == _COLUMNS[following] + self._row_text):
            self._column = following
        else:
            self._column = self._column_of(reference)
        self._kind, self._style = told.get("t", "n"), told.get("s", "")
        self._formula = self._has_value = self._collects = self._spoken = False
        self._parts.clear()
        self._in_cell = True

    def _column_of(self, reference: str) -> int:
        """The column of a reference such as AB12 (from 0), whose row must be the one it stands in."""
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise RefusedError("damaged")
        letters, number = found.groups()
        if int(number) != self._row:
            if self._given or self._cells:
                raise RefusedError("damaged")
            self._row, self._row_text = self._row_of(number), number
        place = 0
        for letter in letters:
            place = 26 * place + ord(letter) - 64
        return place - 1

    def _end_cell(self) -> None:
        text = "".join(self._parts) if self._parts else ""
        if self._formula and not self._has_result(text):
            cell = f"{_letters(self._column)}{self._row}"
            raise RefusedError("formula_without_value", sheet=self._name, cell=cell)
        marked = self._marked(text)
        if self._formula and not marked.startswith("e"):
            marked = "f" + marked[1:]
        if not marked:
            return
        if self._column >= _MOST_CELLS:
            raise RefusedError("too_large")
        self._put(marked)

    def _has_result(self, text: str) -> bool:
        """A formula may come to the empty text, which is written as text of no letters."""
        return self._has_value and (bool(text.strip()) or self._kind == "str")

    def _put(self, marked: str) -> None:
        cells, column = self._cells, self._column
        if column == len(cells):
            cells.append(marked)
        elif column > len(cells):
            cells.extend([""] * (column - len(cells)))
            cells.append(marked)
        elif cells[column]:
            raise RefusedError("damaged")  # two cells at one place
        else:
            cells[column] = marked

    def _marked(self, text: str) -> str:  # noqa: PLR0911 - one for each kind of cell
        """A cell as text whose first letter tells its kind (cells.py)."""
        kind = self._kind
        if kind == "e":
            return "e" + (text.strip()[:100] or _SOME_ERROR)
        if not text:
            return ""
        if kind == "s":
            return self._shared(text)
        if kind == "n" and self._has_value:
            return number_of(text, self._format(), since_1904=self._book.since_1904)
        if kind == "b":
            return "b1" if text.strip() in {"1", "true"} else "b0"
        if kind == "d":
            return _dated(text.strip())
        return str(marked_text(unescaped(text)))

    def _shared(self, text: str) -> str:
        try:
            place = int(text)
            found: str = self._book.strings[place] if place >= 0 else ""
        except (ValueError, IndexError):
            raise RefusedError("damaged") from None
        return found

    def _format(self) -> str:
        """Whether the style of the cell shows a date or a duration."""
        styles: list[str] = self._book.styles
        try:
            return styles[int(self._style or 0)]
        except (ValueError, IndexError):
            return ""


def number_of(text: str, shown_as: str, *, since_1904: bool) -> str:
    """A number, or the day, moment, time or duration as which its format shows it."""
    try:
        value = float(text)
    except ValueError:
        raise RefusedError("damaged") from None
    if not shown_as or not 0 <= value < _LAST_DAY:
        return f"n{value!r}"
    milliseconds = round(value * _MILLISECONDS_A_DAY)
    if milliseconds < _MILLISECONDS_A_DAY and value < 1:
        return f"t{(_DAY_0 + timedelta(milliseconds=milliseconds)).time().isoformat()}"
    if shown_as == "t":
        return "s" + _duration(milliseconds)
    if since_1904:
        milliseconds += _UNTIL_1904 * _MILLISECONDS_A_DAY
    elif value < _FIRST_SURE_DAY:
        milliseconds += _MILLISECONDS_A_DAY
    try:
        return _moment(_DAY_0 + timedelta(milliseconds=milliseconds))
    except OverflowError:
        return f"n{value!r}"


def _duration(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _moment(moment: datetime) -> str:
    return f"m{moment.isoformat()}" if moment.time() != time() else f"d{moment.date().isoformat()}"


def _dated(text: str) -> str:
    """A day, moment or time that is written as such and not as a number."""
    for read, mark in ((date.fromisoformat, "d"), (time.fromisoformat, "t")):
        try:
            return f"{mark}{read(text).isoformat()}"
        except ValueError:
            continue
    try:
        return _moment(datetime.fromisoformat(text))
    except ValueError:
        return str(marked_text(text))
