"""Requests as their deciders see them: what waits for whom, until when.

Belongs here: reading the queue. Does not: deciding (the stage's module).
"""

from typing import LiteralString

from sqlmodel import Session

from models import waivers
from models.acting_for import NOT_ABOUT_DEPUTY
from models.database import Row, rows

_LIST: LiteralString = (
    """
SELECT a.id, a.kind, p.code AS period, u.name AS unit, coalesce(who.name, u.name) AS about, who.nip,
       asked.name AS asked, coalesce(asked.nip, asked.official_code) AS asked_nip, a.subject_version AS version,
       a.opened_at, a.due_at, a.due_at < now() AS late,
       ((a.due_at - interval '1 second') AT TIME ZONE p.timezone)::date AS due_on, a.content_hash
  FROM approval a JOIN period p ON p.id = a.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (a.period_id, a.unit_id)
  JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN segment s ON s.id = a.segment_id LEFT JOIN person who ON who.id = s.person_id
 WHERE a.closed_at IS NULL AND """
    + NOT_ABOUT_DEPUTY
)
_ORDER: LiteralString = " ORDER BY a.due_at, a.id LIMIT %(limit)s OFFSET %(skip)s"
#: Only what is asked for is in the statement: of "given or none" a plan that is kept makes all open requests.
_ONLY: dict[str, LiteralString] = {
    "asked": " AND a.assignee_id = %(asked)s",
    "period": " AND p.code = %(period)s",
    "unit": " AND u.code = %(unit)s",
    "kind": " AND a.kind = %(kind)s",
}


def waiting(
    session: Session,
    *,
    asked: int | None = None,
    deputy: int | None = None,
    period: str | None = None,
    unit: str | None = None,
    kind: str | None = None,
    limit: int = 100,
    skip: int = 0,
) -> list[Row]:
    """Open requests, the most urgent first; `asked` is the person they wait for, `unit` a unit code.

    Given a `deputy` who acts for `asked`, those about the deputy or their own unit are left out.
    At most `limit` of them, after the first `skip`.

    `waived` marks what stands by a waiver in the data that are decided on.
    """
    given = {"asked": asked, "period": period, "unit": unit, "kind": kind}
    statement = _LIST
    for name, condition in _ONLY.items():
        if given[name] is not None:
            statement += condition
    found = rows(session, statement + _ORDER, deputy=deputy, limit=limit, skip=skip, **given)
    marks = waivers.of_requests(session, [row["id"] for row in found])
    return [row | {"waived": marks.get(row["id"], [])} for row in found]


def kind_of(session: Session, approval_id: int) -> str | None:
    """What kind of request this is; None when there is none."""
    found = rows(session, "SELECT kind FROM approval WHERE id = %(id)s", id=approval_id)
    return str(found[0]["kind"]) if found else None
