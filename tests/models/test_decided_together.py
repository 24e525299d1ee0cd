"""Decisions that wait at one moment: each is stored once and told to its person; nobody waits for another."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlmodel import Session

from models import approval, decided_together, target_setting
from models.actors import Actor
from models.database import one, rows, run, transaction
from models.decided_together import MOST, Gathering, _Waiting
from models.decisions import Given
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, UnavailableError
from models.vocabulary import Rating, Stage
from tests.acts import GOOD, NOBODY, World
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.models.test_concurrency import at_once, refusals
from tests.worlds import trial

Store = Callable[[Session, Sequence[Given]], frozenset[int]]


class Held:
    """A `store_all` whose first call waits until `gathering` has so many others waiting; keeps what it was given."""

    def __init__(self, store: Store, others: int) -> None:
        self.calls: list[list[Given]] = []
        self.gathering = Gathering(self)
        self._store, self._others = store, others

    def __call__(self, session: Session, given: Sequence[Given]) -> frozenset[int]:
        self.calls.append(list(given))
        if len(self.calls) == 1:
            while len(self.gathering._waiting) < self._others:
                time.sleep(0.001)
        return self._store(session, given)


def deciding_at_once(
    monkeypatch: pytest.MonkeyPatch, verb: Callable[..., None], store: Store, decisions: Sequence[dict[str, Any]]
) -> tuple[list[Any], list[list[Given]]]:
    """What each decision gave (None or an error) when all but the first were stored together, and what was stored."""
    held = Held(store, len(decisions) - 1)
    monkeypatch.setattr(decided_together, "LEADERS", 1)
    monkeypatch.setitem(decided_together._GATHERED, verb, held.gathering)
    return at_once([lambda d=d: decided_together.decide(verb, **d) for d in decisions]), held.calls


def rating(request: int, by: Actor, work: Rating | None = GOOD, **words: Any) -> dict[str, Any]:
    return {
        "approval_id": request,
        "by": by,
        "work": work,
        "behavior": GOOD,
        "feedback": f"Umpan balik {request}",
    } | words


@pytest.fixture
def asked(fresh: Callable[[Stage], SmallPeriod]) -> dict[str, tuple[int, Actor]]:
    """Everybody's request for a rating, with whoever is asked."""
    period = fresh(Stage.APPROVAL)
    with transaction() as session:
        world = World(session, period)
        world.queue()
        raters = {HEAD: REGIONAL_HEAD, DIVISION_HEAD: HEAD, MEMBER: DIVISION_HEAD, OTHER_MEMBER: DIVISION_HEAD}
        return {nip: (world.request("evaluation", nip), world.who(rater)) for nip, rater in raters.items()}


_STORED = """
SELECT d.approval_id, d.decided_by, d.reason, v.feedback, v.work_rating, t.text
  FROM decision d JOIN evaluation v USING (approval_id)
  JOIN audit_event e ON e.event = 'evaluation.rated' AND (e.content ->> 'approval')::bigint = d.approval_id
  JOIN audit_text t ON t.event_id = e.id ORDER BY d.approval_id
"""


def test_each_is_told_of_their_own(asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Raters who decide at one moment, some of them wrongly: the right ones are stored, in one transaction."""
    (head, leader), (division, superior), (member, rater), (other, _same) = (
        asked[nip] for nip in (HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER)
    )
    given, calls = deciding_at_once(
        monkeypatch,
        approval.rate,
        approval.rate_all,
        [
            rating(NOBODY, rater),
            rating(head, leader),  # an agency head has no work rating of their own
            rating(head, leader, None),
            rating(division, superior),
            rating(member, superior),  # asked is somebody else
            rating(member, rater, None),  # a rating is missing
            rating(member, rater),
            rating(other, rater, seen="what was looked at before"),
        ],
    )
    assert [type(each) for each in given] == [
        NotFoundError, InvalidInputError, type(None), type(None), NotAllowedError, InvalidInputError, type(None),
        ConflictError,
    ]  # fmt: skip
    assert sum(len(call) for call in calls) == 8
    with transaction() as session:
        stored = rows(session, _STORED)
    said = {request: f"Umpan balik {request}" for request in (head, division, member)}
    assert {row["approval_id"]: row["reason"] for row in stored} == said
    assert all(row["reason"] == row["feedback"] == row["text"] for row in stored)
    assert {row["approval_id"]: row["decided_by"] for row in stored} == {
        head: leader.person_id, division: superior.person_id, member: rater.person_id
    }  # fmt: skip


def test_together_leaves_what_one_by_one_leaves(asked: dict[str, tuple[int, Actor]]) -> None:
    words = {nip: {"work": None if nip == HEAD else GOOD, "behavior": GOOD, "feedback": nip} for nip in asked}
    with trial() as session:
        for nip, (request, by) in asked.items():
            approval.rate(session, request, by=by, **words[nip])
        one_by_one = _kept(session)
    with trial() as session:
        given = [Given(request, by, words[nip]) for nip, (request, by) in asked.items()]
        assert approval.rate_all(session, given) == {request for request, _by in asked.values()}
        assert _kept(session) == one_by_one
        assert approval.rate_all(session, given) == frozenset()


_KEPT = (
    "SELECT to_jsonb(t) - ARRAY['decided_at'] AS line FROM decision t",
    "SELECT to_jsonb(t) - ARRAY['id', 'created_at', 'rated_at'] AS line FROM evaluation t",
    "SELECT to_jsonb(t) - ARRAY['closed_at', 'created_at'] AS line FROM approval t WHERE closed_at IS NOT NULL",
    """SELECT to_jsonb(t) - ARRAY['id', 'occurred_at', 'text_digest'] AS line FROM audit_event t
        WHERE event = 'evaluation.rated'""",
    "SELECT to_jsonb(text) AS line FROM audit_text",
    "SELECT DISTINCT jsonb_build_array(period_id, unit_id, cause) AS line FROM wake",
)


def _kept(session: Session) -> list[list[Any]]:
    kept = [[row["line"] for row in rows(session, statement + " ORDER BY line")] for statement in _KEPT]
    assert all(kept)
    return kept


def test_fifty_at_once_on_one_request_store_one(
    asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """D1: a request stands only once among those that are stored together; whoever is late is told who decided."""
    request, rater = asked[MEMBER]
    given, calls = deciding_at_once(
        monkeypatch, approval.rate, approval.rate_all, [rating(request, rater) for _ in range(50)]
    )
    assert len(refusals(given)) == 49
    assert {type(each) for each in refusals(given)} == {ConflictError}
    assert {len(call) for call in calls} == {1}


def test_nobody_waits_for_a_request_that_is_held(asked: dict[str, tuple[int, Actor]]) -> None:
    """Somebody's employee corrects at this moment, another's unit is sealed: only those two decisions wait."""
    (member, rater), (division, superior) = asked[MEMBER], asked[DIVISION_HEAD]
    with transaction() as correcting:
        run(correcting, "SELECT FROM approval WHERE id = %(id)s FOR UPDATE", id=member)
        waiting = threading.Thread(target=lambda: decided_together.decide(approval.rate, **rating(member, rater)))
        waiting.start()
        decided_together.decide(approval.rate, **rating(division, superior))
        with transaction() as session:
            assert [row["approval_id"] for row in rows(session, _STORED)] == [division]
    waiting.join(30)
    with transaction() as session:
        assert [row["approval_id"] for row in rows(session, _STORED)] == sorted([member, division])


def test_a_sealed_unit_holds_only_its_own(asked: dict[str, tuple[int, Actor]]) -> None:
    (member, rater) = asked[MEMBER]
    with transaction() as sealing:
        run(sealing, "SELECT FROM period_unit FOR UPDATE")
        with transaction() as session:
            assert approval.rate_all(session, [Given(member, rater, {"work": GOOD, "behavior": GOOD})]) == frozenset()


def test_when_together_fails_each_is_tried_alone(
    asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(session: Session, _given: Sequence[Given]) -> frozenset[int]:
        run(session, "SELECT 1 / 0")
        return frozenset()

    (division, superior), (member, rater) = asked[DIVISION_HEAD], asked[MEMBER]
    given, _calls = deciding_at_once(
        monkeypatch, approval.rate, fails, [rating(division, superior), rating(member, rater), rating(member, superior)]
    )
    assert [type(each) for each in given] == [type(None), type(None), NotAllowedError]
    assert "tried alone" in caplog.text


def test_a_deputy_is_always_asked_about_alone(
    asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch
) -> None:
    member, rater = asked[MEMBER]
    _other, superior = asked[DIVISION_HEAD]
    deputy = Actor("person", superior.person_id, acting_for=rater.person_id)
    given, calls = deciding_at_once(monkeypatch, approval.rate, approval.rate_all, [rating(member, deputy)])
    assert isinstance(given[0], NotAllowedError)  # no delegation is in force
    assert calls == []


def test_plans_are_stored_together(fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch) -> None:
    period = fresh(Stage.TARGET_SETTING)
    with transaction() as session:
        world = World(session, period)
        world.approved(HEAD)
        world.approved(DIVISION_HEAD)
        wanted = [world.submitted(nip) for nip in (MEMBER, OTHER_MEMBER)]
        by = world.who(DIVISION_HEAD)
    decisions = [{"approval_id": request, "by": by} for request in [NOBODY, *wanted]]
    given, calls = deciding_at_once(monkeypatch, target_setting.approve, target_setting.approve_all, decisions)
    assert [type(each) for each in given] == [NotFoundError, type(None), type(None)]
    assert len(calls) == 2
    with transaction() as session:
        decided = one(session, "SELECT count(*) AS n FROM decision WHERE approval_id = ANY(%(ids)s)", ids=wanted)
    assert decided == {"n": 2}


@pytest.mark.parametrize("seed", range(5))
def test_every_decision_is_offered_once_and_answered(standing: Callable[[Stage], SmallPeriod], seed: int) -> None:
    """Whatever is stored or fails, nobody is forgotten, none is offered twice, and each hears of their own."""
    standing(Stage.BRIEFING)
    chance = random.Random(seed)
    offered: list[int] = []
    stored: set[int] = set()

    def some(_session: Session, given: Sequence[Given]) -> frozenset[int]:
        numbers = [each.approval_id for each in given]
        assert len(set(numbers)) == len(numbers) <= MOST
        offered.extend(numbers)
        if chance.random() < 0.1:
            raise ConflictError("")
        took = frozenset(number for number in numbers if chance.random() < 0.7)
        stored.update(took)
        return took

    gathering = Gathering(some)
    decisions = [Given(number, Actor("person", 1)) for number in range(600)]

    def client(place: int) -> list[tuple[int, bool]]:
        return [(each.approval_id, gathering.store(each)) for each in decisions[place::60]]

    told = [answer for answers in at_once([lambda p=p: client(p) for p in range(60)]) for answer in answers]
    assert sorted(offered) == list(range(600))
    assert {number for number, was_stored in told if was_stored} == stored
    assert len(told) == 600


def test_whoever_is_interrupted_leaves_the_turn_to_the_next(standing: Callable[[Stage], SmallPeriod]) -> None:
    standing(Stage.BRIEFING)
    interrupts: Iterator[BaseException] = iter([KeyboardInterrupt()])

    def interrupted(_session: Session, given: Sequence[Given]) -> frozenset[int]:
        for interrupt in interrupts:
            raise interrupt
        return frozenset(each.approval_id for each in given)

    gathering = Gathering(interrupted)
    with pytest.raises(KeyboardInterrupt):
        gathering.store(Given(1, Actor("person", 1)))
    assert gathering.store(Given(2, Actor("person", 1)))


class Interrupted(threading.Event):
    """Whoever waits for it is interrupted at the moment at which it is set."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        raise KeyboardInterrupt


def test_whoever_is_interrupted_while_waiting_is_not_waited_for(
    standing: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(Stage.BRIEFING)
    monkeypatch.setattr(decided_together, "LEADERS", 1)
    held = Held(lambda _session, given: frozenset(each.approval_id for each in given), 1)
    leading = threading.Thread(target=held.gathering.store, args=(Given(1, Actor("person", 1)),))
    leading.start()
    while not held.calls:
        time.sleep(0.001)
    waiting = _Waiting(Given(2, Actor("person", 1)))
    waiting.ended = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        held.gathering._await_turn(waiting)
    leading.join(30)
    assert held.gathering.store(Given(3, Actor("person", 1)))


def test_nobody_waits_long_for_another_row_that_is_held(
    asked: dict[str, tuple[int, Actor]], caplog: pytest.LogCaptureFixture
) -> None:
    """What is held is neither the request nor its unit: together they wait a moment, then each goes alone."""
    (member, rater), (division, superior) = asked[MEMBER], asked[DIVISION_HEAD]
    given = [
        Given(request, by, {"work": GOOD, "behavior": GOOD}) for request, by in ((member, rater), (division, superior))
    ]
    with transaction() as erasing:
        run(erasing, "SELECT FROM person WHERE id = %(id)s FOR UPDATE", id=rater.person_id)
        assert Gathering(approval.rate_all)._try(given) == frozenset()
        assert "LockNotAvailable" in caplog.text
        decided_together.decide(approval.rate, **rating(division, superior))
    decided_together.decide(approval.rate, **rating(member, rater))
    with transaction() as session:
        assert [row["approval_id"] for row in rows(session, _STORED)] == sorted([member, division])


def test_a_lost_answer_is_told_as_such(asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away in the commit: nobody is told that it was decided before, or that it was not."""
    (division, superior), (member, rater) = asked[DIVISION_HEAD], asked[MEMBER]

    def lost(session: Session) -> None:
        run(session, "SELECT pg_terminate_backend(pg_backend_pid())")

    def stored(session: Session, given: Sequence[Given]) -> frozenset[int]:
        event.listen(session, "before_commit", lambda one: run(one, "COMMIT") and lost(one), once=True)
        return approval.rate_all(session, given)

    given, _calls = deciding_at_once(
        monkeypatch, approval.rate, stored, [rating(division, superior), rating(member, rater)]
    )
    assert {type(each) for each in given} == {UnavailableError}
    with transaction() as session:
        assert [row["approval_id"] for row in rows(session, _STORED)] == sorted([member, division])


def test_words_that_no_database_stores_spoil_only_their_own(
    asked: dict[str, tuple[int, Actor]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (division, superior), (member, rater) = asked[DIVISION_HEAD], asked[MEMBER]
    held = Held(approval.rate_all, 0)
    monkeypatch.setitem(decided_together._GATHERED, approval.rate, held.gathering)
    with pytest.raises(psycopg.DataError):
        decided_together.decide(approval.rate, **rating(member, rater, feedback="\0"))
    decided_together.decide(approval.rate, **rating(division, superior))
    assert [[each.approval_id for each in call] for call in held.calls] == [[division]]
