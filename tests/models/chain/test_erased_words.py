"""Nobody's erasure excuses another change: what it left of plans and words is on record, and each attack is named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from models import actors
from models.chain.faults import Fault
from models.chain.verifying import verify
from models.database import connection_of, database_url, engine_for, run
from models.erasure.erasing import erase
from models.errors import ConflictError
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod
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
