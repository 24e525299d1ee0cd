"""Finding what to trace: a person by NIP or name, a unit, request, run, finding, rule or period; and what it is called.

Belongs here: the search and the head of a timeline. Does not: the events (trace).
"""

from typing import Any, LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.trace import possible

#: Of each kind at most so many; whoever has more types more of the name.
MOST = 10
_PERSON: LiteralString = """
SELECT 'person' AS kind, coalesce(e.nip, e.official_code) AS key, e.name, place.post AS detail, place.unit AS place,
       e.nip = %(text)s OR e.official_code = upper(%(text)s) AS exact
  FROM person e LEFT JOIN LATERAL (SELECT s.post, u.name AS unit FROM segment s JOIN unit u ON u.id = s.unit_id
                                    WHERE s.person_id = e.id ORDER BY s.ends DESC, s.id DESC LIMIT 1) place ON true
 WHERE e.nip = %(text)s OR e.official_code = upper(%(text)s)
    OR (length(%(text)s) > 2 AND position(lower(%(text)s) IN lower(e.name)) > 0)
 ORDER BY exact DESC, e.name, e.id LIMIT %(most)s"""
_UNIT: LiteralString = """
SELECT 'unit' AS kind, code AS key, name, NULL::text AS detail, NULL::text AS place, code = upper(%(text)s) AS exact
  FROM unit WHERE code = upper(%(text)s) OR (length(%(text)s) > 2 AND position(lower(%(text)s) IN lower(name)) > 0)
 ORDER BY exact DESC, name LIMIT %(most)s"""
_PERIOD: LiteralString = """
SELECT 'period' AS kind, code AS key, title AS name, NULL::text AS detail, NULL::text AS place, true AS exact
  FROM period WHERE code = %(text)s LIMIT %(most)s"""
_REQUEST: LiteralString = """
SELECT 'request' AS kind, a.id::text AS key, coalesce(e.name, u.name) AS name, a.kind AS detail, u.name AS place,
       true AS exact
  FROM approval a
  JOIN agency_then u ON (u.period_id, u.id) = (a.period_id, a.unit_id) LEFT JOIN segment s ON s.id = a.segment_id
  LEFT JOIN person e ON e.id = s.person_id WHERE a.id = %(number)s"""
_FINDING: LiteralString = """
SELECT 'finding' AS kind, f.id::text AS key, coalesce(e.name, u.name) AS name, f.code || ', ' || f.subject AS detail,
       u.name AS place, true AS exact
  FROM finding f
  JOIN agency_then u ON (u.period_id, u.id) = (f.period_id, f.unit_id) LEFT JOIN segment s ON s.id = f.segment_id
  LEFT JOIN person e ON e.id = s.person_id WHERE f.id = %(number)s"""
_RUN: LiteralString = """
SELECT 'run' AS kind, r.id::text AS key, u.name, r.stage AS detail, p.code AS place, true AS exact
  FROM stage_run r
  JOIN agency_then u ON (u.period_id, u.id) = (r.period_id, r.unit_id) JOIN period p ON p.id = r.period_id
 WHERE r.id = %(number)s OR r.flow_run_id = %(uuid)s::uuid ORDER BY r.id LIMIT %(most)s"""
_CODE: LiteralString = """
SELECT 'code' AS kind, code AS key, code AS name, count(*)::text AS detail, NULL::text AS place, true AS exact
  FROM finding WHERE code = upper(%(text)s) GROUP BY code"""
_BESIDE: LiteralString = ") AS hit UNION ALL SELECT * FROM ("
_KINDS: tuple[LiteralString, ...] = (_PERSON, _UNIT, _PERIOD, _REQUEST, _FINDING, _RUN, _CODE)
_SEARCH: LiteralString = "SELECT * FROM (" + _BESIDE.join(_KINDS) + ") AS hit"


def search(session: Session, text: str) -> list[Row]:
    """What `text` may mean: kind, key, name, and what tells it from others; at most `MOST` of each kind.

    A number is a request, a finding and a stage run; a name is looked for anywhere in names of three letters and more.
    """
    wanted = " ".join(text.replace("\0", "").split())
    if not wanted:
        return []
    number = int(wanted) if possible("request", wanted) else None
    uuid = wanted if possible("flow_run", wanted) else None
    return rows(session, _SEARCH, text=wanted, number=number, uuid=uuid, most=MOST)


_SEGMENTS = """
SELECT s.id, s.post, s.starts, s.ends, p.code AS period, u.name AS unit, u.code AS unit_code, rater.name AS rater
  FROM segment s JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
 WHERE e.nip = %(key)s OR e.official_code = %(key)s ORDER BY s.ends DESC, s.id DESC LIMIT 10
"""
_SEGMENT: LiteralString = """
SELECT e.name, s.post AS detail, p.code AS period, u.name AS place, coalesce(e.nip, e.official_code) AS nip
  FROM segment s JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 WHERE s.id = %(key)s::bigint"""
_NAMES: dict[str, LiteralString] = {
    "person": "SELECT name, NULL AS detail FROM person WHERE nip = %(key)s OR official_code = %(key)s",
    "segment": _SEGMENT,
    "unit": "SELECT name, NULL AS detail FROM unit WHERE code = %(key)s",
    "period": "SELECT title AS name, NULL AS detail FROM period WHERE code = %(key)s",
    "request": _REQUEST.replace("%(number)s", "%(key)s::bigint"),
    "run": "SELECT u.name, r.stage AS detail FROM stage_run r"
    " JOIN period_unit u ON (u.period_id, u.unit_id) = (r.period_id, r.unit_id)"
    " WHERE r.id = %(key)s::bigint",
    "flow_run": "SELECT %(key)s::text AS name, NULL AS detail WHERE EXISTS (SELECT FROM stage_run"
    " WHERE flow_run_id = %(key)s::uuid UNION ALL SELECT FROM audit_event WHERE flow_run_id = %(key)s::uuid)",
    "finding": _FINDING.replace("%(number)s", "%(key)s::bigint"),
    "code": "SELECT code AS name, NULL AS detail FROM finding WHERE code = upper(%(key)s) LIMIT 1",
}


def named(session: Session, subject: str, key: str) -> dict[str, Any] | None:
    """What a subject is called, for the head of its timeline; None: there is none. A person's appraisals are listed."""
    if not possible(subject, key):
        return None
    found = one(session, _NAMES[subject], key=key)
    if found is None:
        return None
    segments = rows(session, _SEGMENTS, key=key) if subject == "person" else []
    return {"place": None, "period": None, **found, "segments": segments}
