"""Facts for tests, stored as a source would leave them: one row of a table, entered by the head of the agency.

Belongs here: the shortest way to a fact in a test. Does not: reading files (models/sources) or people's verbs.
"""

import hashlib
from typing import Any, LiteralString, cast

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import one
from tests.factories import AGENCY, HEAD


def unit_id(session: Session, code: str = AGENCY) -> int:
    """The number of an agency."""
    found = one(session, "SELECT id FROM unit WHERE code = %(code)s", code=code)
    assert found
    return int(found["id"])


def add_fact(
    session: Session,
    period: int,
    table: str,
    key: str,
    /,
    *,
    unit: int | None,
    segment: int | None = None,
    **values: Any,
) -> int:
    """Add the current row of a fact; `values` are its own columns. Returns its id."""
    names = ", ".join(values)
    marks = ", ".join(f"%({name})s" for name in values)
    statement = (
        f"INSERT INTO {table} (period_id, unit_id, segment_id, key, version, content_hash, recorded_by, {names}) "
        f"SELECT %(period_id)s, %(unit_id)s, %(segment_id)s, %(key)s, 1, %(content_hash)s, id, {marks} "
        "FROM person WHERE nip = %(head)s RETURNING id"
    )
    found = one(
        session,
        cast("LiteralString", statement),
        period_id=period,
        unit_id=unit,
        segment_id=segment,
        key=key,
        content_hash=hashlib.sha256(key.encode()).hexdigest(),
        head=HEAD,
        **{name: Jsonb(value) if isinstance(value, dict) else value for name, value in values.items()},
    )
    assert found
    return int(found["id"])
