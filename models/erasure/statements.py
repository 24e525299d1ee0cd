"""The statements that take a person's values away, made from the inventory: one for each table and owner.

Belongs here: SQL text. Does not: running it (erasing), what holds what (inventory).
Every statement leaves out rows that are as they should be, so that its count is what it really changed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import LiteralString

from sqlalchemy.dialects.postgresql import JSONB

from models.chain.erased_words import MARK
from models.erasure.inventory import Table, inventory
from models.tables import metadata

#: What stands where somebody was named.
NAMELESS = "pegawai yang datanya dihapus (erased person)"
_SHORTEST_SENTENCE = 12
_PLACES = {"me": "%(person)s::bigint", "segments": "%(segments)s::bigint[]", "named": "%(named)s::text"}


@dataclass(frozen=True)
class Statement:
    """One statement, what it does ("removed", "erased", "blotted") and in which table."""

    table: str
    does: str
    sql: LiteralString


@cache
def statements() -> tuple[Statement, ...]:
    """All of them in the order in which they are run: the person's own row last, since others find theirs by it."""
    tables = sorted(inventory().tables, key=lambda table: table.name == "person")
    return (*_repeated(), *(made for table in tables for made in _of(table)))


def _of(table: Table) -> Iterator[Statement]:
    if table.removed:
        yield Statement(table.name, "removed", f'DELETE FROM "{table.name}" AS t WHERE {_whose(table.removed)}')
    if table.personal or table.words:
        yield Statement(table.name, "erased", _taking(table))
    if table.mentions:
        yield Statement(table.name, "blotted", _blotting(table))


def _whose(owners: Sequence[str]) -> str:
    known = inventory().owners
    parts = [known[owner].format(**_PLACES) if owner in known else f"t.{owner} = {_PLACES['me']}" for owner in owners]
    return "(" + " OR ".join(parts) + ")"


def _taking(table: Table) -> str:
    """One statement for all owners, so that a row of two of them is changed, and counted, once."""
    sets, found = [], []
    for owners, columns, personal in table.taken():
        values = {column: _value(table.name, column, personal=personal) for column in columns}
        whose = _whose(owners)
        sets += [f"{column} = CASE WHEN {whose} THEN {value} ELSE t.{column} END" for column, value in values.items()]
        changed = " OR ".join(f"t.{column} IS DISTINCT FROM {value}" for column, value in values.items())
        found.append(f"{whose} AND ({changed})")
    return f'UPDATE "{table.name}" AS t SET {", ".join(sets)} WHERE {" OR ".join(found)}'


def left_of_words(table: Table) -> LiteralString:
    """Whether a row `t` of a table still says something in its columns of words, whosever they are."""
    columns = [column for found in table.words.values() for column in found]
    return " OR ".join(f"t.{each} IS DISTINCT FROM {_value(table.name, each, personal=False)}" for each in columns)


def _value(name: str, column: str, *, personal: bool) -> str:
    becomes = inventory().becomes.get(f"{name}.{column}")
    if becomes is not None:
        return becomes
    held = metadata.tables[name].columns[column]
    if personal and held.nullable:
        return "NULL"
    if isinstance(held.type, JSONB):
        return f"erased_words(t.{column})"
    return f"CASE WHEN btrim(t.{column}) = '' THEN t.{column} WHEN t.{column} IS NOT NULL THEN '{MARK}' END"


def _blotting(table: Table) -> str:
    sets, found = [], []
    for column in table.mentions:
        kind = "jsonb" if isinstance(metadata.tables[table.name].columns[column].type, JSONB) else "text"
        sets.append(f"{column} = regexp_replace(t.{column}::text, {_PLACES['named']}, '{NAMELESS}', 'gi')::{kind}")
        found.append(f"t.{column}::text ~* {_PLACES['named']}")
    return f'UPDATE "{table.name}" AS t SET {", ".join(sets)} WHERE ({" OR ".join(found)})'


def events() -> LiteralString:
    """The events whose words go, as rows of `event_id`: before they do."""
    return (
        f'SELECT t.event_id FROM "audit_text" AS t WHERE {_whose(inventory().table("audit_text").removed)} ORDER BY 1'
    )


def sentences() -> LiteralString:
    """What they wrote about others, as an array `said`: before it is taken away."""
    parts = []
    for place in inventory().sentences:
        name, column = place.split(".")
        table = inventory().table(name)
        owners = [owner for owners, columns, _personal in table.taken() if column in columns for owner in owners]
        parts.append(f'SELECT t.{column} AS said FROM "{name}" AS t WHERE {_whose(owners or table.removed)}')
    union = " UNION ".join(parts)
    return (
        "SELECT coalesce(array_agg(said), '{}') AS said FROM (" + union + ") AS all_of_it"
        f" WHERE length(btrim(said)) >= {_SHORTEST_SENTENCE}"
    )


def _repeated() -> Iterator[Statement]:
    """Texts that repeat those sentences, in the records of those they wrote about: others may have said the same."""
    for place in inventory().repeated_in:
        name, column = place.split(".")
        kind = "jsonb" if isinstance(metadata.tables[name].columns[column].type, JSONB) else "text"
        new = f"without_sentences(t.{column}::text, %(said)s::text[], '{MARK}')"
        where = f"t.segment_id = ANY(%(told)s::bigint[]) AND t.{column}::text IS DISTINCT FROM {new}"
        yield Statement(name, "blotted", f'UPDATE "{name}" AS t SET {column} = {new}::{kind} WHERE {where}')
