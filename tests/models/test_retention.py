"""How long things are kept: the schedule as data, what is due by it, and destroying it by decree."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import actors, retention
from models.chain import destroyed_rows, keys, sealer
from models.chain.verifying import verify
from models.database import connection_of, one, run, transaction
from models.erasure import files, holds
from models.errors import InvalidInputError
from models.retention import Kind
from models.tables import metadata
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.models.erasure_world import where
from tests.models.lived import NAMES, SIGNS, lived
from tests.models.test_erasure import ORDER, erased, owner, without_roles


def test_the_default_keeps_everything() -> None:
    assert [kind.years for kind in retention.schedule().kinds] == [None] * len(retention.schedule().kinds)


def test_the_schedule_names_tables_that_there_are() -> None:
    for kind in retention.schedule().kinds:
        assert set(kind.tables) <= set(metadata.tables)
        assert kind.minimum > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kinds: {activity: {years: 1}}", "at least 2"),
        ("kinds: {activity: {years: two}}", "whole number"),
        ("kinds: {activity: {years: true}}", "whole number"),
        ("kinds: {diaries: {years: 9}}", "only these kinds"),
        ("kinds: [", "cannot be read"),
        ("- 1", "copy of"),
    ],
)
def test_a_wrong_schedule_is_refused_with_the_remedy(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "schedule.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=words):
        retention.schedule(path)


def test_the_template_is_a_schedule(tmp_path: Path) -> None:
    path = tmp_path / "schedule.yaml"
    path.write_text(retention.template().replace("activity: {years: null", "activity: {years: 7"), encoding="utf-8")
    years = {kind.name: kind.years for kind in retention.schedule(path).kinds}
    assert (years["activity"], years["evidence"]) == (7, None)


@pytest.fixture
def old(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    """A closed period that ended six years ago."""
    for name in ("FILES_FOLDER", "MAIL_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", str(tmp_path / name))
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    period = lived(fresh)
    with transaction(owner()) as session:
        run(session, "UPDATE period SET starts = starts - 3000, ends = current_date - 6 * 366")
    return period


def _kind(name: str, years: int | None) -> Kind:
    [kind] = [each for each in retention.schedule().kinds if each.name == name]
    return Kind(name, years, kind.minimum, kind.tables, kind.files, kind.events)


def _destroyed(kind: Kind, **changes: Any) -> dict[str, int]:
    with transaction(owner()) as session:
        done = retention.destroy(session, kind, by=actors.operator(), **ORDER | changes)
    with transaction() as session:
        files.remove_queued(session)
    return done


@pytest.mark.parametrize(("years", "found"), [(None, 0), (5, 1), (7, 0)])
def test_what_is_due_is_what_the_years_say(old: SmallPeriod, years: int | None, found: int) -> None:
    with transaction() as session:
        assert len(retention.due(session, _kind("activity", years))) == found
        # HEAD and DIVISION_HEAD hold roles, and stay whatever their age; the regional head was never appraised.
        assert {row["nip"] for row in retention.due(session, _kind("people", years))} >= (
            {MEMBER, OTHER_MEMBER} if found else set()
        )


@pytest.mark.parametrize("name", ["attendance", "activity", "evidence", "feedback", "summary"])
def test_a_kind_goes_for_the_period_and_nothing_else_does(old: SmallPeriod, name: str) -> None:
    kind = _kind(name, 5)
    before = snapshot()
    done = _destroyed(kind)
    told = {"audit_event", "audit_text", "destroyed_rows"} | ({"erased_file"} if kind.files else set())
    assert changed_tables(before) <= set(kind.tables) | told
    for sign in (SIGNS[MEMBER], SIGNS[OTHER_MEMBER]):
        assert not set(where(sign)) & set(kind.tables), name
    assert where(SIGNS[MEMBER]), "other kinds stay"
    key = keys.signing_key()
    with transaction() as session:
        sealer.seal(session, key)
    with transaction() as session:
        assert verify(session, [key.verifier]).faults == []
        event = one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'retention.destroyed'")
    assert event
    assert event["n"] == bool(any(done.values()))
    before = snapshot()
    assert not any(count for table, count in _destroyed(kind).items() if table != "files"), "twice is once"
    assert changed_tables(before) <= {"erased_file", "audit_event", "audit_text"}, "nothing more is listed"


def test_whoever_is_on_hold_keeps_everything(old: SmallPeriod) -> None:
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        holds.hold(session, person, by=actors.operator(), decree="No. 7", reason="Pemeriksaan")
    _destroyed(_kind("activity", 5))
    assert "activity_log" in where(SIGNS[MEMBER])
    assert "activity_log" not in where(SIGNS[OTHER_MEMBER])
    with transaction() as session:
        assert MEMBER not in {row["nip"] for row in retention.due(session, _kind("people", 5))}


def test_no_decree_no_destruction(old: SmallPeriod) -> None:
    before = snapshot()
    for missing in ({"decree": ""}, {"reason": " "}):
        with pytest.raises(InvalidInputError):
            _destroyed(_kind("activity", 5), **missing)
    assert changed_tables(before) == set()


_MORE = "(SELECT min(e.id) FROM audit_event e JOIN audit_text t ON t.event_id = e.id)"
_LIST = "place = 'audit_text'"
_GONE = "(SELECT min(lower(numbers)) FROM destroyed_rows WHERE place = 'feedback')"
#: What somebody does beside an act of the schedule, and the fault that names it.
_TAKE = f"DELETE FROM audit_text WHERE event_id = {_MORE} RETURNING event_id AS id"
#: As somebody does who kept a copy, salts included.
_PUT_BACK = "INSERT INTO audit_text SELECT * FROM kept_words ON CONFLICT DO NOTHING"
_AS_LIST = "int8multirange(int8range(id, id, '[]'))"
BESIDE = {
    "words that no schedule took": (_TAKE, "words_removed"),
    "and one that a schedule took is back": (
        f"WITH m AS ({_TAKE}) INSERT INTO audit_text SELECT lower(numbers), '', '' FROM destroyed_rows WHERE {_LIST}",
        "words_removed",
    ),
    "words that no schedule took, put on its list": (
        f"WITH more AS ({_TAKE}) UPDATE destroyed_rows SET numbers = numbers + {_AS_LIST} FROM more WHERE {_LIST}",
        "destroyed_changed",
    ),
    "a list of an act that never was": (
        f"WITH m AS ({_TAKE}) INSERT INTO destroyed_rows SELECT gen_random_uuid(), 'audit_text', {_AS_LIST} FROM m",
        "destroyed_changed",
    ),
    "a list that is gone": ("DELETE FROM destroyed_rows WHERE place = 'feedback'", "destroyed_changed"),
    "new words where a schedule took them": (
        f"UPDATE feedback SET words = 'Baru' WHERE id = {_GONE}",
        "destroyed_back",
    ),
}


@pytest.mark.parametrize("attack", BESIDE)
def test_what_goes_beside_an_act_of_the_schedule_is_found(old: SmallPeriod, attack: str) -> None:
    _destroyed(_kind("feedback", 5))
    _destroyed(_kind("activity", 5))
    statement, code = BESIDE[attack]
    assert _codes() == set()
    _behind(statement)
    assert code in _codes()


def test_words_that_are_back_as_they_were_are_found(old: SmallPeriod) -> None:
    for take in (lambda: _destroyed(_kind("feedback", 5)), lambda: erased(MEMBER)):
        _behind("CREATE TABLE kept_words AS SELECT * FROM audit_text")
        take()
        assert _codes() == set()
        _behind(_PUT_BACK)
        assert "words_back" in _codes()
        _behind(f"DELETE FROM audit_text WHERE event_id IN ({destroyed_rows.GONE})")
        _behind("DROP TABLE kept_words")


def test_what_schedules_took_is_looked_up_once_however_many_there_were(old: SmallPeriod) -> None:
    """From the third act on PostgreSQL went through all that is gone for each event."""
    for kind in ("feedback", "activity"):
        _destroyed(_kind(kind, 5))
    _behind("INSERT INTO destroyed_rows SELECT gen_random_uuid(), place, numbers FROM destroyed_rows")
    _behind("ANALYZE destroyed_rows")
    for check in destroyed_rows.CHECKS:
        with transaction() as session:
            plan = connection_of(session).execute("EXPLAIN " + check.differing).fetchall()
        assert "SubPlan" not in str(plan), plan


def test_acts_of_before_there_were_lists_are_held_to_their_counts(old: SmallPeriod) -> None:
    _destroyed(_kind("feedback", 5))
    _behind("UPDATE audit_event SET content = content - '{act,destroyed}'::text[] WHERE content ? 'destroyed'")
    _behind("DELETE FROM destroyed_rows")
    assert _codes() == set()
    _behind(f"DELETE FROM audit_text WHERE event_id = {_MORE}")
    assert _codes() == {"words_removed"}


def test_whose_act_took_words_is_told_apart(old: SmallPeriod) -> None:
    with transaction() as session:
        given = one(session, "SELECT min(id) AS id FROM audit_event WHERE event = 'feedback.given'") or {}
        left = one(session, f"SELECT {_MORE} AS id") or {}
    _destroyed(_kind("feedback", 5))
    with transaction() as session:
        assert (destroyed_rows.taken_by(session, given["id"]) or {})["event"] == "retention.destroyed"
        assert destroyed_rows.taken_by(session, left["id"]) is None
    erased(MEMBER)
    with transaction() as session:
        sent = "SELECT id FROM audit_event WHERE event = 'objection.filed' ORDER BY id LIMIT 1"
        assert (destroyed_rows.taken_by(session, (one(session, sent) or {})["id"]) or {})["event"] == "person.erased"


def _behind(statement: str) -> None:
    with transaction(owner()) as session:
        connection_of(session).execute("SET LOCAL session_replication_role = replica")
        assert run(session, statement).rowcount  # type: ignore[arg-type]


def _codes() -> set[str]:
    with transaction() as session:
        return {fault.code for fault in verify(session, [], patience=1_000_000_000).faults}


def test_names_are_not_what_a_schedule_of_a_kind_takes(old: SmallPeriod) -> None:
    without_roles(MEMBER)
    _destroyed(_kind("activity", 5))
    assert "person" in where(NAMES[MEMBER])
