"""Nobody's erasure excuses another change: what it left of plans and words is on record, and each attack is named."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from models import actors, roles
from models.chain import erased_words, plan_words
from models.chain.faults import Fault
from models.chain.verifying import verify
from models.database import connection_of, database_url, engine_for, one, rows, run
from models.erasure.erasing import erase
from models.errors import ConflictError
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.lived import NAMES, lived

MARK = "[dihapus · erased]"
_PLAN = (
    "(SELECT max(v.id) FROM plan v JOIN segment s ON s.id = v.segment_id JOIN person p ON p.id = s.person_id"
    " WHERE {who} AND v.status = 'approved')"
)
ERASED, OTHER = _PLAN.format(who="p.erased_at IS NOT NULL"), _PLAN.format(who=f"p.nip = '{OTHER_MEMBER}'")
MINE = _PLAN.format(who=f"p.nip = '{MEMBER}'")
_TEXT = "(SELECT min(event_id) FROM audit_text)"
_REASON = (
    "UPDATE decision d SET reason = '{reason}' FROM approval a JOIN segment s ON s.id = a.segment_id JOIN person p"
    " ON p.id = s.person_id WHERE a.id = d.approval_id AND {who} AND d.outcome = 'returned'"
)
ATTACKS = {
    "the mark in somebody else's plan": (
        f"UPDATE work_result SET statement = '{MARK}' WHERE plan_id = {OTHER}", "plan_words_changed"),
    "a target of the erased plan": (
        f"UPDATE indicator i SET target_min = 0.5 FROM work_result w WHERE w.id = work_result_id AND plan_id={ERASED}",
        "plan_words_changed"),
    "other words in the erased plan": (
        f"UPDATE work_result SET statement = 'Baru. {MARK}' WHERE plan_id = {ERASED}", "plan_words_changed"),
    "an invented reason": (_REASON.format(reason="Tidak disiplin", who="p.erased_at IS NOT NULL"),
                           "erased_words_changed"),
    "an invented reason with a mark": (_REASON.format(reason=f"Buruk {MARK}", who="p.erased_at IS NOT NULL"),
                                       "erased_words_changed"),
    "other words around a name": (
        "UPDATE decision SET reason = reason || '!' WHERE position('(erased person)' IN reason) > 0",
        "erased_words_changed"),
    "the mark where words of another stood around a name": (
        f"WITH k AS (DELETE FROM erased_rest) UPDATE decision SET reason = '{MARK}' WHERE reason ~ '[(]erased person'",
        "erased_words_changed"),
    "words of an event nobody erased": (f"DELETE FROM audit_text WHERE event_id = {_TEXT}", "words_removed"),
}  # fmt: skip


@pytest.fixture
def owner(
    fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Session]:
    """Sessions of the owner, of a closed period in which one member named the other."""
    monkeypatch.setenv("KINERJA_MAIL_FOLDER", str(tmp_path / "mail"))
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "files"))
    lived(fresh)
    return lambda: Session(engine_for(database_url("owner"), 1))


def faults(session: Session) -> list[Fault]:
    """What is wrong; what waits for its number waits for the end of the test."""
    return verify(session, [], patience=1_000_000_000).faults


def attack(session: Session, statement: str) -> None:
    run(session, "SET LOCAL session_replication_role = replica")
    assert run(session, statement).rowcount, statement  # type: ignore[arg-type]
    run(session, "SET LOCAL session_replication_role = origin")


def taken_away(session: Session, nip: str = MEMBER) -> None:
    erase(session, nip, by=actors.operator(), decree="No. 800/12/BKPSDM/2027", reason="Permintaan yang bersangkutan")


def test_an_erasure_excuses_what_it_did_and_nothing_else(owner: Callable[[], Session]) -> None:
    with owner() as session:
        name_in_words_of_another(session)
        taken_away(session)
        assert faults(session) == [], "what the act did holds"
        for told, (statement, code) in ATTACKS.items():
            with connection_of(session).transaction(force_rollback=True):
                attack(session, statement)
                assert code in {fault.code for fault in faults(session)}, told
        assert faults(session) == []
        taken_away(session, OTHER_MEMBER)
        assert faults(session) == [], "one after the other"
        session.rollback()


def name_in_words_of_another(session: Session) -> None:
    """The reason why the other member's plan went back names this one; the ledger has the same words."""
    run(session, "SET LOCAL session_replication_role = replica")
    run(
        session,
        "WITH d AS (UPDATE decision d SET reason = %(said)s FROM approval a JOIN segment s ON s.id = a.segment_id"
        " JOIN person p ON p.id = s.person_id WHERE a.id = d.approval_id AND p.nip = %(nip)s"
        " AND d.outcome = 'returned' RETURNING d.approval_id), e AS (UPDATE audit_event e SET text_digest ="
        " encode(sha256(t.salt || convert_to(%(said)s, 'UTF8')), 'hex') FROM audit_text t, d WHERE t.event_id = e.id"
        " AND e.content ->> 'approval' = d.approval_id::text AND e.event = 'plan.returned' RETURNING e.id)"
        " UPDATE audit_text t SET text = %(said)s FROM e WHERE e.id = t.event_id",
        said=f"Samakan dengan rencana {NAMES[MEMBER]}, lalu kirim lagi",
        nip=OTHER_MEMBER,
    )
    run(session, "SET LOCAL session_replication_role = origin")


HIDDEN = (
    _REASON.format(reason="Diubah", who=f"p.nip = '{MEMBER}'"),
    f"UPDATE work_result SET statement = 'Diubah' WHERE plan_id = {MINE}",
)


def test_an_erasure_hides_no_change_of_words_or_plans(owner: Callable[[], Session]) -> None:
    with owner() as session:
        for statement in HIDDEN:
            with connection_of(session).transaction(force_rollback=True):
                attack(session, statement)
                with pytest.raises(ConflictError):
                    taken_away(session)
        session.rollback()


#: A number that the ledger or a row keeps of words.
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLANS_OF = "SELECT p.id FROM plan p JOIN segment s ON s.id = p.segment_id JOIN person e ON e.id = s.person_id"


def test_no_digest_that_is_kept_tells_erased_words_to_whoever_guesses_them(owner: Callable[[], Session]) -> None:
    """The guesser has the whole database of afterwards, and guesses right."""
    with owner() as session:
        name_in_words_of_another(session)
        guesses = words_of_everybody(session)
        assert tried(session, guesses), "while the words are there, whoever has them can hold them against the ledger"
        taken_away(session)
        guesses |= words_of_everybody(session)
        assert tried(session, guesses), "what the erasure left of somebody else's words is on record"
        taken_away(session, OTHER_MEMBER)
        without_roles(session, DIVISION_HEAD)
        taken_away(session, DIVISION_HEAD)
        gone = guesses - words_of_everybody(session)
        assert len(gone) > 15, "plans before and after, reasons, feedback, objections"
        assert tried(session, gone) == set()
        assert rows(session, "SELECT * FROM erased_rest") == [], "salts went with the words"
        assert faults(session) == []
        session.rollback()


def words_of_everybody(session: Session) -> set[str]:
    """Every plan, reason, answer and feedback as it stands now, each as it is hashed."""
    plans_now = [row["id"] for row in rows(session, _PLANS_OF)]
    said = {str(row["what"]) for row in erased_words.left(session, _events(session))}
    said |= {row["text"] for row in rows(session, "SELECT text FROM audit_text")}
    summaries = {row["text"] for row in rows(session, "SELECT content::text AS text FROM evidence_summary")}
    return said | summaries | {canonical_plan(session, plan) for plan in plans_now} - {""}


def canonical_plan(session: Session, plan_id: int) -> str:
    found = one(session, "SELECT words FROM " + plan_words.WORDS + " AS w WHERE plan_id = %(plan)s", plan=plan_id)
    return f"[{found['words']}]" if found else ""


def tried(session: Session, guesses: set[str]) -> set[str]:
    """The guesses that some digest confirms, tried with every salt that there is."""
    events = rows(session, "SELECT content::text || coalesce(text_digest, '') AS said, text_digest FROM audit_event")
    kept = {digest for event in events for digest in _DIGEST.findall(event["said"])}
    kept |= {row["h"] for row in rows(session, "SELECT content_hash AS h FROM plan UNION SELECT digest FROM"
                                               " evidence_summary")}  # fmt: skip
    salts = {b"", *(event["text_digest"].encode() for event in events if event["text_digest"])}
    salts |= {bytes(row["salt"]) for row in rows(session, "SELECT salt FROM plan UNION SELECT salt FROM audit_text"
                                                          " UNION SELECT salt FROM erased_rest")}  # fmt: skip
    return {guess for guess in guesses for salt in salts if hashlib.sha256(salt + guess.encode()).hexdigest() in kept}


def _events(session: Session) -> list[int]:
    return [row["event_id"] for row in rows(session, "SELECT event_id FROM audit_text")]


def without_roles(session: Session, nip: str) -> None:
    who, by = actors.person(session, nip), actors.person(session, HEAD)
    for held in rows(session, "SELECT id FROM role_assignment WHERE person_id = %(who)s", who=who.person_id):
        roles.revoke(session, held["id"], by=by, reason="pensiun")


def test_a_salt_that_is_gone_or_other_is_a_fault(owner: Callable[[], Session]) -> None:
    with owner() as session:
        name_in_words_of_another(session)
        taken_away(session)
        for statement in (
            "DELETE FROM erased_rest",
            "UPDATE erased_rest SET salt = '\\x00'",
            f"UPDATE plan SET salt = '\\x00' WHERE id = {ERASED}",
            f"UPDATE plan SET salt = '\\x00' WHERE id = {OTHER}",
        ):
            with connection_of(session).transaction(force_rollback=True):
                attack(session, statement)
                assert faults(session), statement
        session.rollback()
