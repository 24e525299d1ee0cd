"""Sources in force in a period: declared, changed, listed and retired; each version stays on record.

Belongs here: the verbs. Does not: what a declaration may say (definition), reading by it (intake).
"""

from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows, run
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.language import N_
from models.ledger import Subject
from models.sources.definition import SourceFile, validate

_MAY = """
SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND (role = 'hr_admin'
               OR (role = 'unit_admin' AND unit_id = %(unit)s::bigint))) AS may
"""
_UNIT = """
SELECT u.id FROM unit u JOIN period_unit p ON p.unit_id = u.id AND p.period_id = %(period)s WHERE u.code = %(code)s
"""
_UNITS = """
SELECT u.code, p.name FROM unit u JOIN period_unit p ON p.unit_id = u.id AND p.period_id = %(period)s
 ORDER BY u.code LIMIT 60
"""
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('source:' || %(code)s, %(period)s))"
_IN_FORCE = "SELECT * FROM source WHERE period_id = %(period)s AND code = %(code)s AND retired_at IS NULL"
_RETIRE = "UPDATE source SET retired_at = now() WHERE id = %(source)s"
_ADD = """
INSERT INTO source (period_id, unit_id, code, version, dataset, definition, definition_digest, registered_by)
SELECT %(period)s, %(unit)s, %(code)s, 1 + (SELECT coalesce(max(version), 0) FROM source
                                             WHERE period_id = %(period)s AND code = %(code)s),
       %(dataset)s, %(definition)s, %(digest)s, %(by)s RETURNING id, version
"""


def may_bring(session: Session, by: Actor, unit_id: int | None) -> bool:
    """Whether `by` may declare sources and bring in data: HR, the unit's administrator, an operator, the machine."""
    if by.kind != "person":
        return True
    return bool((one(session, _MAY, by=by.person_id, unit=unit_id) or {}).get("may"))


def register(session: Session, period: str, definition: SourceFile, *, by: Actor) -> int:
    """Put a source in force in a period (code); an equal declaration is left as it is, another is the next version.

    Returns the id of the version in force.

    Raises:
        NotFoundError: no such period.
        InvalidInputError: the unit takes no part in the period, or the code belongs to another dataset.
        NotAllowedError: neither HR administrator nor administrator of the unit.
    """
    place = find_period(session, period)
    unit_id = _unit_of(session, place, definition)
    if not may_bring(session, by, unit_id):
        raise NotAllowedError(N_("Only an HR administrator, or the administrator of the unit, may declare a source."))
    run(session, _TAKE_TURNS, code=definition.code, period=place["id"])
    known = one(session, _IN_FORCE, period=place["id"], code=definition.code)
    if known and known["definition_digest"] == definition.digest():
        return int(known["id"])
    if known:
        _check_same_dataset(known, definition)
        run(session, _RETIRE, source=known["id"])
    added = one(
        session,
        _ADD,
        period=place["id"],
        unit=unit_id,
        code=definition.code,
        dataset=definition.dataset,
        definition=Jsonb(definition.canonical()),
        digest=definition.digest(),
        by=_name(by),
    )
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(place["id"], unit_id, None, "source", added["id"], added["version"])
    said: dict[str, Any] = {"code": definition.code, "dataset": definition.dataset, "digest": definition.digest()}
    ledger.record(session, "source.registered", by=by, subject=about, **said)
    return int(added["id"])


def _unit_of(session: Session, period: Row, definition: SourceFile) -> int | None:
    if not definition.unit:
        return None
    found = one(session, _UNIT, period=period["id"], code=definition.unit)
    if found is None:
        raise InvalidInputError(
            N_("No agency of period {period} has the code {unit}. Write one of these codes: {codes}."),
            period=period["code"],
            unit=definition.unit,
            codes=", ".join(f"{row['code']} ({row['name']})" for row in rows(session, _UNITS, period=period["id"])),
        )
    return int(found["id"])


def _check_same_dataset(known: Row, definition: SourceFile) -> None:
    if known["dataset"] != definition.dataset:
        raise InvalidInputError(
            N_("Source {code} delivers {known}, not {dataset}. Choose another code for the new source."),
            code=definition.code,
            known=known["dataset"],
            dataset=definition.dataset,
        )


def _name(by: Actor) -> str:
    return by.name or (f"person:{by.person_id}" if by.person_id else by.kind)


def retire(session: Session, period: str, code: str, *, by: Actor) -> None:
    """Take a source out of force: nothing more is read from it, and what it delivered stays.

    Raises:
        NotFoundError: no such source in force.
        NotAllowedError: neither HR administrator nor administrator of the unit.
    """
    known = in_force(session, period, code)
    if not may_bring(session, by, known["unit_id"]):
        raise NotAllowedError(N_("Only an HR administrator, or the administrator of the unit, may declare a source."))
    run(session, _RETIRE, source=known["id"])
    about = Subject(known["period_id"], known["unit_id"], None, "source", known["id"], known["version"])
    ledger.record(session, "source.retired", by=by, subject=about, code=code)


def in_force(session: Session, period: str, code: str) -> Row:
    """The version of a source (code) that is in force in a period (code).

    Raises:
        NotFoundError: there is none; lists the codes there are.
    """
    place = find_period(session, period)
    found = one(session, _IN_FORCE, period=place["id"], code=code)
    if found is None:
        codes = [row["code"] for row in rows(session, _CODES, period=place["id"])]
        raise NotFoundError(
            N_("Period {period} has no source {code}; it has: {codes}. `kinerja source add FILE` declares one."),
            period=period,
            code=code,
            codes=", ".join(codes) or "–",  # noqa: RUF001
        )
    return found


_CODES = "SELECT code FROM source WHERE period_id = %(period)s AND retired_at IS NULL ORDER BY code"
_LIST = """
SELECT s.id, s.code, s.version, s.dataset, u.code AS unit_code, u.name AS unit, s.definition, s.registered_by,
       s.registered_at, s.pulled_at, s.pull_problem, d.deliveries, d.newest, d.rows, h.held
  FROM source s LEFT JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  LEFT JOIN LATERAL (SELECT count(*) AS deliveries, max(received_at) AS newest, sum(added + corrected) AS rows
                       FROM delivery WHERE source_id IN (SELECT id FROM source v WHERE v.period_id = s.period_id
                                                            AND v.code = s.code) AND outcome = 'stored') d ON true
  LEFT JOIN LATERAL (SELECT count(*) AS held FROM held_row JOIN delivery ON delivery.id = delivery_id
                      WHERE settled_by IS NULL AND source_id IN (SELECT id FROM source v
                        WHERE v.period_id = s.period_id AND v.code = s.code)) h ON true
 WHERE s.period_id = %(period)s AND s.retired_at IS NULL ORDER BY s.dataset, s.code
"""


def sources(session: Session, period: str) -> list[Row]:
    """The sources in force in a period (code), with what they delivered and what is held back.

    Raises:
        NotFoundError: no such period.
    """
    return rows(session, _LIST, period=find_period(session, period)["id"])


_LOAD = """
SELECT s.*, p.code AS period_code, p.timezone, p.starts, p.ends, p.closed_at FROM source s
  JOIN period p ON p.id = s.period_id WHERE s.id = %(source)s
"""


def load(session: Session, source_id: int) -> tuple[Row, SourceFile]:
    """A version of a source: its row with the period's dates, and its declaration.

    Raises:
        NotFoundError: there is none with this number.
    """
    found = one(session, _LOAD, source=source_id)
    if found is None:
        raise NotFoundError(N_("There is no source {id}. `kinerja source list` shows them."), id=source_id)
    definition: dict[str, Any] = found["definition"]
    return found, validate(definition, found["code"])
