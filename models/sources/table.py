"""The rows of one file as its source declares them: headings found, cells converted, totals added up.

Belongs here: one file in, typed rows out. Does not: owners and duplicates (placing), storing (storing).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from models.datasets.dataset import Dataset, Kind
from models.errors import InvalidInputError
from models.files.cells import Cell
from models.files.headings import Headings, find_headings
from models.files.layout import Layout
from models.files.reading import Row, read_rows
from models.language import N_, Message
from models.roster.header import HEADER_ROWS
from models.sources import headings_check
from models.sources.converting import Converter, Writing, Wrong, as_declared, shown
from models.sources.definition import SourceFile

#: A heading for corrected rows: which held row of which delivery this one settles ("12:40001").
SETTLES, SETTLES_COLUMN = "held_row", "baris_tertahan"
#: Headings that our own files of held rows add.
_OURS = (SETTLES, SETTLES_COLUMN, "masalah", "problem", "perbaikan", "remedy")


@dataclass(frozen=True)
class Line:
    """One row of the file: its values by field, or what is wrong with it."""

    number: int
    values: dict[str, Any]
    problems: tuple[dict[str, Any], ...]
    cells: dict[str, str]
    settles: str = ""


@dataclass
class Sheet:
    """What was found around the rows of a file."""

    stamped: str = ""
    sums: dict[str, Decimal] = field(default_factory=dict)
    #: Fields in which a cell could not be read: their sums cannot be compared.
    unread: set[str] = field(default_factory=set)
    #: Fields that the file has no column for.
    absent: set[str] = field(default_factory=set)
    rows: int = 0


def layout_of(source: SourceFile, name: str) -> Layout:
    """How a file of this name is opened.

    Raises:
        InvalidInputError: a name that ends in no known way.
    """
    ending = name.lower().rpartition(".")[2]
    kind = {"xlsx": "xlsx", "csv": "csv", "tsv": "csv", "txt": "csv", "json": "json", "jsonl": "json"}.get(ending)
    if kind is None:
        raise InvalidInputError(
            N_("{name} is none of .xlsx, .csv, .json. Save it as one of these and try again (DQ-X01)."), name=name
        )
    return Layout(kind, source.sheet, source.encoding, source.separator, source.items)  # type: ignore[arg-type]


def lines_of(path: Path, name: str, writing: Writing, sheet: Sheet) -> Iterator[Line]:
    """The rows of a file below its headings; `sheet` is filled on the way.

    Raises:
        InvalidInputError: the file cannot be read, has no headings, or unknown, missing or doubled ones (DQ-X01).
    """
    source, dataset = writing.source, writing.source.kind_of_data
    wanted, required = _wanted(source, dataset), _required(source, dataset)
    sheets: list[list[Row]] = []
    for first, rest in _sheets(read_rows(path, layout_of(source, name), name)):
        found = find_headings([row.cells for row in first], wanted, required)
        if found is not None and not found.missing:
            headings_check.check(found, first[found.last].number, wanted, _OURS, source, name)
            yield from _below(found, first, rest, writing, sheet)
            return
        sheets.append(first)
    raise headings_check.no_headings(sheets, wanted, required, source, name)


def _sheets(rows: Iterator[Row]) -> Iterator[tuple[list[Row], Iterator[Row]]]:
    """Each sheet as its first rows and the rest of them."""
    for _name, group in groupby(rows, key=attrgetter("sheet")):
        yield list(islice(group, HEADER_ROWS)), group  # noqa: B031 - first its beginning, then the rest


def _wanted(source: SourceFile, dataset: Dataset) -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {
        each.name: (source.columns[each.name],) if each.name in source.columns else (each.column, each.name)
        for each in dataset.fields
        if each.name not in source.constants
    }
    return wanted | {SETTLES: (SETTLES, SETTLES_COLUMN)}


def _required(source: SourceFile, dataset: Dataset) -> set[str]:
    """The fields without whose column a file is refused: not an optional one, also where its heading is declared."""
    return {each.name for each in dataset.fields if each.required} - set(source.constants)


def _below(found: Headings, first: list[Row], rest: Iterator[Row], writing: Writing, sheet: Sheet) -> Iterator[Line]:
    dataset = writing.source.kind_of_data
    sheet.stamped = _stamp(first, writing.source.stamp)
    sheet.absent = {each.name for each in dataset.fields} - set(found.positions) - set(writing.source.constants)
    reader = _Reader(writing, dataset, found, sheet)
    for row in chain(first[found.last + 1 :], rest):
        line = reader.line(row)
        if reader.ended:
            return
        if line is not None:
            sheet.rows += 1
            yield line


def _stamp(first: list[Row], place: str) -> str:
    """What the cell says in which an export tells when it was drawn; empty where none is declared."""
    if not place:
        return ""
    letters = place.rstrip("0123456789")
    column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))) - 1
    at = int(place[len(letters) :])
    return next((shown(row.cells[column]) for row in first if row.number == at and column < len(row.cells)), "")


class _Reader:
    """Reads row after row of one sheet."""

    def __init__(self, writing: Writing, dataset: Dataset, found: Headings, sheet: Sheet) -> None:
        self._source, self._sheet, self._place = writing.source, sheet, found.positions
        self._converters: list[tuple[str, int, Converter]] = []
        self._constants: dict[str, Any] = {}
        for each in dataset.fields:
            convert = writing.converter(each)
            if each.name in writing.source.constants:
                self._constants[each.name] = _constant(convert(writing.source.constants[each.name]), each.name)
            elif each.name in found.positions:
                self._converters.append((each.name, found.positions[each.name], convert))
            else:
                self._constants[each.name] = None
        self._summed = [each.name for each in dataset.fields if each.kind is Kind.NUMBER and each.name in self._place]
        self._above: dict[str, Cell] = {}
        self.ended = False

    def line(self, row: Row) -> Line | None:
        cells = row.cells
        if not any(cell is not None and cell != "" for cell in cells):
            return None
        if self._source.total_row and self._is_total(cells):
            self._compare_totals(row)
            self.ended = True
            return None
        values: dict[str, Any] = dict(self._constants)
        problems = []
        for name, place, convert in self._converters:
            cell = cells[place] if place < len(cells) else None
            if name in self._source.fill_down:
                cell = self._filled(name, cell)
            value = convert(cell)
            if isinstance(value, Wrong):
                problems.append(problem(name, shown(cell), value.expected, value.code))
                self._sheet.unread.add(name)
            else:
                values[name] = value
        for name in self._summed:
            self._sheet.sums[name] = self._sheet.sums.get(name, Decimal(0)) + (values.get(name) or 0)
        at = self._place.get(SETTLES)
        settles = shown(cells[at]) if at is not None and at < len(cells) else ""
        return Line(row.number, values, tuple(problems), self._told(cells), settles)

    def _filled(self, name: str, cell: Cell) -> Cell:
        if cell is None or cell == "":
            return self._above.get(name)
        self._above[name] = cell
        return cell

    def _told(self, cells: list[Cell]) -> dict[str, str]:
        """The cells as they came, by field: what a held row shows its owner."""
        told = {
            name: as_declared(cells[place], self._source)
            for name, place, _convert in self._converters
            if place < len(cells)
        }
        return {name: text.replace("\0", "␀") for name, text in told.items() if text}

    def _is_total(self, cells: list[Cell]) -> bool:
        first = next((cell for cell in cells if cell is not None and cell != ""), "")
        return shown(first).casefold().startswith(self._source.total_row.casefold())

    def _compare_totals(self, row: Row) -> None:
        for name, place, convert in self._converters:
            if name not in self._summed or name in self._sheet.unread or place >= len(row.cells):
                continue
            told = convert(row.cells[place])
            if isinstance(told, Decimal) and told != self._sheet.sums.get(name, Decimal(0)):
                raise InvalidInputError(
                    N_(
                        "Row {row}: the total of {field} is {told}, but the rows above add up to {sum} (DQ-X01). A row "
                        "is missing or doubled; correct the file."
                    ),
                    row=row.number,
                    field=name,
                    told=format(told, "f"),
                    sum=format(self._sheet.sums.get(name, Decimal(0)), "f"),
                )


def _constant(value: Any, name: str) -> Any:
    if isinstance(value, Wrong):
        raise InvalidInputError(
            N_("The source says one {field} for all rows that cannot be read: expected {expected}. Correct it there."),
            field=name,
            expected=value.expected,
        )
    return value


def problem(name: str, observed: str, expected: Message, code: str) -> dict[str, Any]:
    """What is wrong with one cell, as a held row keeps it: texts as message ids with their values."""
    return {"code": code, "field": name, "observed": observed[:500].replace("\0", "␀"), **expected.as_data()}
