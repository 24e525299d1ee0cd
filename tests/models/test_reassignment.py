"""A decision that does not come is asked of somebody else, by HR and on record; never of a party to it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import LiteralString

import pytest

from models import actors
from models.database import one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, KinerjaError, NotAllowedError, NotFoundError
from models.reassignment import reassign
from models.vocabulary import Stage
from tests.acts import NOBODY, Act, World, approve, rate, set_predicate
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod

T, A, O = Stage.TARGET_SETTING, Stage.APPROVAL, Stage.OBJECTION  # noqa: E741


def _to(w: World, request: int, to: str, by: str = HEAD, reason: str = "Penilai mutasi") -> None:
    reassign(w.session, request, to=to, by=w.who(by), reason=reason)


def _organization(w: World) -> int:
    w.queue()
    return w.request("organization")


#: name → (stage, the act, the class of its error, words of the message). HEAD is the HR administrator.
REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    "without a reason": (A, lambda w: _to(w, w.evaluation(), OTHER_MEMBER, reason=" "), InvalidInputError, "Say why"),
    "nothing": (A, lambda w: _to(w, NOBODY, OTHER_MEMBER), NotFoundError, "no request"),
    "to nobody": (A, lambda w: _to(w, w.evaluation(), "1" * 18), NotFoundError, "Nobody has the NIP"),
    "without the role": (A, lambda w: _to(w, w.evaluation(), HEAD, by=DIVISION_HEAD), NotAllowedError, "Only an HR"),
    "as the operator": (
        A,
        lambda w: reassign(w.session, w.evaluation(), to=OTHER_MEMBER, by=actors.operator(), reason="x"),
        NotAllowedError,
        "Only an HR",
    ),
    "about oneself": (T, lambda w: _to(w, w.submitted(HEAD), MEMBER), NotAllowedError, "does not concern"),
    "to the person concerned": (A, lambda w: _to(w, w.evaluation(), MEMBER), NotAllowedError, "about themselves"),
    "to who is asked": (A, lambda w: _to(w, w.evaluation(), DIVISION_HEAD), ConflictError, "already"),
    "ratings to the superior": (
        A,
        lambda w: _to(w, w.evaluation(), HEAD),
        NotAllowedError,
        "would decide an objection",
    ),
    "what was decided": (A, lambda w: _to(w, w.rated(), OTHER_MEMBER), ConflictError, "decided or withdrawn"),
    "a unit to its own people": (A, lambda w: _to(w, _organization(w), MEMBER), NotAllowedError, "Nobody of this unit"),
    "an objection to the rater": (O, lambda w: _to(w, w.objected(), DIVISION_HEAD), NotAllowedError, "by the rater"),
    "an objection to the objector": (O, lambda w: _to(w, w.objected(), MEMBER), NotAllowedError, "about themselves"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_request_is_not_reassigned(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, act, error, words = REFUSALS[name]
    period = standing(stage)
    with pytest.raises(error, match=words), transaction() as session:
        act(World(session, period))


def test_an_objection_is_not_for_who_set_the_ratings_instead_of_the_rater(
    fresh: Callable[[Stage], SmallPeriod],
) -> None:
    period = fresh(A)
    with transaction() as session:
        w = World(session, period)
        request = w.evaluation()
        _to(w, request, OTHER_MEMBER)
        rate(w, request, by=OTHER_MEMBER)
    period.rate_all()
    for stage in (A, Stage.SCORING, Stage.NOTIFICATION, O):
        period.run(stage)
    with transaction() as session:
        w = World(session, period)
        objection = w.objected()
        with pytest.raises(NotAllowedError, match="who set the ratings"):
            _to(w, objection, OTHER_MEMBER)


def test_the_new_person_decides_and_the_former_no_longer(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(A)
    with transaction() as session:
        w = World(session, period)
        request = w.evaluation()
        before = one(session, "SELECT due_at, content_hash FROM approval WHERE id = %(id)s", id=request)
        _to(w, request, OTHER_MEMBER)
        assert one(session, "SELECT due_at, content_hash FROM approval WHERE id = %(id)s", id=request) == before
        with pytest.raises(NotAllowedError, match="not for you"):
            rate(w, request, by=DIVISION_HEAD)
        rate(w, request, by=OTHER_MEMBER)
        decision = one(session, "SELECT decided_by FROM decision WHERE approval_id = %(id)s", id=request)
        assert decision == {"decided_by": w.who(OTHER_MEMBER).person_id}


def test_a_reassignment_is_on_record_and_both_are_told_each_time(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(A)
    with transaction() as session:
        request = World(session, period).evaluation()
    for person in (OTHER_MEMBER, DIVISION_HEAD, OTHER_MEMBER):
        with transaction() as session:
            _to(World(session, period), request, person)
    with transaction() as session:
        w = World(session, period)
        former, new = w.who(DIVISION_HEAD).person_id, w.who(OTHER_MEMBER).person_id
        events = rows(
            session,
            "SELECT e.actor_id, e.segment_id, e.content - 'approval' AS content, t.text FROM audit_event e "
            "JOIN audit_text t ON t.event_id = e.id WHERE event = 'evaluation.reassigned' ORDER BY e.id",
        )
        told = rows(
            session,
            "SELECT kind, person_id, count(*) AS times FROM notice WHERE content ->> 'kind' = 'evaluation' "
            "GROUP BY 1, 2 ORDER BY 1, 3 DESC",
        )
        handed = one(session, "SELECT content FROM notice WHERE kind = 'request_reassigned' LIMIT 1") or {}
    assert events[0] == {
        "actor_id": period.actor(HEAD).person_id,
        "segment_id": period.segments[MEMBER],
        "content": {"asked_before": former, "asked_now": new},
        "text": "Penilai mutasi",
    }
    assert len(events) == 3
    assert handed["content"] == {
        "kind": "evaluation", "decision": "evaluation", "segment": period.segments[MEMBER],
    }, "they read which one it was"  # fmt: skip
    assert [(row["kind"], row["person_id"], row["times"]) for row in told] == [
        ("approval_pending", new, 2),
        ("approval_pending", former, 1),
        ("request_reassigned", former, 2),
        ("request_reassigned", new, 1),
    ]


def test_a_plan_and_a_predicate_may_be_asked_of_another(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(T)
    with transaction() as session:
        w = World(session, period)
        run(
            session,
            "INSERT INTO role_assignment (person_id, role) VALUES (%(by)s, 'hr_admin')",
            by=w.who(MEMBER).person_id,
        )
        request = w.submitted(HEAD)
        _to(w, request, DIVISION_HEAD, by=MEMBER)
        approve(w, request, DIVISION_HEAD)
    with transaction() as session:
        run(session, "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', 'Sekda')", nip="196801011992031009")
    period.agree_plans([nip for nip in period.segments if nip != HEAD])
    period.run(T)
    period.pass_stage(Stage.COLLECTION)
    period.pass_stage(Stage.QUALITY)
    with transaction() as session:
        w = World(session, period)
        request = _organization(w)
        _to(w, request, "196801011992031009")
        with pytest.raises(NotAllowedError, match="not for you"):
            set_predicate(w, request, by=REGIONAL_HEAD)
        set_predicate(w, request, by="196801011992031009")


def test_a_decision_that_waited_for_the_reassignment_is_refused(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(A)
    with transaction() as session:
        request = World(session, period).evaluation()

    def decide() -> str:
        try:
            with transaction() as other:
                rate(World(other, period), request, by=DIVISION_HEAD)
        except KinerjaError as refusal:
            return refusal.code
        return "decided"

    with ThreadPoolExecutor(1) as people:
        with transaction() as session:
            _to(World(session, period), request, OTHER_MEMBER)
            waiting = people.submit(decide)
            _until_somebody_waits()
        assert waiting.result(timeout=30) == "NOT_ALLOWED"


_WAITING: LiteralString = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def _until_somebody_waits() -> None:
    """Until another session waits for a lock: the decision looked before the reassignment was over."""
    ends = monotonic() + 30
    while monotonic() < ends:
        with transaction() as session:
            if rows(session, _WAITING):
                return
        sleep(0.01)
    raise AssertionError("nobody waited")
