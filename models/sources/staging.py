"""The rows of a file in a temporary table: typed values beside what tells whose they are.

Belongs here: making and filling it. Does not: finding owners (placing), storing for good (storing).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models.database import copy_in, run
from models.datasets.dataset import Dataset, Kind
from models.sources.keys import content_hash, fact_key
from models.sources.table import Line

_TYPES = {
    Kind.TEXT: "text",
    Kind.NIP: "text",
    Kind.WORD: "text",
    Kind.NUMBER: "numeric",
    Kind.WHOLE: "int",
    Kind.DAY: "date",
    Kind.MONTH: "date",
    Kind.TIME: "time",
    Kind.MOMENT: "timestamptz",
    Kind.FLAG: "boolean",
}
#: Whose a row is, by the words of the row itself; filled in by placing.
_OWNER = (
    "row int, nip text, starts_on date, unit_code text, officer text, on_day date, key_tail text, content_hash text, "
    "cells text, settles text, unit_id bigint, segment_id bigint, indicator_id bigint, key text, problem jsonb"
)
_OWNER_COLUMNS = "row, nip, starts_on, unit_code, officer, on_day, key_tail, content_hash, cells, settles"


def columns_of(dataset: Dataset) -> list[str]:
    """The columns of the fact table that rows of the dataset fill; a second person is a number there."""
    return [f"{each.name}_id" if is_person(dataset, each.name) else each.name for each in dataset.stored]


def is_person(dataset: Dataset, name: str) -> bool:
    """Whether a field names another person than the owner: the giver of feedback. A national export keeps its NIP."""
    return dataset[name].kind is Kind.NIP and name != "nip"


def make(session: Session, dataset: Dataset) -> None:
    """An empty temporary table for rows of the dataset, gone at the end of the transaction."""
    # Names of columns come from models/datasets, which is code of ours.
    values = ", ".join(f"{each.name}_value {_TYPES[each.kind]}" for each in dataset.stored)
    statement: Any = f"CREATE TEMP TABLE incoming ({_OWNER}, {values}) ON COMMIT DROP"
    run(session, statement)


def fill(session: Session, dataset: Dataset, lines: Iterable[Line], zone: ZoneInfo) -> int:
    """COPY `lines` into the temporary table; days of moments are those of the region. Returns how many."""
    names = ", ".join(f"{each.name}_value" for each in dataset.stored)
    target: Any = f"incoming ({_OWNER_COLUMNS}, {names})"
    return copy_in(session, target, _rows(dataset, lines, zone))


def index(session: Session) -> None:
    """Let the planner know how many rows there are."""
    run(session, "CREATE UNIQUE INDEX ON incoming (row)")
    run(session, "ANALYZE incoming")


def _rows(dataset: Dataset, lines: Iterable[Line], zone: ZoneInfo) -> Iterator[list[Any]]:
    stored = [each.name for each in dataset.stored]
    for line in lines:
        values = line.values
        day = values.get(dataset.day_field) if dataset.day_field else None
        if isinstance(day, datetime):
            day = day.astimezone(zone).date()
        yield [
            line.number,
            values.get("nip"),
            values.get("segment_starts"),
            values.get("unit"),
            values.get("officer"),
            day,
            fact_key("", *(values.get(name) for name in dataset.key)),
            content_hash({name: values.get(name) for name in (*stored, "officer") if name in values}),
            json.dumps(line.cells, ensure_ascii=False),
            line.settles,
            *(values.get(name) for name in stored),
        ]
