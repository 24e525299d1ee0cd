"""The declared inventory: what each column of each table holds, and whose rows it is taken away in.

Belongs here: reading inventory.yaml. Does not: statements (statements), the act (erasing).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("inventory.yaml")


@dataclass(frozen=True)
class Table:
    """One table: columns by what they hold; `personal` and `words` by whose rows ("segment, giver_id")."""

    name: str
    #: Under which heading people read of it.
    section: str
    keeps: tuple[str, ...] = ()
    personal: Mapping[str, list[str]] = field(default_factory=dict)
    words: Mapping[str, list[str]] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    #: Whose rows go as a whole.
    removed: tuple[str, ...] = ()

    def taken(self) -> Iterator[tuple[list[str], list[str], bool]]:
        """Owners, columns, and whether those are personal (emptied) rather than words (marked)."""
        for groups, personal in ((self.personal, True), (self.words, False)):
            for owners, columns in groups.items():
                yield [owner.strip() for owner in owners.split(",")], columns, personal

    def named(self) -> set[str]:
        """Every column that is classified."""
        taken = {column for _owners, columns, _personal in self.taken() for column in columns}
        return set(self.keeps) | taken | set(self.mentions)


@dataclass(frozen=True)
class Inventory:
    """Every table, how owners are found, and what a column becomes where it cannot simply be emptied."""

    tables: tuple[Table, ...]
    owners: Mapping[str, str]
    becomes: Mapping[str, str]
    #: "table.column" of sentences written about others, and of texts that repeat them.
    sentences: tuple[str, ...]
    repeated_in: tuple[str, ...]

    def table(self, name: str) -> Table:
        """The table with this name."""
        return next(table for table in self.tables if table.name == name)


@cache
def inventory() -> Inventory:
    """The inventory as it is declared."""
    said: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Inventory(
        tuple(_table(name, section, held) for section, its in said["tables"].items() for name, held in its.items()),
        said["owners"],
        said["becomes"],
        tuple(said["sentences"]),
        tuple(said["repeated_in"]),
    )


def _table(name: str, section: str, held: Mapping[str, Any]) -> Table:
    return Table(
        name,
        section,
        keeps=tuple(held.get("keeps", ())),
        personal=held.get("personal", {}),
        words=held.get("words", {}),
        mentions=tuple(held.get("mentions", ())),
        removed=tuple(held.get("removed", ())),
    )
