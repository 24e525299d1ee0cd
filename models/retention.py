"""How long things are kept: the schedule as data, what is due by it, and destroying that by decree.

Belongs here: the schedule, what is due, the act for whole periods. Does not: erasing one person (models/erasure),
leftovers that nobody decides about (leftovers).
Ratings, predicates, decisions and hashes are on no schedule: they stay. The default keeps everything.
An act lists the rows that it destroyed (destroyed_rows), and its event has the digest of each list: whoever verifies
tells what went by decree from what somebody took away beside it (models/chain/destroyed_rows).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

import yaml
from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.chain import destroyed_rows
from models.database import Row, one, rows, run
from models.erasure import files
from models.erasure.statements import statements
from models.errors import InvalidInputError
from models.language import N_

_FILE = Path(__file__).with_name("retention.yaml")
#: The kind that is one person after the other.
PEOPLE = "people"
#: What is said to whoever would destroy without an order.
NO_ORDER = N_("Destroying needs the number of its decree (--decree) and a reason (--reason): the auditor reads both.")
#: Nobody: what is destroyed for a period is not somebody's.
_NOBODY: Mapping[str, Any] = {"person": 0, "told": [], "named": "$.^", "said": []}
_PERIODS: LiteralString = """
SELECT id, code, title, ends FROM period
 WHERE closed_at IS NOT NULL AND ends + make_interval(years => %(years)s) < now() ORDER BY ends, id
"""
#: Segments of whoever is under a legal hold keep everything.
_SEGMENTS: LiteralString = """
SELECT coalesce(array_agg(s.id ORDER BY s.id), '{}') AS ids FROM segment s
 WHERE s.period_id = ANY(%(periods)s)
   AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = s.person_id AND h.lifted_at IS NULL)
"""
_WORDS: LiteralString = """
DELETE FROM audit_text t USING audit_event e
 WHERE e.id = t.event_id AND e.segment_id = ANY(%(segments)s) AND e.event = ANY(%(events)s)
"""
#: Around a statement that returns the `id` of every row that it changes; nothing where it changes none.
_LIST: LiteralString = (
    ") INSERT INTO destroyed_rows (act, place, numbers) SELECT %(act)s, %(place)s, range_agg(int8range(id, id + 1))"
    " FROM gone HAVING count(*) > 0 RETURNING "
    + destroyed_rows.DIGEST
    + " AS digest, (SELECT sum(upper(run) - lower(run)) FROM unnest(numbers) AS run)::bigint AS rows"
)
_DUE_PEOPLE: LiteralString = """
SELECT e.id, coalesce(e.nip, e.official_code) AS nip, max(p.ends) AS ends
  FROM person e JOIN segment s ON e.id IN (s.person_id, s.rater_id, s.superior_id) JOIN period p ON p.id = s.period_id
 WHERE e.erased_at IS NULL AND NOT EXISTS (SELECT FROM role_assignment r WHERE r.person_id = e.id)
   AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.person_id = e.id AND h.lifted_at IS NULL)
 GROUP BY e.id HAVING bool_and(p.closed_at IS NOT NULL) AND max(p.ends) + make_interval(years => %(years)s) < now()
 ORDER BY max(p.ends), e.id
"""


@dataclass(frozen=True)
class Kind:
    """One kind of data: after how many years it goes (None: it stays), never fewer than `minimum`, from where."""

    name: str
    years: int | None
    minimum: int
    tables: Sequence[str]
    files: bool = False
    #: Events whose words go.
    events: Sequence[str] = ()


@dataclass(frozen=True)
class Schedule:
    """All kinds, and after how many days the system sweeps which leftovers."""

    kinds: tuple[Kind, ...]
    sweep: Mapping[str, int]


def schedule(path: Path | None = None) -> Schedule:
    """The schedule in `path`, else the one that comes with the program: it keeps everything.

    Raises:
        InvalidInputError: it cannot be read, names a kind that there is not, or fewer years than the minimum.
    """
    ours = _read(_FILE)
    given = _read(path) if path else {}
    unknown = sorted(set(given.get("kinds") or {}) - set(ours["kinds"]))
    if unknown:
        raise InvalidInputError(
            N_("The schedule names {unknown}; there are only these kinds: {known}."),
            unknown=", ".join(unknown),
            known=", ".join(ours["kinds"]),
        )
    years = {name: (said or {}).get("years") for name, said in (given.get("kinds") or {}).items()}
    return Schedule(tuple(_kind(name, said, years) for name, said in ours["kinds"].items()), ours["sweep"])


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        text = N_("There is no file {path}, or it may not be read. Check the name and the folder.")
        raise InvalidInputError(text, path=path) from None
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        raise InvalidInputError(
            N_("The schedule {path} cannot be read: {problem}."), path=path, problem=problem
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("kinds", {}), dict):
        raise InvalidInputError(
            N_("The schedule {path} is not one: begin with a copy of `kinerja retention show --template`."), path=path
        )
    return found


def template() -> str:
    """The schedule that comes with the program, to be copied and changed."""
    return _FILE.read_text(encoding="utf-8")


def _kind(name: str, said: Mapping[str, Any], given: Mapping[str, Any]) -> Kind:
    years = given.get(name, said["years"])
    if years is not None and (not isinstance(years, int) or isinstance(years, bool) or years < said["minimum"]):
        raise InvalidInputError(
            N_(
                "{kind} is kept for at least {minimum} years; the schedule says {years}. Write a whole number, or null."
            ),
            kind=name,
            minimum=said["minimum"],
            years=years,
        )
    return Kind(
        name, years, said["minimum"], tuple(said["tables"]), bool(said.get("files")), tuple(said.get("events", ()))
    )


def due(session: Session, kind: Kind) -> list[Row]:
    """What a kind's years are over for: closed periods, or people (with `nip` and `ends`); nothing where it is kept."""
    if kind.years is None:
        return []
    return rows(session, _DUE_PEOPLE if kind.name == PEOPLE else _PERIODS, years=kind.years)


def destroy(session: Session, kind: Kind, *, by: Actor, decree: str, reason: str) -> dict[str, int]:
    """Destroy what is due of a kind, for whole periods, for good; returns the rows changed by table, and `files`.

    The caller is the owner of the tables, commits, and removes the files afterwards (erasure.files.remove_queued).

    Raises:
        InvalidInputError: no decree or reason.
    """
    if not decree.strip() or not reason.strip():
        raise InvalidInputError(NO_ORDER)
    periods = [row["id"] for row in due(session, kind)]
    found = one(session, _SEGMENTS, periods=periods)
    segments = list(found["ids"]) if found else []
    if not segments or kind.name == PEOPLE:
        return {}
    run(session, "SELECT set_config('kinerja.erasing', 'on', true)")
    named = files.queue(session, segments, (), of=kind.tables) if kind.files else 0
    act = uuid4()
    counts: dict[str, int] = {"files": named} if kind.files else {}
    lists: dict[str, dict[str, str]] = {}
    for table, statement in _statements(kind):
        values = {**_NOBODY, "segments": segments, "events": list(kind.events)}
        counts[table], digest = _destroyed(session, act, table, statement, values)
        lists |= {table: {"digest": digest}} if digest else {}
    run(session, "SELECT set_config('kinerja.erasing', 'off', true)")
    if any(counts.values()):
        text = f"{decree.strip()}: {reason.strip()}"
        about = ledger.Subject(kind="retention")
        ledger.record(
            session, "retention.destroyed", by=by, subject=about, text=text, kind=kind.name, years=kind.years,
            periods=periods, rows=counts, act=str(act), destroyed=lists,
        )  # fmt: skip
    return counts


def _statements(kind: Kind) -> list[tuple[str, LiteralString]]:
    """What destroys a kind, by table."""
    return [
        (each.table, each.sql) for each in statements() if each.table in kind.tables and each.does != "blotted"
    ] + ([("audit_text", _WORDS)] if kind.events else [])  # fmt: skip


def _destroyed(
    session: Session, act: UUID, table: str, statement: LiteralString, values: Mapping[str, Any]
) -> tuple[int, str]:
    """Run a statement and list what it changes; how many rows, and the digest of the list where there is one."""
    key = "t.event_id AS id" if table == "audit_text" else "t.id"
    if table != "audit_text" and not destroyed_rows.numbered(table):
        return run(session, statement, **values).rowcount, ""
    listing: LiteralString = "WITH gone AS (" + statement + " RETURNING " + key + _LIST
    found = one(session, listing, act=act, place=table, **values)
    return (int(found["rows"]), found["digest"]) if found else (0, "")
