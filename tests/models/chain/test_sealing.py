"""The sealer: numbers without gaps, no late commit missed, killed anywhere or twice at once, signed roots."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from models import ledger
from models.actors import SYSTEM
from models.chain import keys, merkle, notes, sealer
from models.chain.keys import LedgerKey
from models.chain.verifying import verify
from models.database import engine, one, rows, transaction
from models.ledger import Subject
from models.vocabulary import Stage
from tests.acts import World, waive
from tests.factories import MEMBER, PEOPLE, SmallPeriod


@pytest.fixture
def key(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LedgerKey:
    """A key of this test's own."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    return keys.signing_key()


def record(session: Session, number: int = 0, **content: Any) -> None:
    ledger.record(session, "test.happened", by=SYSTEM, subject=Subject(kind="test", id=number), **content)


def sealed(key: LedgerKey, **how: Any) -> sealer.Sealed:
    with transaction() as session:
        return sealer.seal(session, key, **how)


def events() -> list[int]:
    with transaction() as session:
        return [row["event_id"] for row in rows(session, "SELECT event_id FROM ledger_leaf ORDER BY place")]


def test_events_get_numbers_without_gaps_and_a_signed_root(key: LedgerKey) -> None:
    with transaction() as session:
        for number in range(5):
            record(session, number, value=number)
    assert sealed(key, most=3) == sealer.Sealed(3, 3)
    assert sealed(key) == sealer.Sealed(2, 5)
    assert sealed(key) == sealer.Sealed(0, 5), "nothing new writes nothing"
    with transaction() as session:
        last = one(session, "SELECT * FROM ledger_root ORDER BY size DESC LIMIT 1")
        leaves = rows(session, "SELECT place, content FROM ledger_leaf ORDER BY place")
        verdict = verify(session, [key.verifier])
    assert last
    assert [row["place"] for row in leaves] == list(range(5))
    hashes = [merkle.leaf_hash(row["content"].encode()) for row in leaves]
    assert last["root"] == _naive(hashes)
    said = notes.opened(last["note"], [key.verifier])
    assert (said.origin, said.size, said.root) == (key.origin, 5, last["root"])
    assert (verdict.holds, verdict.events, verdict.roots) == (True, 5, 2)


def _naive(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return merkle.node_hash(_naive(hashes[:split]), _naive(hashes[split:]))


def test_a_late_commit_is_not_missed(key: LedgerKey) -> None:
    with Session(engine()) as slow:
        record(slow, 1)
        slow.flush()
        for number in range(2, 6):  # others overtake it, and the sealer passes several times
            with transaction() as session:
                record(session, number)
            sealed(key)
        assert len(events()) == 4
        slow.commit()
    for number in range(6, 9):
        sealed(key)
        with transaction() as session:
            record(session, number)
    sealed(key)
    assert len(events()) == 8
    assert min(events()) == events()[4], "it comes after those that were sealed before it"


def test_the_watermark_moves_on_so_that_old_events_are_not_read_again(key: LedgerKey) -> None:
    """It waits for whoever wrote meanwhile, in any database of the server: here, beside other tests, for a while."""
    last, newest, number = -1, 0, 0
    until = time.monotonic() + 60
    while not newest - 2 <= last < newest and time.monotonic() < until:
        with transaction() as session:
            record(session, number)
        sealed(key)
        number += 1
        with transaction() as session:
            found = one(session, "SELECT watermark FROM ledger_root ORDER BY size DESC LIMIT 1") or {}
            last = found["watermark"]
            newest = (one(session, "SELECT max(id) AS id FROM audit_event") or {})["id"]
        time.sleep(0.02)
    assert newest - 2 <= last < newest
    assert sealed(key, thorough=True) == sealer.Sealed(0, number)


def test_a_pass_that_is_cut_leaves_nothing(key: LedgerKey) -> None:
    with transaction() as session:
        record(session)
    with Session(engine()) as session:
        sealer.seal(session, key)
        session.rollback()
    assert events() == []
    assert sealed(key) == sealer.Sealed(1, 1)


def test_two_at_once_number_each_event_once(key: LedgerKey) -> None:
    with transaction() as session:
        for number in range(300):
            record(session, number)
    together = [threading.Thread(target=lambda: [sealed(key, most=20) for _ in range(15)]) for _ in range(2)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(set(events())) == 300
    with transaction() as session:
        assert verify(session, [key.verifier]).holds


def test_a_whole_period_is_sealed_and_holds(period: SmallPeriod, key: LedgerKey) -> None:
    period.up_to(Stage.CLOSING)
    period.pass_stage(Stage.CLOSING)
    with transaction() as session:
        assert {fault.code for fault in verify(session, [key.verifier], patience=0).faults} == {"unsealed"}
    sealed(key)
    with transaction() as session:
        verdict = verify(session, [key.verifier], patience=0)
    assert verdict.faults == []
    assert (verdict.seals, verdict.waiting) == (9, 0)


def test_a_waiver_after_the_seal_changes_nothing_that_was_sealed(period: SmallPeriod, key: LedgerKey) -> None:
    """A blocking finding holds one person; the others go on, and it is waived when the stage is sealed already."""
    period.up_to(Stage.COLLECTION)
    for nip in PEOPLE:
        if nip != MEMBER:
            period.report(nip)
    with transaction() as session:
        World(session, period).overdue(Stage.COLLECTION)
    assert period.run(Stage.COLLECTION).outcome == "sealed"
    assert period.run(Stage.QUALITY).outcome == "sealed"
    with transaction() as session:
        found = one(session, "SELECT id FROM finding WHERE severity = 'block'")
        assert found
        waive(World(session, period), found["id"])
    sealed(key)
    with transaction() as session:
        verdict = verify(session, [key.verifier], patience=0)
    assert (verdict.faults, verdict.seals) == ([], 4)
