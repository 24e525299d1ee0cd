"""What a superuser edits behind the ledger, where no seal holds the rows, is named: each of these really does it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import Session

from models import objection
from models.chain.faults import Verdict
from models.chain.verifying import verify
from models.database import database_url, engine_for, one, run
from models.roles import Grant, grant
from models.vocabulary import Rating, Stage
from tests.acts import World, waive
from tests.delegations import delegate
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, decider
from tests.waived import waived

Standing = Callable[[Stage], SmallPeriod]


@contextmanager
def superuser(period: SmallPeriod) -> Iterator[World]:
    """Acts and attacks of whoever owns the database; all of it is taken back."""
    pool = engine_for(database_url("owner"), 1)
    with Session(pool) as session:
        try:
            yield World(session, period)
        finally:
            session.rollback()
    pool.dispose()


def checked(world: World) -> Verdict:
    """The verdict; what waits for its number waits for the end of the test."""
    return verify(world.session, [], patience=1_000_000_000)


def attacked(world: World, statement: str) -> Verdict:
    """The verdict after a statement that no trigger stopped."""
    before = checked(world)
    assert before.faults == [], "what people did holds"
    run(world.session, "SET LOCAL session_replication_role = replica")
    assert run(world.session, statement).rowcount, "the attack hit something"  # type: ignore[arg-type]
    return checked(world)


def live(world: World) -> None:
    """An objection that is answered and changes the ratings, a delegation, a role, a receipt."""
    request = world.objected(MEMBER)
    better = {"work": Rating.ABOVE, "behavior": Rating.ABOVE}
    objection.decide(world.session, request, by=decider(world.session, request), reason="Data baru", **better)
    delegate(world.session, DIVISION_HEAD, OTHER_MEMBER, "plh")
    grant(world.session, Grant("auditor", OTHER_MEMBER, "", "Mutasi"), by=world.who(HEAD))


OF = f"(SELECT s.id FROM segment s JOIN person p ON p.id = s.person_id WHERE p.nip = '{MEMBER}')"
_NEW = (
    "WITH a AS (INSERT INTO approval (key, kind, period_id, unit_id, subject_id, subject_version, content_hash,"
    " assignee_id, closed_at) SELECT 'x', 'plan', period_id, unit_id, 1, 1, '', setter_id, now() FROM period_unit"
    " RETURNING *) INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by)"
    " SELECT id, 'returned', '', '{}', '',"
    " assignee_id FROM a"
)
ATTACKS = [
    ("UPDATE work_result SET statement = 'Lain sekali' WHERE plan_id = (SELECT id FROM plan WHERE segment_id = " + OF
     + ")", "plan_words_changed", "Pegawai 3"),
    ("UPDATE indicator SET target_min = 1 WHERE id = (SELECT max(id) FROM indicator)", "plan_words_changed", "targets"),
    ("UPDATE plan SET status = 'returned' WHERE segment_id = " + OF, "plan_changed", "approved → returned"),
    ("UPDATE plan SET content_hash = repeat('0', 64) WHERE segment_id = " + OF, "plan_changed", "→ 0000"),
    ("UPDATE realization SET value = value + 1 WHERE id = (SELECT max(id) FROM realization)", "realization_changed",
     "content: "),
    ("UPDATE realization_report SET content_hash = repeat('1', 64) WHERE segment_id = " + OF, "report_changed", "1111"),
    ("UPDATE decision SET outcome = 'returned' WHERE outcome = 'rated'", "decision_changed", "rated → returned"),
    ("UPDATE decision SET decided_by = (SELECT id FROM person WHERE nip = '" + MEMBER + "') WHERE outcome = 'rated'",
     "decision_changed", "decided by: Pegawai"),
    ("UPDATE decision SET acting_for_id = decided_by WHERE outcome = 'rated'", "decision_changed", "acting for"),
    ("UPDATE decision SET content = '{}' WHERE outcome = 'rated'", "decision_changed", "content: "),
    ("UPDATE decision SET reason = 'Lain' WHERE outcome = 'changed'", "words_changed", "Data baru → Lain"),
    ("DELETE FROM decision WHERE outcome = 'set'", "decision_changed", "it was removed"),
    ("UPDATE approval SET closed_at = NULL WHERE kind = 'plan'", "decision_changed", "open again"),
    ("UPDATE approval SET assignee_id = (SELECT id FROM person WHERE nip = '" + MEMBER + "') WHERE kind = 'plan'",
     "decision_changed", "asked person"),
    (_NEW, "decision_changed", "no event says so"),
    ("UPDATE evaluation SET work_rating = 'DI_ATAS' WHERE version = 1 AND segment_id = " + OF,
     "rating_changed", "work result: SESUAI"),
    ("UPDATE evaluation SET behavior_rating = 'DI_BAWAH' WHERE version = 2", "rating_changed", "behavior: "),
    ("DELETE FROM evaluation WHERE version = 2", "rating_changed", "removed"),
    ("UPDATE evaluation SET feedback = 'Lain' WHERE version = 2", "words_changed", "Data baru → Lain"),
    ("UPDATE organization_evaluation SET predicate = 'ISTIMEWA'", "organization_changed", "→ ISTIMEWA"),
    ("UPDATE delegation SET ends = ends + 100", "delegation_changed", "last day"),
    ("UPDATE delegation SET kind = 'plt'", "delegation_changed", "plh → plt"),
    ("UPDATE delegation SET ended_at = now()", "delegation_changed", "ended early: false → true"),
    ("DELETE FROM delegation", "delegation_changed", "removed"),
    ("INSERT INTO role_assignment (person_id, role) SELECT id, 'hr_admin' FROM person WHERE nip = '" + MEMBER + "'",
     "role_changed", "hr_admin"),
    ("DELETE FROM role_assignment WHERE role = 'auditor'", "role_changed", "not held"),
    ("UPDATE objection SET statement = 'Saya setuju'", "objection_changed", "Data keliru → Saya setuju"),
    ("UPDATE objection SET rater_answer = 'Salah'", "objection_changed", "Sudah lengkap → Salah"),
    ("UPDATE objection SET answered_by = (SELECT id FROM person WHERE nip = '" + HEAD + "')", "objection_changed",
     "answered by"),
    ("UPDATE publication SET accepted_at = now()", "receipt_changed", "accepted"),
    ("UPDATE publication SET proof = NULL WHERE proof IS NOT NULL", "receipt_changed", "opened → -"),
    (
        "UPDATE stage_run SET flow_run_id = gen_random_uuid() WHERE outcome = 'sealed'",
        "run_changed",
        "Prefect run: - → ",
    ),
    ("UPDATE stage_run SET outcome = 'sealed' WHERE outcome = 'waiting'", "run_changed", "no event says so"),
    ("UPDATE stage_seal SET stage_run_id = stage_run_id + 1000 WHERE position = 2", "run_changed", "no event says so"),
    ("UPDATE audit_text SET text = text || '!'", "words_changed", "Data baru!"),
    ("DELETE FROM audit_text", "words_removed", "no schedule took them"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "code", "words"), ATTACKS)
def test_what_was_edited_behind_the_ledger_is_named(standing: Standing, attack: str, code: str, words: str) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        live(world)
        found = attacked(world, attack)
    mine = [fault for fault in found.faults if fault.code == code]
    assert mine, [(fault.code, fault.message.render("en")) for fault in found.faults]
    assert any(words in fault.message.render("en") for fault in mine), mine[0].message.render("en")


WAIVED = [
    ("waived_by = (SELECT id FROM person WHERE nip = '" + MEMBER + "')", "by: "),
    ("waived_reason = 'Lain'", "→ Lain"),
    ("waived_until = waived_until + interval '1 year'", "until: "),
    ("waived_by = NULL, waived_reason = NULL, waived_until = NULL", "removed"),
]


@pytest.mark.parametrize(("change", "words"), WAIVED)
def test_an_edited_waiver_is_named(standing: Standing, change: str, words: str) -> None:
    with superuser(standing(Stage.QUALITY)) as world:
        finding = waived(world.session, world.period, "realizations", "1.1")
        run(world.session, "UPDATE finding SET waived_by = NULL, waived_reason = NULL, waived_until = NULL, owner_id ="
            " (SELECT id FROM person WHERE nip = %(nip)s)", nip=MEMBER)  # fmt: skip
        waive(world, finding, by=HEAD, reason="Arsip rusak")
        faults = attacked(world, "UPDATE finding SET " + change).faults
    [fault] = [each for each in faults if each.code == "waiver_changed"]
    assert words in fault.message.render("en")
    assert fault.event


def test_the_event_that_says_otherwise_is_named(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        live(world)
        attack = "UPDATE organization_evaluation SET predicate = 'ISTIMEWA'"
        [fault] = [each for each in attacked(world, attack).faults if each.code == "organization_changed"]
        event = one(world.session, "SELECT id FROM audit_event WHERE event = 'organization.set'")
    assert event
    assert fault.event == event["id"]
