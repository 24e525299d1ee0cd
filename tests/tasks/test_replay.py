"""Replay gives what was recorded, to the byte, writes nothing, and names by person and step what would differ now."""

from collections.abc import Callable

import pytest

from models import objection
from models.database import connection_of, database_url, engine_for, run, transaction
from models.errors import NotFoundError
from models.made_with import rules_digest
from models.roster.posts import PostKind
from models.rules.credit_points import PERCENT
from models.rules.permenpanrb6 import MATRIX
from models.vocabulary import Predicate, Rating, Stage
from tasks.replay import Replay, replay
from tests.acts import World, justify
from tests.factories import (
    DIVISION_HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    big_roster,
    changed_tables,
    decider,
    entry,
    launch_small_period,
    small_roster,
    snapshot,
)

Fresh = Callable[[Stage], SmallPeriod]


def replayed(unit: str | None = None) -> Replay:
    with transaction() as session:
        done = replay(session, "2026", unit=unit)
        session.rollback()
    return done


@pytest.fixture
def closed(fresh: Fresh) -> SmallPeriod:
    """A period in which an objection changed the ratings of one person."""
    period = fresh(Stage.OBJECTION)
    period.run(Stage.OBJECTION)
    with transaction() as session:
        request = World(session, period).objected(MEMBER)
        better = {"work": Rating.ABOVE, "behavior": Rating.ABOVE}
        objection.decide(session, request, by=decider(session, request), reason="Data baru", **better)
    period.accept_all(but=(MEMBER,))
    assert period.run(Stage.OBJECTION).outcome == "sealed"
    return period


@pytest.mark.usefixtures("closed")
def test_everything_comes_out_as_it_was_recorded_and_nothing_is_written() -> None:
    before = snapshot()
    done = replayed()
    assert (done.same, done.units, done.results, done.indicators, done.stages) == (True, 1, 5, 4, 1)
    assert changed_tables(before) == set()


@pytest.mark.usefixtures("closed")
def test_another_rule_is_reported_by_person_and_step(monkeypatch: pytest.MonkeyPatch) -> None:
    other = MATRIX | {(Rating.ABOVE, Rating.ABOVE): Predicate.GOOD}
    monkeypatch.setattr("tasks.scoring.MATRIX", other)
    before = snapshot()
    [difference] = replayed().differences
    assert (difference.step, difference.recorded, difference.replayed) == ("predicate", "SANGAT_BAIK", "BAIK")
    assert (difference.nip, difference.version) == (MEMBER, 2)
    assert changed_tables(before) == set(), "what comes out now is not adopted"


@pytest.mark.usefixtures("closed")
def test_what_results_were_made_with_is_recorded_and_held_against_what_there_is_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert replayed().changed == {}
    was = rules_digest()
    monkeypatch.setattr("models.made_with.rules_digest", lambda: "0" * 64)
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    done = replayed()
    assert (done.same, done.changed["rules_code"]) == (True, {was})
    assert set(done.changed) == {"rules_code", "python"}
    assert done.made_now["postgresql"].split(".")[0].isdigit()


@pytest.mark.usefixtures("closed")
def test_seals_of_before_do_not_say_what_they_were_made_with() -> None:
    with transaction(engine_for(database_url("owner"), 1)) as session:
        connection_of(session).execute("SET LOCAL session_replication_role = replica")
        run(session, "UPDATE audit_event SET content = content - 'made_with' WHERE event = 'stage.sealed'")
    changed = replayed().changed
    assert changed["rules_code"] == changed["python"] == {None}
    assert "software" not in changed, "stage runs always had it"


def test_what_a_superior_justified_comes_out_as_it_was_recorded(db: str) -> None:
    """The justification is a person's, and part of what was sealed: no machine works it out."""
    period = launch_small_period(big_roster(7))
    period.up_to(Stage.SCORING)
    period.run(Stage.SCORING)
    with transaction() as session:
        justify(World(session, period), period.requests("distribution")[0]["id"])
    assert period.run(Stage.SCORING).outcome == "sealed"
    done = replayed()
    assert (done.differences, done.stages) == ([], 1)


@pytest.mark.usefixtures("closed")
def test_another_distribution_and_another_measure_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.scoring.MATRIX", MATRIX | {(Rating.AS_EXPECTED, Rating.AS_EXPECTED): Predicate.POOR})
    steps = {difference.step for difference in replayed().differences}
    assert steps == {"predicate", "distribution"}
    monkeypatch.setattr("tasks.scoring.MATRIX", MATRIX)
    monkeypatch.setattr("tasks.attainment.values", _stricter)
    steps = {difference.step for difference in replayed("DINKES").differences}
    assert steps == {"attainment 1.1"}


def _stricter(*place: object) -> dict[str, object]:
    from models.evidence_summary import values  # noqa: PLC0415

    return values(*place) | {"signal_below": 200, "signal_above": 300}  # type: ignore[arg-type]


def test_credit_points_that_come_out_otherwise_are_found(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert db
    post = {"post_kind": PostKind("FUNGSIONAL"), "functional_level": "Ahli Pertama"}
    period = launch_small_period([*small_roster()[:3], entry(OTHER_MEMBER, DIVISION_HEAD, 3, **post)])
    period.up_to(Stage.NOTIFICATION)
    assert replayed().same
    monkeypatch.setattr("tasks.scoring.PERCENT", {word: percent + 1 for word, percent in PERCENT.items()})
    [difference] = replayed().differences
    assert (difference.step, difference.nip) == ("credit points", OTHER_MEMBER)


def test_without_sealed_results_there_is_nothing_to_replay(fresh: Fresh) -> None:
    fresh(Stage.COLLECTION)
    with pytest.raises(NotFoundError, match="sealed"):
        replayed()


def test_statements_planned_before_and_after_use_the_right_tables(closed: SmallPeriod) -> None:
    """One connection scores, replays and scores again: its prepared statements never mix up the tables."""
    for _time in range(7):
        assert replayed().same
        closed.run(Stage.CLOSING)
    assert replayed().same
