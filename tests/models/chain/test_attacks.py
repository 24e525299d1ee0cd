"""What a superuser does to the database is found: each of these really switches triggers off and does it."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from models import postgres
from models.chain import keys, merkle, notes, sealer
from models.chain.keys import LedgerKey
from models.chain.leaves import canonical
from models.chain.verifying import verify
from models.database import forget, one, rows, transaction
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod
from tests.models.chain.attacking import checked, codes, name_of, seal


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


def test_untouched_history_holds(checkpoint: str, key: LedgerKey) -> None:
    verdict = checked(key, checkpoint)
    assert verdict.faults == []
    assert verdict.checkpoint == verdict.events > 20


EDIT = "UPDATE audit_event SET actor_id = actor_id + 1 WHERE id = (SELECT min(id) FROM audit_event WHERE event = %s)"


def test_an_edited_event_is_named_with_what_was_changed(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str
) -> None:
    attacker.execute(EDIT, ["plan.submitted"])
    [fault] = checked(key, checkpoint).faults
    assert fault.code == "event_changed"
    assert "actor_id: " in fault.message.render("en")
    found = attacker.execute("SELECT min(id) FROM audit_event WHERE event = 'plan.submitted'").fetchone()
    assert found
    assert fault.event == found[0]


def test_a_removed_event_is_named_with_what_it_said(attacker: psycopg.Connection[Any], key: LedgerKey) -> None:
    attacker.execute("DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event WHERE event LIKE 'plan.%')")
    fault, *more = checked(key).faults
    assert fault.code == "event_removed"
    assert {each.code for each in more} == {"plan_changed", "decision_changed", "rated_without_plan"}
    assert "plan." in fault.message.render("en")


def test_an_event_edited_together_with_its_copy_breaks_the_root(
    attacker: psycopg.Connection[Any], key: LedgerKey
) -> None:
    attacker.execute(EDIT, ["plan.submitted"])
    _copy_anew(attacker)
    assert codes(checked(key)) == ["leaf_changed", "root"]
    attacker.execute("UPDATE ledger_leaf SET hash = sha256('\\x00'::bytea || convert_to(content, 'UTF8'))")
    [fault] = checked(key).faults
    assert fault.code == "root"


def _copy_anew(attacker: psycopg.Connection[Any]) -> None:
    with transaction() as session:
        for event in rows(session, "SELECT * FROM audit_event WHERE event = 'plan.submitted'"):
            attacker.execute("UPDATE ledger_leaf SET content = %s WHERE event_id = %s", [canonical(event), event["id"]])


def test_swapped_numbers_break_the_root(attacker: psycopg.Connection[Any], key: LedgerKey) -> None:
    attacker.execute("UPDATE ledger_leaf SET place = CASE place WHEN 3 THEN -4 ELSE -5 END WHERE place IN (3, 4)")
    attacker.execute("UPDATE ledger_leaf SET place = CASE place WHEN -4 THEN 4 ELSE 3 END WHERE place < 0")
    assert codes(checked(key)) == ["root"]


def test_an_event_pushed_in_with_an_old_date_waits_without_a_number(
    attacker: psycopg.Connection[Any], key: LedgerKey
) -> None:
    attacker.execute(
        "INSERT INTO audit_event (id, occurred_at, event, actor_kind, content) "
        "SELECT min(id) - 1, now() - interval '1 day', 'plan.approved', 'system', '{}' FROM audit_event"
    )
    assert codes(checked(key)) == ["unsealed"]
    seal(key, thorough=True)
    assert codes(checked(key)) == ["put_in_late"], "sealed, it stands at the end, with a number that does not fit there"
    with transaction() as session:
        last = one(session, "SELECT content FROM ledger_leaf ORDER BY place DESC LIMIT 1")
    assert last
    assert '"event":"plan.approved"' in last["content"]


def test_an_event_with_an_old_number_is_named(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str
) -> None:
    attacker.execute(
        "INSERT INTO audit_event (id, event, actor_kind, content) "
        "SELECT min(id) - 1, 'plan.approved', 'system', '{}' FROM audit_event"
    )
    number = attacker.execute("SELECT min(id) FROM audit_event").fetchone()
    assert number
    seal(key, thorough=True)
    verdict = checked(key, checkpoint)
    assert codes(verdict) == ["put_in_late"]
    assert verdict.faults[0].event == number[0]
    assert "plan.approved" in verdict.faults[0].message.render("en")


def test_an_antedated_event_is_named(attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str) -> None:
    attacker.execute(
        "INSERT INTO audit_event (occurred_at, event, actor_kind, content) "
        "VALUES (now() - interval '40 days', 'plan.approved', 'system', '{}')"
    )
    seal(key)
    verdict = checked(key, checkpoint)
    assert codes(verdict) == ["antedated"]
    assert "antedated" in verdict.faults[0].message.render("en")


def test_the_next_event_after_an_antedated_one_is_not_blamed(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str
) -> None:
    for ago in ("40 days", "0 days", "2 hours"):
        attacker.execute(
            "INSERT INTO audit_event (occurred_at, event, actor_kind, content) "
            "VALUES (now() - %s::interval, 'plan.approved', 'system', '{}')",
            [ago],
        )
    seal(key)
    assert codes(checked(key, checkpoint)) == ["antedated"]


def test_a_cut_tail_is_found_by_whoever_holds_the_checkpoint(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str
) -> None:
    attacker.execute("DELETE FROM ledger_leaf WHERE place >= 14")
    assert "cut" in codes(checked(key)), "roots over more than there is"
    attacker.execute("DELETE FROM ledger_root WHERE size > 14")
    attacker.execute(
        "DELETE FROM audit_event WHERE NOT EXISTS (SELECT FROM ledger_leaf WHERE event_id = audit_event.id)"
    )
    assert "checkpoint_ahead" in codes(checked(key, checkpoint))


def test_a_rewritten_chain_is_found_by_whoever_holds_the_checkpoint(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str
) -> None:
    """With the key in hand the whole chain can be made anew; only the checkpoint outside tells."""
    attacker.execute(EDIT, ["plan.submitted"])
    for table in ("ledger_leaf", "ledger_node", "ledger_root"):
        attacker.execute(f"TRUNCATE {table}")  # type: ignore[arg-type]
    seal(key)
    assert checked(key).faults == [], "the rewritten history is sound in itself"
    assert codes(checked(key, checkpoint)) == ["checkpoint_differs"]


def test_a_chain_signed_by_another_key_is_not_ours(
    attacker: psycopg.Connection[Any], key: LedgerKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for table in ("ledger_leaf", "ledger_node", "ledger_root"):
        attacker.execute(f"TRUNCATE {table}")  # type: ignore[arg-type]
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "forged.key"))
    seal(keys.signing_key())
    assert codes(checked(key)) == ["signature"]


def test_rows_edited_behind_the_ledger_are_found(attacker: psycopg.Connection[Any], key: LedgerKey) -> None:
    attacker.execute(
        "UPDATE result SET predicate = 'SANGAT_BAIK' WHERE segment_id = (SELECT min(segment_id) FROM result)"
    )
    found = checked(key)
    assert set(codes(found)) == {"rows_changed"}
    assert "scoring" in found.faults[0].message.render("en")


def test_a_seal_edited_with_its_rows_does_not_fit_the_event(attacker: psycopg.Connection[Any], key: LedgerKey) -> None:
    attacker.execute("UPDATE stage_seal SET outputs_digest = repeat('0', 64) WHERE position = 2")
    assert codes(checked(key)) == ["seal", "run_changed"], "nor the run that left those rows"


@pytest.mark.parametrize("stands_at", [Stage.TARGET_SETTING])
def test_an_old_backup_is_behind_the_checkpoint(
    server: postgres.Server, db: str, period: SmallPeriod, key: LedgerKey
) -> None:
    """A copy of the database of before, put back after the checkpoint was taken."""
    seal(key)
    name = name_of(db)
    forget()
    with psycopg.connect(server.dsn("postgres", "kinerja_owner"), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        owner.execute(f"CREATE DATABASE {name}_old TEMPLATE {name}")  # type: ignore[arg-type]
    try:
        period.agree_plans()
        seal(key)
        with transaction() as session:
            newer = one(session, "SELECT note FROM ledger_root ORDER BY size DESC LIMIT 1")
        assert newer
        old = create_engine(server.url(f"{name}_old", "kinerja_app"))
        with Session(old) as session:
            assert session.connection().execute(text("SELECT count(*) FROM ledger_leaf")).scalar_one()
            verdict = verify(session, [key.verifier], checkpoint=newer["note"])
        old.dispose()
        assert codes(verdict) == ["checkpoint_ahead"]
    finally:
        with psycopg.connect(server.dsn("postgres", "kinerja_owner"), autocommit=True) as owner:
            owner.execute(f"DROP DATABASE {name}_old WITH (FORCE)")  # type: ignore[arg-type]


def test_an_inclusion_proof_shows_one_event_in_the_checkpoint(checkpoint: str, key: LedgerKey) -> None:
    given = notes.opened(checkpoint, [key.verifier])
    with transaction() as session:
        leaf = one(session, "SELECT place, content FROM ledger_leaf WHERE place = 11")
        assert leaf
        proof = merkle.inclusion(11, given.size, lambda level, place: sealer.kept(session, [(level, place)])[0])
    assert merkle.root_by_inclusion(merkle.leaf_hash(leaf["content"].encode()), 11, given.size, proof) == given.root


@pytest.mark.parametrize("attack", ["", "x", "a\nb\n", "a\n5\nAAAA\n\n\u2014 a AAAA\n"])
def test_what_is_no_checkpoint_is_refused(key: LedgerKey, db: str, attack: str) -> None:
    with pytest.raises(notes.NotACheckpointError):
        notes.opened(attack, [key.verifier])
    assert MEMBER not in attack


@pytest.mark.parametrize(
    "change",
    [
        "occurred_at = occurred_at - interval '1 microsecond'",
        "event = 'plan.returned'",
        "actor_kind = 'system', actor_id = NULL",
        "actor_id = NULL, actor_kind = 'operator'",
        "actor_name = 'cli:root'",
        "acting_for_id = actor_id",
        "period_id = NULL",
        "unit_id = unit_id + 1",
        "segment_id = NULL",
        "subject_kind = 'report'",
        "subject_id = subject_id + 1",
        "subject_version = NULL",
        "content = content || '{\"more\": null}'",
        "content = '{}'",
        "text_digest = 'x'",
        "stage_run_id = 1",
        "flow_run_id = gen_random_uuid()",
    ],
)
def test_no_column_of_an_event_changes_unseen(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str, change: str
) -> None:
    assert checkpoint
    first = "(SELECT min(id) FROM audit_event WHERE event = 'plan.approved')"
    attacker.execute(f"UPDATE audit_event SET {change} WHERE id = {first}")  # type: ignore[arg-type]
    assert codes(checked(key))[0] == "event_changed"


@pytest.mark.parametrize("content", ["no JSON", '{"a":"\\u0000"}', "[]", "{}"])
def test_a_sealed_copy_that_is_none_is_named(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str, content: str
) -> None:
    assert checkpoint
    attacker.execute(
        "UPDATE ledger_leaf SET content = %s, hash = sha256('\\x00'::bytea || convert_to(%s, 'UTF8')) WHERE place = 5",
        [content, content],
    )
    assert "root" in codes(checked(key))
