"""How an outside file is opened: its kind, and what only whoever declares it can know."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Layout:
    """The writing of a file; nothing of it is guessed but the separator of a text file."""

    kind: Literal["xlsx", "csv", "json"]
    #: Name of the one sheet that is read; empty: all.
    sheet: str = ""
    encoding: Literal["utf-8", "windows-1252", "utf-16"] = "utf-8"
    #: Between the cells of a text file; empty: whichever of , ; tab and | splits the first lines most.
    separator: str = ""
    #: Dotted path to the list of items in a JSON file; empty: the file is the list.
    items: str = ""
