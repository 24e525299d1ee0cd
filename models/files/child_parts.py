"""What a workbook says around its cells: its sheets, the texts that cells share, and which formats show a date.

Belongs here: workbook.xml and its relations, sharedStrings.xml, styles.xml. Does not: the sheets (child_cells.py).
"""

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from child_limits import RefusedError
from child_xml import names_of, parse

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXT_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_CELL = 1_000_000
#: What no database stores as text: NUL and halves of letters.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: Numbers of formats that every spreadsheet program knows as dates and times, also in East Asian editions.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_DURATION_FORMAT = 46
#: What in the code of a format is no sign for a part of a date: quoted and escaped letters, widths, [colors] and so on.
_NO_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_SIGN = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass
class Book:
    """The sheets of a workbook in their order, each with the name of its part, and what their cells refer to."""

    sheets: dict[str, str] = field(default_factory=dict)
    #: Already marked as the text of a cell.
    strings: list[str] = field(default_factory=list)
    #: For each style of a cell "d" where it shows a date or time, "t" where a duration, "" otherwise.
    styles: list[str] = field(default_factory=list)
    since_1904: bool = False


def read_book(container: zipfile.ZipFile) -> Book:
    """Read what stands around the cells.

    Raises:
        RefusedError: a part is missing or damaged.
    """
    parts = {name.lower(): name for name in container.namelist()}
    targets, kinds = _relations(container, parts)
    book = Book()
    _read_sheets(container, book, targets, kinds)
    for relation, kind in kinds.items():
        if kind == "sharedStrings" and targets[relation]:
            _read_strings(container, targets[relation], book.strings)
        elif kind == "styles" and targets[relation]:
            _read_styles(container, targets[relation], book.styles)
    return book


def unescaped(text: str) -> str:
    """Text with `_x000D_` and the like turned into the letter that is meant."""
    return _TEXT_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def marked_text(text: str) -> str:
    """Text of a cell, marked as such, or as unreadable with a sign for every letter that cannot be stored.

    Raises:
        RefusedError: it is longer than a cell can be.
    """
    if not text:
        return ""
    if len(text) > _LONGEST_CELL:
        raise RefusedError("too_large")
    readable, found = _UNSTORABLE.subn("\ufffd", text)
    return ("u" if found else "s") + readable


def _relations(container: zipfile.ZipFile, parts: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Relation → name of the part it leads to (empty: there is none), and → the last word of its type."""
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}

    def start(name: str, told: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship":
            relation, target = told.get("Id", ""), told.get("Target", "")
            if relation in targets:
                raise RefusedError("damaged")
            kinds[relation] = told.get("Type", "").rpartition("/")[2]
            inside = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[relation] = parts.get(inside.lower(), "") or parts.get(target.lower(), "")

    parse(container, parts.get(_RELATIONS, _RELATIONS), start)
    return targets, kinds


def _read_sheets(container: zipfile.ZipFile, book: Book, targets: dict[str, str], kinds: dict[str, str]) -> None:
    tags = names_of("sheet", "workbookPr")

    def start(name: str, told: dict[str, str]) -> None:
        tag = tags.get(name)
        if tag == "workbookPr":
            book.since_1904 = told.get("date1904", "0") in {"1", "true", "on"}
        elif tag == "sheet":
            relation = next((value for key, value in told.items() if key.endswith((" id", ":id"))), "")
            if kinds.get(relation, "worksheet") != "worksheet":
                return  # a chart or a dialog: it has no cells
            title = told.get("name", "")
            if not targets.get(relation) or title in book.sheets:
                raise RefusedError("damaged")
            book.sheets[title] = targets[relation]

    parse(container, _WORKBOOK, start)


class _Strings:
    """Collects the texts that cells share; how they are pronounced (rPh) is left out."""

    def __init__(self, keep: Callable[[str], None]) -> None:
        self._tags, self._keep = names_of("si", "t", "rPh"), keep
        self._parts: list[str] = []
        self._inside = self._spoken = False

    def start(self, name: str, _told: dict[str, str]) -> None:
        tag = self._tags.get(name)
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._spoken = True
        elif tag == "t":
            self._inside = not self._spoken

    def end(self, name: str) -> None:
        tag = self._tags.get(name)
        if tag == "si":
            self._keep(marked_text(unescaped("".join(self._parts))))
        elif tag == "rPh":
            self._spoken = False
        elif tag == "t":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def _read_strings(container: zipfile.ZipFile, part: str, strings: list[str]) -> None:
    reader = _Strings(strings.append)
    parse(container, part, reader.start, reader.end, reader.text)


def _read_styles(container: zipfile.ZipFile, part: str, styles: list[str]) -> None:
    tags = names_of("numFmt", "cellXfs", "xf")
    codes: dict[str, str] = {}
    inside = False

    def start(name: str, told: dict[str, str]) -> None:
        nonlocal inside
        tag = tags.get(name)
        if tag == "numFmt":
            codes[told.get("numFmtId", "")] = told.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            number = told.get("numFmtId", "0")
            styles.append(kind_of_format(number, codes.get(number)))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and tags.get(name) != "cellXfs"

    parse(container, part, start, end)


def kind_of_format(number: str, code: str | None) -> str:
    """Whether a format shows a date or time ("d"), a duration ("t") or anything else (""); only its first section."""
    if code is None:
        known = int(number) if number.isascii() and number.isdigit() else 0
        shows_date = known in _DATE_FORMATS
        return ("t" if known == _DURATION_FORMAT else "d") if shows_date else ""
    signs = _NO_SIGN.sub("", code).partition(";")[0]
    if signs.strip().lower() in {"general", "standard", "@"}:
        return ""
    if _DURATION.search(signs):
        return "t"
    return "d" if _DATE_SIGN.search(signs) else ""
