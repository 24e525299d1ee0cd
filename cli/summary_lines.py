"""Lines of the evidence summary: wrapped so that they can be read on a narrow terminal, and what is empty says so.

Belongs here: laying out sentences. Does not: what they say.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

from cli.output import console, print_table, say
from models.language import _

#: Sentences are read in columns, however wide the terminal is.
_WIDEST = 100


def paragraph(text: str, indent: int = 0) -> None:
    """Print sentences in lines of at most 100 characters, all but the first of them further in."""
    gap = " " * indent
    width = max(20, min(_WIDEST, console.width))
    wrapped = textwrap.wrap(text, width, initial_indent=gap, subsequent_indent=gap + "  ", break_on_hyphens=False)
    say("\n".join(wrapped))


def section(title: str, columns: Sequence[str], lines: Sequence[Sequence[Any]], **options: Any) -> None:
    """Print a table under its title; without lines, say that there is nothing."""
    if lines:
        print_table(title, columns, lines, **options)
    else:
        empty(title)


def empty(title: str) -> None:
    """Say that a section has no data."""
    paragraph(_("{section}: no data.").format(section=title))


def share(percent: str | None) -> str | None:
    """A share in percent as it is printed; None stays None."""
    return None if percent is None else f"{percent} %"
