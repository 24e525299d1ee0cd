"""Separation of duties and the order of acts, asked again of the ledger.

What no verb allows is written by a superuser into events and rows alike, so that nothing else can tell.
"""

from collections.abc import Callable

import pytest

from models import approval, objection
from models.database import run
from models.vocabulary import Rating, Stage
from tests.acts import GOOD, World, rate, waive
from tests.delegations import delegate, deputy_of
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod, decider
from tests.models.chain.test_rows import checked, superuser
from tests.waived import waived

Standing = Callable[[Stage], SmallPeriod]
_PERSON = "(SELECT id FROM person WHERE coalesce(nip, official_code) = '{}')"


def found(world: World, *statements: str) -> set[str]:
    """The codes of all faults after these statements, which no trigger stopped."""
    assert checked(world).faults == [], "what people did holds"
    run(world.session, "SET LOCAL session_replication_role = replica")
    for statement in statements:
        assert run(world.session, statement).rowcount, statement  # type: ignore[arg-type]
    return {fault.code for fault in checked(world).faults}


def done_by(nip: str, event: str) -> tuple[str, str]:
    """Event and decision say that somebody else decided."""
    person = _PERSON.format(nip)
    request = f"(SELECT (content ->> 'approval')::bigint FROM audit_event WHERE event = '{event}' ORDER BY id LIMIT 1)"
    first = f"(SELECT min(id) FROM audit_event WHERE event = '{event}')"
    return (
        f"UPDATE decision SET decided_by = {person} WHERE approval_id = {request}",
        f"UPDATE audit_event SET actor_id = {person} WHERE id = {first}",
    )


def asked(nip: str, event: str) -> str:
    request = f"(SELECT (content ->> 'approval')::bigint FROM audit_event WHERE event = '{event}' ORDER BY id LIMIT 1)"
    return f"UPDATE approval SET assignee_id = {_PERSON.format(nip)} WHERE id = {request}"


def test_nobody_decided_for_themselves(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        codes = found(world, asked(HEAD, "plan.approved"), *done_by(HEAD, "plan.approved"))
    assert codes == {"decided_for_themselves"}


def test_nobody_decided_about_their_own_unit(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        codes = found(world, asked(MEMBER, "organization.set"), *done_by(MEMBER, "organization.set"))
    assert codes == {"decided_for_own_unit"}


def test_whoever_rated_does_not_decide_the_objection(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        request = world.objected(MEMBER)
        better = {"work": Rating.ABOVE, "behavior": GOOD}
        objection.decide(world.session, request, by=decider(world.session, request), reason="x", **better)
        event = "objection.changed"
        codes = found(world, asked(DIVISION_HEAD, event), *done_by(DIVISION_HEAD, event))
    assert codes == {"party_decided"}


#: What hides that an objection was decided too soon.
UNHEARD = (
    ("DELETE FROM audit_event WHERE event = 'objection.answered'",
     "UPDATE objection SET rater_answer = NULL, answered_at = NULL, answered_by = NULL"),
    ("UPDATE audit_event SET id = (SELECT max(id) + 1 FROM audit_event) WHERE event = 'objection.answered'",
     "UPDATE objection SET filed_at = filed_at - interval '30 days'"),
)  # fmt: skip


@pytest.mark.parametrize("changes", UNHEARD)
def test_both_sides_were_heard_before_an_objection_was_decided(standing: Standing, changes: tuple[str, str]) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        request = world.objected(MEMBER)
        objection.decide(world.session, request, by=decider(world.session, request), reason="x")
        assert "decided_unheard" in found(world, *changes)


def test_a_rater_who_let_the_days_pass_was_heard_enough_and_was_asked(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        request = world.objected(MEMBER)
        objection.decide(world.session, request, by=decider(world.session, request), reason="x")
        silent = (
            *UNHEARD[0],
            "UPDATE objection SET filed_at = filed_at - interval '7 days'",
            "UPDATE audit_event SET occurred_at = occurred_at - interval '7 days' WHERE event = 'objection.filed'",
        )
        assert found(world, *silent) == set()
        gone = "DELETE FROM notice WHERE kind = 'objection_to_answer'"
        run(world.session, gone)
        assert {fault.code for fault in checked(world).faults} == {"rater_not_asked"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET occurred_at = occurred_at - interval '30 days' WHERE acting_for_id IS NOT NULL",
        "UPDATE audit_event SET content = content || '{\"delegation\": 999}' WHERE acting_for_id IS NOT NULL",
        "DELETE FROM audit_event WHERE event = 'delegation.made'",
    ],
)
def test_a_deputy_acted_by_a_delegation_in_force(standing: Standing, change: str) -> None:
    with superuser(standing(Stage.APPROVAL)) as world:
        delegate(world.session, DIVISION_HEAD, HEAD)
        request = world.evaluation(OTHER_MEMBER)
        by = deputy_of(world.session, DIVISION_HEAD, HEAD)
        approval.send_back(world.session, request, by=by, reason="x")
        assert "no_delegation" in found(world, change)


def test_a_plh_sets_no_yearly_ratings(standing: Standing) -> None:
    with superuser(standing(Stage.APPROVAL)) as world:
        delegate(world.session, DIVISION_HEAD, REGIONAL_HEAD)
        request = world.evaluation(OTHER_MEMBER)
        by = deputy_of(world.session, DIVISION_HEAD, REGIONAL_HEAD)
        approval.rate(world.session, request, by=by, work=GOOD, behavior=GOOD)
        codes = found(
            world,
            "UPDATE delegation SET kind = 'plh'",
            "UPDATE audit_event SET content = content || '{\"kind\": \"plh\"}' WHERE event = 'delegation.made'",
        )
    assert codes == {"plh_decided"}


def test_stages_were_sealed_in_their_order(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        early = "UPDATE audit_event SET id = -id WHERE event = 'stage.sealed' AND subject_id = 4"
        assert "stage_out_of_order" in found(world, early)


def test_decisions_were_made_in_their_stage(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        late = "UPDATE audit_event SET id = (SELECT max(id) + 1 FROM audit_event) WHERE event = 'organization.set'"
        assert found(world, late) == {"decided_out_of_stage"}


def test_the_plan_of_the_rater_came_first(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        early = (
            "UPDATE audit_event SET id = (SELECT min(id) FROM audit_event WHERE event = 'plan.drafted') - 1000"
            f" WHERE event = 'plan.submitted' AND segment_id = {world.segment(MEMBER)}"
        )
        assert "rater_without_plan" in found(world, early)


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        ("event IN ('plan.approved', 'plan.fixed')", "rated_without_plan"),
        ("event = 'report.submitted'", "rated_without_report"),
        ("event = 'evaluation.rated'", "result_without_rating"),
    ],
)
def test_a_rating_has_its_grounds(standing: Standing, gone: str, code: str) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        whose = f"segment_id = {world.segment(MEMBER)}"
        assert code in found(world, f"DELETE FROM audit_event WHERE {whose} AND {gone}")


def test_nobody_was_rated_on_data_that_were_blocked(standing: Standing) -> None:
    with superuser(standing(Stage.OBJECTION)) as world:
        waived(world.session, world.period, "realizations", "1.1")
        run(world.session, "UPDATE finding SET waived_by = NULL, waived_reason = NULL, waived_until = NULL")
        old = "UPDATE finding SET severity = 'block', opened_at = opened_at - interval '1 day' WHERE code = 'DQ-X99'"
        assert "rated_on_faulty_data" in found(world, old)


def test_a_waiver_lets_data_stand(standing: Standing) -> None:
    with superuser(standing(Stage.QUALITY)) as world:
        finding = waived(world.session, world.period, "realizations", "1.1")
        run(world.session, "UPDATE finding SET waived_by = NULL, waived_reason = NULL, waived_until = NULL, owner_id ="
            " (SELECT id FROM person WHERE nip = %(nip)s), severity = 'block'", nip=MEMBER)  # fmt: skip
        waive(world, finding, by=HEAD)
        run(world.session, "UPDATE period_unit SET position = 5")
        rate(world, world.evaluation(MEMBER))
        old = "UPDATE finding SET opened_at = opened_at - interval '1 day'"
        assert "rated_on_faulty_data" not in found_anyhow(world, old)
        assert "rated_on_faulty_data" in found_anyhow(world, "DELETE FROM audit_event WHERE event = 'finding.waived'")


def found_anyhow(world: World, statement: str) -> set[str]:
    """The codes of all faults after a statement, in a world that has others already."""
    run(world.session, "SET LOCAL session_replication_role = replica")
    assert run(world.session, statement).rowcount  # type: ignore[arg-type]
    return {fault.code for fault in checked(world).faults}
