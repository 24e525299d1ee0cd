"""Facts that people give one by one: a new version of a key supersedes the old row, equal content changes nothing.

Belongs here: storing one version, with the key and hash that an import of the same fact would have. Does not: whose
turn it is (open_segment), bulk import (models/sources).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one, run
from models.errors import ConflictError
from models.language import N_
from models.sources.keys import content_hash, fact_key


@dataclass(frozen=True)
class Kept:
    """A fact as it is kept now: its row, which version it is, and whether that is new."""

    id: int
    version: int
    changed: bool


def owned_key(place: Row, *parts: object) -> str:
    """The natural key of a fact about the segment `place`, told from the segment's others by `parts`."""
    return fact_key(f"segment:{place['id']}", *parts)


_NEWEST: LiteralString = """
 WHERE period_id = %(period)s AND key = %(key)s ORDER BY version DESC LIMIT 1
"""
_OWNER: LiteralString = "period_id, unit_id, segment_id, key, version, content_hash, recorded_by"


def keep(
    session: Session,
    table: LiteralString,
    place: Row,
    *,
    key: str,
    says: Mapping[str, object],
    columns: Mapping[str, object] | None = None,
    by: Actor,
) -> Kept:
    """Store what a fact of the segment `place` says; equal to the current row, nothing is written.

    `says` are the dataset's fields (models/datasets), which the hash is made of; `columns` what the table keeps of
    them, where that differs. The caller holds the segment (open_segment), so that versions follow each other.

    Raises:
        ConflictError: an import stored the same fact at the same moment.
    """
    digest = content_hash(says)
    statement: LiteralString = "SELECT id, version, content_hash, superseded_at FROM " + table + _NEWEST
    newest = one(session, statement, period=place["period_id"], key=key)
    if newest and newest["superseded_at"] is None:
        if newest["content_hash"] == digest:
            return Kept(newest["id"], newest["version"], changed=False)
        supersede(session, table, newest["id"])
    version = newest["version"] + 1 if newest else 1
    values = columns if columns is not None else says
    # Names of columns come from the verbs, which are code of ours; values are bound.
    insert: Any = (
        f"INSERT INTO {table} ({_OWNER}, {', '.join(values)}) VALUES (%(period)s, %(unit)s, %(segment)s, %(key)s,"
        f" %(version)s, %(digest)s, %(by)s, {', '.join(f'%({name})s' for name in values)})"
        " ON CONFLICT DO NOTHING RETURNING id"
    )
    owner = {"period": place["period_id"], "unit": place["unit_id"], "segment": place["id"], "key": key}
    stored = one(session, insert, **owner, version=version, digest=digest, by=by.person_id, **values)
    if stored is None:
        raise ConflictError(N_("An import stored the same thing at this moment. Look at it again, then repeat."))
    return Kept(stored["id"], version, changed=True)


def supersede(session: Session, table: LiteralString, fact_id: int) -> bool:
    """Take a row out of force; False if it was already."""
    statement: LiteralString = (
        "UPDATE " + table + " SET superseded_at = now() WHERE id = %(id)s AND superseded_at IS NULL"
    )
    return run(session, statement, id=fact_id).rowcount == 1
