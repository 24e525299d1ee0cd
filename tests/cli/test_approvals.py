"""A decision is what was asked for: options that a request does not take are refused, never dropped or turned round."""

from collections.abc import Callable

import pytest

from models.database import one, rows, run, transaction
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    REGIONAL_HEAD,
    SmallPeriod,
    big_roster,
    changed_tables,
    launch_small_period,
    snapshot,
)
from tests.journeys.commands import said, told

BOTH = ("--work", "SESUAI", "--behavior", "SESUAI")
RETURN = ("--return", "--reason", "x")


def _refused(request: int, by: str, *given: str) -> str:
    before = snapshot()
    answer = told("approvals", "decide", request, "--as", by, *given, code=1)
    assert answer["error"] == "INVALID_INPUT"
    assert changed_tables(before) == set()
    return str(answer["message"])


def _decided(request: int, by: str, *given: str) -> str:
    told("approvals", "decide", request, "--as", by, *given)
    with transaction() as session:
        decision = one(session, "SELECT outcome FROM decision WHERE approval_id = %(id)s", id=request)
    assert decision
    return str(decision["outcome"])


def _objected(period: SmallPeriod) -> int:
    """An objection to which the rater has answered."""
    with transaction() as session:
        return World(session, period).objected()


def test_a_plan_takes_one_of_two_answers(fresh: Callable[[Stage], SmallPeriod]) -> None:
    request = fresh(Stage.TARGET_SETTING).submit_plan(HEAD)
    for given in ((), BOTH, ("--uphold",), ("--approve", *RETURN), ("--approve", "--predicate", "BAIK")):
        assert "--approve, or --return with --reason" in _refused(request, REGIONAL_HEAD, *given)
    assert _decided(request, REGIONAL_HEAD, *RETURN) == "returned"


def test_an_evaluation_returned_with_ratings_is_refused(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        request = World(session, period).request("evaluation", MEMBER)
    for given in ((), ("--work", "SESUAI"), (*BOTH, *RETURN), ("--approve",), (*BOTH, "--uphold")):
        assert "--work and --behavior" in _refused(request, DIVISION_HEAD, *given)
    assert _decided(request, DIVISION_HEAD, *BOTH) == "rated"


def test_an_organization_takes_a_predicate_only(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    [request] = period.requests("organization")
    for given in ((), RETURN, ("--predicate", "BAIK", *RETURN), ("--predicate", "BAIK", *BOTH)):
        assert "give --predicate" in _refused(request["id"], REGIONAL_HEAD, *given)
    assert _decided(request["id"], REGIONAL_HEAD, "--predicate", "BAIK") == "set"


def test_a_distribution_cannot_be_returned_and_is_not_justified_by_trying(db: str) -> None:
    period = launch_small_period(big_roster())
    period.up_to(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    period.rate_all(work="DI_BAWAH", behavior="DI_BAWAH")  # type: ignore[arg-type]
    assert period.run(Stage.APPROVAL).outcome == "sealed"
    period.run(Stage.SCORING)
    [request] = period.requests("distribution")
    for given in (RETURN, ("--approve", "--reason", "x"), (*BOTH, "--reason", "x")):
        assert "only --reason" in _refused(request["id"], REGIONAL_HEAD, *given)
    assert _decided(request["id"], REGIONAL_HEAD, "--reason", "Bencana") == "justified"


def test_an_objection_is_upheld_only_by_saying_so(fresh: Callable[[Stage], SmallPeriod]) -> None:
    request = _objected(fresh(Stage.OBJECTION))
    reason = ("--reason", "x")
    for given in (reason, RETURN, ("--uphold", *BOTH, *reason), ("--work", "SESUAI", *reason), ("--approve", *reason)):
        assert "--uphold" in _refused(request, HEAD, *given)
    assert _decided(request, HEAD, "--uphold", *reason) == "upheld"


def test_an_objection_is_changed_by_both_ratings(fresh: Callable[[Stage], SmallPeriod]) -> None:
    request = _objected(fresh(Stage.OBJECTION))
    assert _decided(request, HEAD, *BOTH, "--reason", "x") == "changed"
    with transaction() as session:
        newest = rows(session, "SELECT work_rating FROM evaluation WHERE version = 2")
    assert newest == [{"work_rating": "SESUAI"}]


def test_hr_asks_somebody_else_for_a_decision_that_does_not_come(fresh: Callable[[Stage], SmallPeriod]) -> None:
    request = fresh(Stage.TARGET_SETTING).submit_plan(HEAD)
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role) SELECT id, 'hr_admin' FROM person WHERE nip = %(nip)s",
            nip=MEMBER,
        )
    words = ("approvals", "reassign", request, "--to", DIVISION_HEAD, "--reason", "Bupati cuti")
    assert told(*words, "--as", OTHER_MEMBER, code=1)["error"] == "NOT_ALLOWED"
    assert DIVISION_HEAD in said(*words, "--as", MEMBER)
    [listed] = told("approvals", "list", "--as", DIVISION_HEAD)
    assert (listed["id"], listed["asked_nip"]) == (request, DIVISION_HEAD)
    assert told("trace", "--request", request)[-1]["reason"] == "Bupati cuti"
    assert _decided(request, DIVISION_HEAD, "--approve") == "approved"


@pytest.mark.usefixtures("db")
def test_help_names_the_answers_of_every_kind() -> None:
    shown = said("approvals", "decide", "--help")
    assert all(option in shown for option in ("--approve", "--return", "--work", "--predicate", "--uphold"))
