"""Erasing a person: everything of theirs in one transaction, by decree, for good.

Belongs here: the act. Does not: what holds what (inventory), when it is refused (refusals), files on disk (files).
Run as the owner of the tables: to the application history does not let go of a word.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, run
from models.erasure import files, refusals, said, seals
from models.erasure.inventory import inventory
from models.erasure.naming import Naming, naming
from models.erasure.statements import sentences, statements
from models.errors import InvalidInputError, NotFoundError, UnavailableError
from models.language import N_

_FIND: LiteralString = """
SELECT * FROM person WHERE nip = %(identifier)s OR official_code = upper(%(identifier)s) FOR UPDATE
"""
_SEGMENTS: LiteralString = "SELECT coalesce(array_agg(id), '{}') AS ids FROM segment WHERE person_id = %(person)s"
_NOTICES: LiteralString = "SELECT coalesce(array_agg(id), '{}') AS ids FROM notice WHERE person_id = %(person)s"
#: Of whom they said, decided or gave anything.
_TOLD: LiteralString = """
SELECT coalesce(array_agg(DISTINCT segment_id), '{}') AS ids FROM (
  SELECT segment_id FROM audit_event WHERE actor_id = %(person)s
  UNION SELECT segment_id FROM feedback WHERE %(person)s IN (giver_id, recorded_by)
  UNION SELECT a.segment_id FROM decision d JOIN approval a ON a.id = d.approval_id WHERE d.decided_by = %(person)s
) AS about
"""
#: One at a time, and every statement of the transaction is known to erase.
_BEGIN: LiteralString = """
SELECT pg_advisory_xact_lock(hashtext('kinerja erasure')), set_config('kinerja.erasing', 'on', true)
"""
_END: LiteralString = "SELECT set_config('kinerja.erasing', 'off', true)"
_MARK: LiteralString = """
UPDATE person SET erased_at = clock_timestamp() WHERE id = %(person)s RETURNING official_code, erased_at
"""
#: There is nobody to tell any more: what waits is not sent, and no failure for HR.
_UNTOLD: LiteralString = """
UPDATE notice SET status = 'withheld', outcome = 'nobody', lease = NULL
 WHERE person_id = %(person)s AND status IN ('queued', 'sending')
"""
#: History that nobody changes: it has numbers for people, and this says so when it has not.
_LEDGER = frozenset({"audit_event", "ledger_leaf"})


@dataclass(frozen=True)
class Erased:
    """What was done: rows by what was done to them and table, stages whose digest is another now, files named."""

    person_id: int
    #: The only thing by which the person is found from now on.
    code: str
    at: datetime
    rows: Mapping[str, Mapping[str, int]]
    stages: int
    files: int
    #: False where the name is a single word or somebody else's too: then it stays in other people's texts.
    by_name: bool
    #: Events of the ledger that name the person: they cannot be changed.
    left: int = 0
    #: Done before: nothing was changed now.
    before: bool = False


def erase(session: Session, identifier: str, *, by: Actor, decree: str, reason: str) -> Erased:
    """Take away the values and words of the person with this NIP (or official code), everywhere and for good.

    What stays: numbers, ratings, predicates, decisions and who took them as a number, and hashes. The caller commits,
    and removes the files afterwards (files.remove_queued).

    Raises:
        InvalidInputError: no decree or reason, or one that names the person.
        NotFoundError: nobody has that NIP.
        ConflictError, WrongStateError: something keeps their values (refusals, seals, said).
    """
    run(session, _BEGIN)
    person = one(session, _FIND, identifier=identifier.replace(" ", ""))
    if person is None:
        raise NotFoundError(
            N_(
                "Nobody has the NIP {nip}. Was this person erased before? Then they have no NIP any more, but a code: "
                "DIHAPUS-…, as `kinerja trace` shows it."
            ),
            nip=identifier,
        )
    if person["erased_at"]:
        return Erased(person["id"], person["official_code"], person["erased_at"], {}, 0, 0, by_name=True, before=True)
    refusals.check(session, person["id"])
    how = naming(session, person)
    _check_words(decree, reason, how)
    sealed = seals.of_person(session, person["id"], how.all)
    was = said.before(session, person["id"], _ids(session, _SEGMENTS, person["id"]), how)
    changed, named = _take_away(session, person, how)
    stages = seals.changed(session, sealed)
    left = said.changed(session, was)
    # After the words are gone, so that these of the act itself stay.
    ledger.record(
        session, "person.erased", by=by, subject=ledger.Subject(kind="person", id=person["id"]),
        text=f"{decree.strip()}: {reason.strip()}", stages=stages, rows=changed, files=named, **left,
    )  # fmt: skip
    kept = one(session, _MARK, person=person["id"]) or {}
    run(session, _END)
    return Erased(
        person["id"], kept["official_code"], kept["erased_at"], changed, len(stages), named, by_name=how.by_name,
        left=_left(session, how),
    )  # fmt: skip


def _check_words(decree: str, reason: str, how: Naming) -> None:
    if not decree.strip() or not reason.strip():
        raise InvalidInputError(
            N_("Erasing needs the number of its decree (--decree) and a reason (--reason): the auditor reads both.")
        )
    if how.found_in(f"{decree} {reason}"):
        raise InvalidInputError(
            N_(
                "The decree or the reason names the person, and both are kept. Write the number of the decree, and "
                "the reason without name, NIP or address. Nothing was erased."
            )
        )


def _take_away(session: Session, person: Row, how: Naming) -> tuple[dict[str, dict[str, int]], int]:
    """Run every statement; returns the rows that each kind changed, by table, and the number of files named."""
    me = person["id"]
    segments, notices, told = (_ids(session, which, me) for which in (_SEGMENTS, _NOTICES, _TOLD))
    named = files.queue(session, segments, files.mails_about(how, notices)) + files.queue_archives(session, me)
    values = {"person": me, "segments": segments, "told": told, "named": how.all}
    values["said"] = (one(session, sentences(), **values) or {})["said"]
    run(session, _UNTOLD, person=me)
    counted: dict[str, Counter[str]] = {"removed": Counter(), "erased": Counter(), "blotted": Counter()}
    for each in statements():
        counted[each.does][each.table] += run(session, each.sql, **values).rowcount
    _check_gone(session, how)
    return {does: dict(sorted((+tables).items())) for does, tables in counted.items()}, named


def _ids(session: Session, statement: LiteralString, person_id: int) -> list[int]:
    found = one(session, statement, person=person_id)
    return list(found["ids"]) if found else []


def _check_gone(session: Session, how: Naming) -> None:
    """That no table but the ledger has a number or address of the person any more: a column that nobody thought of.

    Raises:
        UnavailableError: one has; the transaction is given up, so that nobody believes in half an erasure.
    """
    found = [
        table.name for table in inventory().tables if table.name not in _LEDGER and _count(session, table.name, how)
    ]
    if found:
        raise UnavailableError(
            N_(
                "Something of this person would be left in: {tables}. That is a fault of this program. Nothing was "
                "erased; show this line to its makers."
            ),
            tables=", ".join(found),
        )


def _left(session: Session, how: Naming) -> int:
    return _count(session, "audit_event", how)


def _count(session: Session, table: str, how: Naming) -> int:
    statement = f'SELECT count(*) AS rows FROM "{table}" AS t WHERE t::text ~* %(keys)s::text'
    return int((one(session, statement, keys=how.keys) or {})["rows"])
