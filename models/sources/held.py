"""Rows that were held back: kept with their cells and reasons, settled by a later delivery, given back as a workbook.

Belongs here: storing, settling, reading. Does not: finding what is wrong (converting, placing).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import Row, copy_in, rows, run
from models.datasets.dataset import Dataset
from models.datasets.registry import dataset_named
from models.language import N_, Message
from models.sources.table import Line

_OF_PLACING = """
INSERT INTO held_row (delivery_id, row, unit_id, key, cells, problems)
SELECT %(delivery)s, row, unit_id, key, cells::jsonb, problem FROM incoming WHERE problem IS NOT NULL
"""
#: A delivery of the same content or name, or one that stores a row's key or names the row, settles what was held.
_SETTLE_SAME = """
UPDATE held_row h SET settled_by = %(delivery)s
  FROM delivery d, delivery new
 WHERE new.id = %(delivery)s AND h.delivery_id = d.id AND d.source_id = ANY(%(sources)s) AND d.id < new.id
   AND h.settled_by IS NULL AND (d.name = new.name OR d.sha256 = new.sha256)
"""
_SETTLE_KEYS = """
UPDATE held_row h SET settled_by = %(delivery)s
  FROM delivery d, incoming i
 WHERE h.delivery_id = d.id AND d.source_id = ANY(%(sources)s) AND d.id < %(delivery)s AND h.settled_by IS NULL
   AND i.problem IS NULL AND i.key = h.key
"""
_SETTLE_NAMED = """
UPDATE held_row h SET settled_by = %(delivery)s
  FROM incoming i, delivery d, delivery new
 WHERE new.id = %(delivery)s AND d.id = h.delivery_id AND d.period_id = new.period_id AND h.settled_by IS NULL
   AND d.id < new.id AND i.problem IS NULL AND i.settles ~ '^[0-9]{1,15}:[0-9]{1,9}$'
   AND h.delivery_id = split_part(i.settles, ':', 1)::bigint AND h.row = split_part(i.settles, ':', 2)::int
"""
_LIST = """
SELECT h.delivery_id, h.row, h.cells, h.problems, h.settled_by, d.name AS file, s.code AS source, s.dataset,
       s.definition -> 'columns' AS columns, u.code AS unit_code, u.name AS unit, d.received_at
  FROM held_row h JOIN delivery d ON d.id = h.delivery_id JOIN source s ON s.id = d.source_id
  LEFT JOIN agency_then u ON (u.period_id, u.id) = (d.period_id, coalesce(h.unit_id, s.unit_id))
 WHERE d.period_id = %(period)s AND (%(delivery)s::bigint IS NULL OR d.id = %(delivery)s)
   AND (%(source)s::text IS NULL OR s.code = %(source)s) AND (h.settled_by IS NULL OR %(settled)s)
 ORDER BY h.delivery_id, h.row LIMIT %(limit)s
"""


def keep(session: Session, delivery_id: int, unread: Sequence[Line]) -> None:
    """Keep the rows whose cells could not be read, and those that placing held back."""
    lines = [
        (delivery_id, line.number, Jsonb(line.cells), Jsonb(list(line.problems))) for line in unread if line.problems
    ]
    copy_in(session, "held_row (delivery_id, row, cells, problems)", lines)
    run(session, _OF_PLACING, delivery=delivery_id)


def settle(session: Session, delivery_id: int, sources: list[int]) -> None:
    """Settle what earlier deliveries held back and this one brings in order."""
    run(session, _SETTLE_SAME, delivery=delivery_id, sources=sources)
    run(session, _SETTLE_KEYS, delivery=delivery_id, sources=sources)
    run(session, _SETTLE_NAMED, delivery=delivery_id)


def held_rows(
    session: Session,
    period_id: int,
    *,
    delivery: int | None = None,
    source: str | None = None,
    settled: bool = False,
    limit: int = 100,
) -> list[Row]:
    """Rows that are held back in a period, of one delivery or source (code), in the order of their files.

    `sentences` say what is wrong with each, by the headings of its file, in the reader's language.
    """
    found = rows(session, _LIST, period=period_id, delivery=delivery, source=source, settled=settled, limit=limit)
    for row in found:
        row["sentences"] = sentences(row["problems"], headings(dataset_named(row["dataset"]), row.pop("columns")))
    return found


def headings(dataset: Dataset, columns: Mapping[str, str]) -> dict[str, str]:
    """Field of the dataset → the heading it has in a file of a source that names `columns`."""
    return {each.name: columns.get(each.name, each.column) for each in dataset.fields}


def reference_of(row: Row) -> str:
    """What names a held row in a file of corrections: delivery and row."""
    return f"{row['delivery_id']}:{row['row']}"


def is_reference(text: str) -> bool:
    """Whether `text` names a held row."""
    return re.fullmatch("[0-9]{1,15}:[0-9]{1,9}", text) is not None


def sentences(problems: Sequence[dict[str, Any]], heading_of: Mapping[str, str]) -> list[str]:
    """What is wrong with a row, in the reader's language, one sentence for each cell; its field by its heading."""
    told = []
    for each in problems:
        field = heading_of.get(each["field"], each["field"])
        values = {"field": field, "observed": each["observed"], "code": each["code"]}
        values["expected"] = Message.of_data(each)
        told.append(Message(N_("{field}: found “{observed}”, expected {expected} ({code})."), values).render())
    return told
