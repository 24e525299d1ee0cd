"""Plans approved together leave the same rows as plans approved one by one, and what cannot be approved is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models import plans_together, target_setting
from models.actors import Actor
from models.database import one, rows, run
from models.decisions import Given
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.worlds import trial

TABLES = {
    "decision": "SELECT to_jsonb(t) - ARRAY['decided_at'] AS line FROM decision t",
    "approval": "SELECT to_jsonb(t) - ARRAY['created_at', 'closed_at'] || jsonb_build_object('open', closed_at IS NULL)"
    " AS line FROM approval t",
    "event": "SELECT to_jsonb(t) - ARRAY['id', 'occurred_at'] AS line FROM audit_event t WHERE event = 'plan.approved'",
    "plan": "SELECT to_jsonb(t) - ARRAY['submitted_at'] AS line FROM plan t",
    "notice": "SELECT jsonb_build_array(key, person_id, kind, content) AS line FROM notice t",
    "wake": "SELECT DISTINCT jsonb_build_array(period_id, unit_id, cause) AS line FROM wake t",
}


def _kept(session: Session) -> dict[str, list[Any]]:
    return {
        name: [row["line"] for row in rows(session, statement + " ORDER BY line")] for name, statement in TABLES.items()
    }


def _asked(world: World, people: Sequence[str]) -> dict[int, str]:
    """The requests on the plans of these people, with the content that was asked about."""
    world.approved(HEAD)
    if DIVISION_HEAD not in people:
        world.approved(DIVISION_HEAD)
    asked = [world.submitted(nip) for nip in people]
    found = rows(world.session, "SELECT id, content_hash FROM approval WHERE id = ANY(%(ids)s)", ids=asked)
    return {row["id"]: row["content_hash"] for row in found}


def _rater(world: World, request: int) -> Actor:
    found = one(world.session, "SELECT assignee_id FROM approval WHERE id = %(id)s", id=request)
    assert found
    return Actor("person", found["assignee_id"], "Portal")


def _all(session: Session, asked: Mapping[int, str], by: Actor) -> frozenset[int]:
    """Approve all of them as `by`, each as it was looked at."""
    return target_setting.approve_all(session, [Given(number, by, {"seen": seen}) for number, seen in asked.items()])


def test_together_leaves_what_one_by_one_leaves(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(Stage.TARGET_SETTING)
    for people in ((MEMBER, OTHER_MEMBER), (DIVISION_HEAD,)):
        with trial() as session:
            world = World(session, period)
            asked = _asked(world, people)
            by = _rater(world, min(asked))
            with session.begin_nested() as alone:
                for request, seen in asked.items():
                    target_setting.approve(session, request, by=by, seen=seen)
                one_by_one = _kept(session)
                alone.rollback()
            assert _all(session, asked, by) == set(asked)
            assert _kept(session) == one_by_one
            assert _all(session, asked, by) == frozenset()


def test_only_what_may_be_approved_is(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        world = World(session, period)
        asked = _asked(world, (MEMBER, OTHER_MEMBER))
        first, second = sorted(asked)
        by = _rater(world, first)
        changed = {first: "0" * 64, second: asked[second]}
        assert _all(session, asked, world.who(HEAD)) == frozenset()
        assert _all(session, changed, by) == {second}
        run(session, "UPDATE period_unit SET position = 3")
        assert _all(session, {first: asked[first]}, by) == frozenset()


def test_a_plan_in_force_gives_way(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        world = World(session, period)
        asked = _asked(world, (MEMBER,))
        run(session, _IN_FORCE, segment=world.segment(MEMBER))
        assert _all(session, asked, _rater(world, min(asked))) == set(asked)
        found = rows(session, _STATES, segment=world.segment(MEMBER))
        assert [row["status"] for row in found] == ["approved", "superseded"]


_IN_FORCE = """
INSERT INTO plan (segment_id, version, status, content_hash, submitted_at)
SELECT segment_id, version + 1, 'approved', content_hash, submitted_at FROM plan WHERE segment_id = %(segment)s
"""
_STATES = "SELECT status FROM plan WHERE segment_id = %(segment)s ORDER BY version"


def test_one_plan_named_twice_is_approved_once(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    request = period.submit_plan(MEMBER)
    with trial() as session:
        found = one(session, "SELECT content_hash, assignee_id FROM approval WHERE id = %(id)s", id=request)
    assert found
    chosen = f"{request}:{found['content_hash']}"
    outcome = plans_together.approve([chosen, chosen], by=Actor("person", found["assignee_id"]))
    assert (outcome.approved, outcome.refused) == (1, ())
