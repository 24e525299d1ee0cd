"""One file of the sample before it is written: its rows by field, how it is declared, and the mistakes in it.

Belongs here: these shapes. Does not: what is in a file, or writing it (writing).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from models.datasets.dataset import Dataset
from models.datasets.registry import dataset_named

#: What becomes of a mistake: its row is held back, or stored and told as a finding.
HELD, FINDING = "held", "finding"


class Formula(str):
    """A cell that computes: nobody's value."""

    __slots__ = ()


class Damaged(float):
    """A NIP that a spreadsheet program took for a number: its last digits are gone."""

    __slots__ = ()


class Slip(NamedTuple):
    """A mistake made on purpose in a row: what, in which field, the code of the rule, and what becomes of the row."""

    kind: str
    row: "list[Any]"
    field: str
    right: Any
    code: str
    becomes: str


#: Writes a table to a path and returns the number of its first row as the program that shows the file counts.
Writer = Callable[[Path, "Table"], int]


@dataclass
class Table:
    """The rows of one file; cells stand in the order of `fields`."""

    #: Name of the file without its ending, and code of its source.
    name: str
    dataset_name: str
    fields: tuple[str, ...]
    rows: list[list[Any]]
    ending: str
    writer: Writer
    #: What the declaration says beside code and dataset (models/sources/definition).
    declared: dict[str, Any] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)

    @property
    def dataset(self) -> Dataset:
        """The dataset it delivers."""
        return dataset_named(self.dataset_name)

    @property
    def file_name(self) -> str:
        """The file's name."""
        return f"{self.name}.{self.ending}"

    @property
    def definition(self) -> dict[str, Any]:
        """The declaration of its source."""
        return {"code": self.name, "dataset": self.dataset_name, **self.declared}

    @property
    def headings(self) -> list[str]:
        """The heading of each field in the file: the declared one, else that of the template."""
        declared = self.declared.get("columns", {})
        return [declared.get(name) or self.dataset[name].column for name in self.fields]

    def slip(self, place: int, kind: str, name: str, cell: Any, code: str, becomes: str = HELD) -> None:
        """Put a wrong cell into the row at `place` percent of the table."""
        if self.rows:
            self.spoil(self.rows[len(self.rows) * place // 100], kind, name, cell, code, becomes)

    def spoil(self, row: "list[Any]", kind: str, name: str, cell: Any, code: str, becomes: str = HELD) -> None:
        """Put a wrong cell into a row, or what `cell` makes of the row; none where two mistakes would share it."""
        if all(slip.row is not row for slip in self.slips):
            at = self.fields.index(name)
            self.slips.append(Slip(kind, row, name, row[at], code, becomes))
            row[at] = cell(row) if callable(cell) else cell

    def corrected(self) -> "Table":
        """The same without the mistakes."""
        for slip in self.slips:
            slip.row[self.fields.index(slip.field)] = slip.right
        self.slips.clear()
        return self

    def value(self, row: "list[Any]", name: str) -> Any:
        """A cell of a row by the name of its field."""
        return row[self.fields.index(name)]
