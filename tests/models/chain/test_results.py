"""Result trees: the root sealed with each stage, lines that outlive erasure, and one person's proof."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from models import actors, objection, postgres
from models.chain import keys, merkle, notes, results, sealer
from models.chain.keys import LedgerKey
from models.chain.verifying import verify
from models.database import one, rows, run, transaction
from models.errors import NotFoundError, WrongStateError
from models.vocabulary import Rating, Stage
from tests.factories import DIVISION_HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod, decider


@pytest.fixture
def key(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LedgerKey:
    """A key of this test's own."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    return keys.signing_key()


@pytest.fixture
def stands_at() -> Stage:
    return Stage.NOTIFICATION


@pytest.fixture
def scored(period: SmallPeriod, key: LedgerKey) -> SmallPeriod:
    """A period whose results are sealed and numbered."""
    number(key)
    return period


def number(key: LedgerKey) -> None:
    with transaction() as session:
        sealer.seal(session, key)


def place(period: SmallPeriod) -> tuple[int, int]:
    with transaction() as session:
        found = one(session, "SELECT period_id, unit_id FROM period_unit")
    assert found
    return period.id, found["unit_id"]


def seals() -> list[dict[str, Any]]:
    with transaction() as session:
        return rows(session, "SELECT content FROM audit_event WHERE event = 'stage.sealed' ORDER BY subject_id")


def proof_of(period: SmallPeriod, nip: str, **how: Any) -> results.Proof:
    with transaction() as session:
        return results.inclusion(session, *place(period), period.segments[nip], **how)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_a_whole_tree_agrees_with_one_that_grows(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(each) for each in contents]
    levels = merkle.levels(leaves)
    kept = dict(merkle.grown(0, [], leaves))
    edge = [kept[node] for node in merkle.frontier(len(leaves))]
    at = data.draw(st.integers(0, len(leaves) - 1))
    assert levels[-1] == [merkle.root(edge)]
    assert merkle.path(levels, at) == merkle.inclusion(at, len(leaves), lambda level, place: kept[level, place])


def test_every_stage_is_sealed_with_the_root_over_its_rows(scored: SmallPeriod) -> None:
    for stage in (Stage.OBJECTION, Stage.CLOSING):
        scored.pass_stage(list(Stage)[stage.position - 2])
    scored.pass_stage(Stage.CLOSING)
    sealed = seals()
    assert len(sealed) == len(Stage)
    with transaction() as session:
        for stage, event in zip(Stage, sealed, strict=True):
            found = results.lines(session, *place(scored), stage)
            assert found == [rfc8785.dumps(json.loads(line)).decode() for line in found], "canonical as it comes"
            assert found == sorted(found)
            assert event["content"]["results"] == len(found)
            assert event["content"]["results_root"] == results.tree(session, *place(scored), stage).root
            assert results.roots_of_all(session, scored.id, stage) == {
                place(scored)[1]: event["content"]["results_root"]
            }
            assert results.roots_of_all(session, 0, stage)[7] == merkle.root([]).hex(), "where nothing is left"
            counted = {"segment": 4} if stage is not Stage.QUALITY else {}
            for name, count in counted.items():
                assert sum(name in json.loads(line) for line in found) >= count, stage


def test_lines_name_nobody_and_do_not_change_when_values_are_erased(scored: SmallPeriod, key: LedgerKey) -> None:
    with transaction() as session:
        said = "".join(line for stage in Stage for line in results.lines(session, *place(scored), stage))
        run(
            session,
            "UPDATE person SET name = 'x', nip = '19000101190001100' || right(id::text, 1) WHERE nip IS NOT NULL",
        )
        run(session, "UPDATE pseudonym SET key = NULL")
        again = "".join(line for stage in Stage for line in results.lines(session, *place(scored), stage))
    assert said == again
    for nip in PEOPLE:
        assert nip not in said


def test_a_proof_leads_from_the_result_to_the_checkpoint(scored: SmallPeriod, key: LedgerKey) -> None:
    shown = proof_of(scored, MEMBER)
    said = json.loads(shown.leaf)
    assert (said["segment"], said["predicate"], said["version"]) == (scored.segments[MEMBER], "BAIK", 1)
    path = [bytes.fromhex(each) for each in shown.path]
    sealed = merkle.root_by_inclusion(merkle.leaf_hash(shown.leaf.encode()), shown.index, shown.leaves, path)
    assert sealed
    assert json.loads(shown.event)["content"]["results_root"] == sealed.hex()
    checkpoint = notes.opened(shown.checkpoint, [key.verifier])
    path = [bytes.fromhex(each) for each in shown.event_path]
    event = merkle.leaf_hash(shown.event.encode())
    assert merkle.root_by_inclusion(event, shown.place, shown.size, path) == checkpoint.root
    assert shown.as_data()["result"]["leaf"] == shown.leaf


def test_a_proof_shows_nobody_elses_result(scored: SmallPeriod) -> None:
    """What stands beside one's own line is a hash over a pseudonym that cannot be guessed."""
    mine, other = proof_of(scored, MEMBER), proof_of(scored, OTHER_MEMBER)
    theirs = json.loads(other.leaf)
    assert len(theirs["person"]) == 32
    assert theirs["person"] not in json.dumps(mine.as_data())
    assert theirs["person"] != json.loads(mine.leaf)["person"]


def test_after_an_objection_the_newest_result_is_proven_and_the_old_one_still(
    scored: SmallPeriod, key: LedgerKey
) -> None:
    scored.pass_stage(Stage.NOTIFICATION)
    scored.run(Stage.OBJECTION)
    with transaction() as session:
        objected = objection.file(session, scored.segments[MEMBER], by=actors.person(session, MEMBER), statement="x")
    with transaction() as session:
        objection.answer(session, objected, by=actors.person(session, DIVISION_HEAD), statement="y")
    [request] = scored.requests("objection")
    with transaction() as session:
        better = {"work": Rating.ABOVE, "behavior": Rating.ABOVE}
        objection.decide(session, request["id"], by=decider(session, request["id"]), reason="z", **better)
    scored.accept_all(but=(MEMBER,))
    assert scored.run(Stage.OBJECTION).outcome == "sealed"
    number(key)
    assert json.loads(proof_of(scored, MEMBER).leaf)["predicate"] == "SANGAT_BAIK"
    assert json.loads(proof_of(scored, MEMBER, version=1).leaf)["predicate"] == "BAIK"
    with transaction() as session:
        assert verify(session, [key.verifier]).faults == []


@pytest.mark.parametrize("stands_at", [Stage.SCORING])
def test_what_is_not_sealed_or_numbered_has_no_proof(period: SmallPeriod, key: LedgerKey) -> None:
    number(key)
    with pytest.raises(NotFoundError, match="scored"):
        proof_of(period, MEMBER)
    period.pass_stage(Stage.SCORING)
    with pytest.raises(WrongStateError, match="audit seal"):
        proof_of(period, MEMBER)


def test_a_result_edited_together_with_its_digests_is_not_under_the_root(
    scored: SmallPeriod, key: LedgerKey, server: postgres.Server, db: str
) -> None:
    """The salted name is part of the line: another person's result in one's place is found too."""
    with psycopg.connect(server.dsn(make_url(db).database or "", "kinerja_owner"), autocommit=True) as attacker:
        attacker.execute("SET session_replication_role = replica")
        attacker.execute(
            "UPDATE pseudonym SET pseudonym = repeat('0', 32) WHERE person_id = (SELECT min(person_id) FROM segment)"
        )
    with transaction() as session:
        found = {fault.code for fault in verify(session, [key.verifier]).faults}
    assert found == {"results_changed"}
