"""Tables that can be read at any width: columns that matter less go before words are broken into slivers.

Belongs here: how rows are laid out on a terminal or in a pipe. Does not: what is in them (each command).
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleDimensions
from rich.markup import escape
from rich.table import Table

#: Columns of characters when the output is not a terminal: a file is read in something wide.
_PIPED_WIDTH = 140
#: Characters that a column of sentences needs to be readable, and the longest word that is never broken (a run's id).
_SENTENCE, _LONGEST_WORD = 24, 40


class _Console(Console):
    """A console that does not squeeze what goes into a pipe or file."""

    @property  # type: ignore[misc] # nobody sets a size here
    def size(self) -> ConsoleDimensions:
        """The terminal's size, or what COLUMNS says; at least 140 wide where there is neither."""
        found = super().size
        columns = os.environ.get("COLUMNS", "")
        if columns.isdecimal():  # as it is now: rich remembers what it was when the program began
            return ConsoleDimensions(int(columns), found.height)
        if self.is_terminal:
            return found
        return ConsoleDimensions(max(found.width, _PIPED_WIDTH), found.height)


console = _Console()
errors = Console(stderr=True)


def print_table(
    title: str, columns: Sequence[str], lines: Iterable[Sequence[Any]], *, dispensable: Sequence[int] = ()
) -> None:
    """Print a table; nothing in it is taken as markup.

    `dispensable` are the places of columns that may be left out where they do not fit, the least needed first; `--json`
    has everything.
    """
    cells = [[show(cell) for cell in line] for line in lines]
    places = _fitting(columns, cells, dispensable)
    table = Table(title=escape(title), title_justify="left", header_style="bold")
    fits = _width(columns, cells, places) <= console.width
    for place in places:
        table.add_column(
            escape(columns[place]), overflow="fold", min_width=_needed(columns, cells, place) if fits else None
        )
    for line in cells:
        table.add_row(*(escape(line[place]) for place in places))
    console.print(table)


def _fitting(columns: Sequence[str], cells: Sequence[Sequence[str]], dispensable: Sequence[int]) -> list[int]:
    """The places of the columns that are shown at this width."""
    places = list(range(len(columns)))
    for place in dispensable:
        if _width(columns, cells, places) <= console.width:
            break
        places.remove(place)
    return places


def _width(columns: Sequence[str], cells: Sequence[Sequence[str]], places: Sequence[int]) -> int:
    """Characters that a line of the table takes at least, with its borders."""
    return sum(_needed(columns, cells, place) + 3 for place in places) + 1


def _needed(columns: Sequence[str], cells: Sequence[Sequence[str]], place: int) -> int:
    """Characters below which this column cannot be read: short values whole, sentences in fair lines."""
    texts = [columns[place], *(line[place] for line in cells)]
    words = max((cell_len(word) for text in texts for word in text.split()), default=1)
    return max(min(_SENTENCE, max(map(cell_len, texts))), min(_LONGEST_WORD, words))


def show(value: Any) -> str:
    """A value as a person reads it in a cell."""
    if value is None:
        return "–"  # noqa: RUF001
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)
