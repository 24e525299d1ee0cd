"""Placed rows become facts: new ones are added, changed ones supersede, equal ones change nothing.

Belongs here: the comparison and the statements that store, over the whole file at once. Does not: placing rows.
A source is held to what it said last: a row it repeats never undoes what somebody corrected since.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.database import Row, one, run
from models.datasets.dataset import Dataset
from models.sources.placing import mark_validated
from models.sources.staging import columns_of, is_person

#: What each placed row changes: `said` is what this source said last of the key, `current` what counts now. Joined as
#: sets: by single look-ups, a table whose statistics are not known yet would be read once for every row.
_COMPARE = """
CREATE TEMP TABLE incoming_change ON COMMIT DROP AS
SELECT i.row, k.current_id, k.current_id IS NOT NULL AS corrects, 1 + coalesce(k.version, 0) AS version
  FROM incoming i LEFT JOIN (
    SELECT t.key, max(t.version) AS version, max(t.id) FILTER (WHERE t.superseded_at IS NULL) AS current_id,
           max(t.content_hash) FILTER (WHERE t.superseded_at IS NULL) AS current,
           (array_agg(t.content_hash ORDER BY t.version DESC) FILTER (WHERE t.source_id = ANY(%(sources)s)))[1] AS said
      FROM {table} t JOIN incoming m ON m.key = t.key AND m.problem IS NULL
     WHERE t.period_id = %(period)s GROUP BY t.key) k ON k.key = i.key
 WHERE i.problem IS NULL AND i.content_hash IS DISTINCT FROM k.said AND i.content_hash IS DISTINCT FROM k.current
"""
_SUPERSEDE = """
UPDATE {table} SET superseded_at = now()
  FROM incoming_change c JOIN incoming i USING (row) WHERE {table}.id = c.current_id AND i.problem IS NULL
"""
_ADD = """
INSERT INTO {table} (period_id, unit_id, segment_id, key, version, content_hash, source_id, delivery_id, source_row,
                     {columns}{more_columns})
SELECT %(period)s, i.unit_id, i.segment_id, i.key, c.version, i.content_hash, %(source)s, %(delivery)s, i.row,
       {values}{more_values}
  FROM incoming i JOIN incoming_change c USING (row) WHERE i.problem IS NULL ORDER BY i.row
"""
_COUNT = """
SELECT count(*) FILTER (WHERE problem IS NOT NULL) AS held,
       count(*) FILTER (WHERE problem IS NULL AND c.row IS NULL) AS unchanged,
       count(*) FILTER (WHERE problem IS NULL AND NOT c.corrects) AS added,
       count(*) FILTER (WHERE problem IS NULL AND c.corrects) AS corrected
  FROM incoming LEFT JOIN incoming_change c USING (row)
"""
#: What a fact of a dataset has that no row says.
_CONSTANTS = {"evidence": {"kind": "'link'"}}


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a file that could be read."""

    added: int
    corrected: int
    unchanged: int
    held: int


def compare(session: Session, dataset: Dataset, source: Row, sources: list[int]) -> Counts:
    """Work out what each placed row changes; `sources` are all versions of the source."""
    # The name of the table comes from models/datasets, which is code of ours.
    statement: Any = _COMPARE.format(table=dataset.name)
    run(session, statement, period=source["period_id"], sources=sources)
    run(session, "CREATE INDEX ON incoming_change (row)")
    run(session, "ANALYZE incoming_change")
    if dataset.name == "activity_log":
        mark_validated(session)
    return counted(session)


def counted(session: Session) -> Counts:
    """How many placed rows are new, correct something, change nothing, or are held back."""
    found = one(session, _COUNT)
    assert found is not None  # noqa: S101 - an aggregate gives a row
    return Counts(**{name: int(found[name]) for name in ("added", "corrected", "unchanged", "held")})


#: Whether what counts now and came from a source holds anything in a column; a default holds nothing.
_FILLED = "coalesce(bool_or({column}::text NOT IN ('', '0', 'false')), false) AS {name}"
_HELD_NOW = "SELECT {filled} FROM {table} WHERE source_id = ANY(%(sources)s) AND superseded_at IS NULL"


def given_before(session: Session, dataset: Dataset, sources: list[int], absent: Collection[str]) -> list[str]:
    """Which of the fields that a file has no column for the same source filled in before: that may be an oversight."""
    pairs = zip(dataset.stored, columns_of(dataset), strict=True)
    filled = [
        _FILLED.format(column=column, name=each.name)
        for each, column in pairs
        if each.name in absent and not each.required
    ]
    if not filled or dataset.name == "realization":  # whose optional fields only name the owner
        return []
    statement: Any = _HELD_NOW.format(filled=", ".join(filled), table=dataset.name)
    found = one(session, statement, sources=sources) or {}
    return [name for name, had in found.items() if had]


def store(session: Session, dataset: Dataset, source: Row, delivery_id: int) -> None:
    """Add what is new and supersede what changed, with the delivery as pedigree."""
    constants = _CONSTANTS.get(dataset.name, {})
    values = [_value(dataset, each.name, required=each.required) for each in dataset.stored]
    supersede: Any = _SUPERSEDE.format(table=dataset.name)
    run(session, supersede)
    add: Any = _ADD.format(
        table=dataset.name,
        columns=", ".join(columns_of(dataset)),
        values=", ".join(values),
        more_columns="".join(f", {name}" for name in constants),
        more_values="".join(f", {value}" for value in constants.values()),
    )
    run(session, add, period=source["period_id"], source=source["id"], delivery=delivery_id)


def _value(dataset: Dataset, name: str, *, required: bool) -> str:
    """How a value of the temporary table is stored: hashed, as a person's number, or with the column's default."""
    column = f"i.{name}_value"
    if name in dataset.hashed:
        return f"CASE WHEN {column} IS NULL THEN '' ELSE encode(sha256(convert_to({column}, 'UTF8')), 'hex') END"
    if is_person(dataset, name):
        return f"(SELECT id FROM person WHERE nip = {column})"
    if not required and name in _EMPTY:
        return f"coalesce({column}, {_EMPTY[name]})"
    return column


#: Columns that are never NULL, and what an empty cell means in them.
_EMPTY = {
    **dict.fromkeys(
        (
            "unrelated_reason", "output_unit", "description", "counter", "channel", "pause_reason", "origin", "topic",
            "letter", "giver_name", "post", "unit_name", "agency_name",
        ),
        "''",
    ),
    **dict.fromkeys(("pause_minutes", "leave_days", "sick_days", "unexcused_days", "late_times"), "0"),
    **dict.fromkeys(("verified", "is_acting"), "false"),
}  # fmt: skip
