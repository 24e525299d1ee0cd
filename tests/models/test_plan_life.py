"""The life of plans as a state machine (D2): any order of acts by anybody leaves a legal state and one legal history.

Hypothesis tries sequences of drafting, submitting, deciding and fixing; a small model says what must be allowed. Each
sequence runs on the real database in a transaction that is rolled back.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import Session

from models.database import rows
from models.errors import ConflictError, KinerjaError, NotAllowedError, WrongStateError
from models.vocabulary import Stage
from tests.acts import World, approve, draft, fix, send_back, submit
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.worlds import trial

RATER = {HEAD: REGIONAL_HEAD, DIVISION_HEAD: HEAD, MEMBER: DIVISION_HEAD}
#: The performance team of the small period.
TEAM = {DIVISION_HEAD}
OWNERS = st.sampled_from(list(RATER))
ACTORS = st.sampled_from([REGIONAL_HEAD, HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER])

_STATES = """
SELECT e.nip, p.version, p.status, p.content_hash IS NOT NULL AS hashed,
       (SELECT count(*) FROM approval a WHERE a.key = 'plan:' || p.id AND a.closed_at IS NULL) AS asked
  FROM plan p JOIN segment s ON s.id = p.segment_id JOIN person e ON e.id = s.person_id ORDER BY e.nip, p.version
"""
_EVENTS = "SELECT count(*) AS events FROM audit_event WHERE event LIKE 'plan.%%'"


class PlanLife(RuleBasedStateMachine):
    """Plans of three people, each the rater of the next, and the model of what they may do."""

    period: SmallPeriod

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.session: Session = self.stack.enter_context(trial())
        self.world = World(self.session, self.period)
        self.status: dict[str, str] = dict.fromkeys(RATER, "")
        self.versions: dict[str, list[str]] = {owner: [] for owner in RATER}
        self.decided: list[int] = []
        self.overdue = False
        self.acts = 0

    def teardown(self) -> None:
        self.stack.close()

    def attempt(self, expected: type[KinerjaError] | None, act: Callable[[], Any]) -> None:
        """The act is refused exactly as the model says, leaving nothing; or it is allowed."""
        try:
            with self.session.begin_nested():
                act()
        except KinerjaError as problem:
            refused: type[KinerjaError] | None = type(problem)
        else:
            refused = None
            self.acts += 1
        assert refused is expected

    @rule(owner=OWNERS)
    def drafts(self, owner: str) -> None:
        allowed = self.status[owner] in {"", "draft", "returned"}
        self.attempt(None if allowed else WrongStateError, lambda: draft(self.world, owner))
        if allowed and self.status[owner] != "draft":
            self.moves(owner, "draft", new=True)

    @rule(owner=OWNERS)
    def submits(self, owner: str) -> None:
        superior_ready = owner == HEAD or self.status[RATER[owner]] == "approved"
        allowed = superior_ready and self.status[owner] == "draft"
        self.attempt(None if allowed else WrongStateError, lambda: submit(self.world, owner))
        if allowed:
            self.moves(owner, "submitted")

    @precondition(lambda self: "submitted" in self.status.values())
    @rule(actor=ACTORS, outcome=st.sampled_from(["approved", "returned"]), data=st.data())
    def decides(self, actor: str, outcome: str, data: st.DataObject) -> None:
        owner = data.draw(st.sampled_from([who for who, status in self.status.items() if status == "submitted"]))
        request = self.world.request("plan", owner)
        act = approve if outcome == "approved" else send_back
        allowed = actor == RATER[owner]
        self.attempt(None if allowed else NotAllowedError, lambda: act(self.world, request, actor))
        if allowed:
            self.moves(owner, outcome)
            self.decided.append(request)

    @precondition(lambda self: self.decided)
    @rule(data=st.data())
    def decides_again(self, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(self.decided))
        asked = rows(
            self.session,
            "SELECT coalesce(nip, official_code) AS who FROM approval a JOIN person p ON p.id = a.assignee_id "
            "WHERE a.id = %(request)s",
            request=request,
        )[0]["who"]
        self.attempt(ConflictError, lambda: send_back(self.world, request, asked))

    @precondition(lambda self: not self.overdue)
    @rule()
    def deadline_passes(self) -> None:
        self.world.overdue(Stage.TARGET_SETTING)
        self.overdue = True

    @rule(owner=OWNERS, actor=st.sampled_from([HEAD, DIVISION_HEAD, MEMBER]))
    def fixes(self, owner: str, actor: str) -> None:
        expected: type[KinerjaError] | None = None
        if actor not in TEAM:
            expected = NotAllowedError
        elif self.status[owner] == "approved":
            expected = WrongStateError
        elif actor == owner:
            expected = NotAllowedError
        elif not self.overdue:
            expected = WrongStateError
        self.attempt(expected, lambda: fix(self.world, owner, by=actor))
        if expected is None:
            if self.status[owner] == "submitted":
                self.versions[owner][-1] = "superseded"
            self.moves(owner, "approved", new=self.status[owner] != "draft")

    def moves(self, owner: str, status: str, *, new: bool = False) -> None:
        self.status[owner] = status
        if new:
            self.versions[owner].append(status)
        else:
            self.versions[owner][-1] = status

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        found = rows(self.session, _STATES)
        versions = {owner: [row["status"] for row in found if row["nip"] == owner] for owner in RATER}
        assert versions == self.versions
        for row in found:
            assert row["hashed"] == (row["status"] != "draft")
            assert row["asked"] == (row["status"] == "submitted")
        for owner in RATER:
            assert [row["version"] for row in found if row["nip"] == owner] == list(range(1, len(versions[owner]) + 1))

    @invariant()
    def every_allowed_act_has_one_event(self) -> None:
        assert rows(self.session, _EVENTS)[0]["events"] == self.acts


def test_any_order_of_acts_leaves_a_legal_state(standing: Callable[[Stage], SmallPeriod]) -> None:
    PlanLife.period = standing(Stage.TARGET_SETTING)
    run_state_machine_as_test(
        PlanLife,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_world_of_the_machine_is_the_small_period(standing: Callable[[Stage], SmallPeriod]) -> None:
    """What the model assumes about raters and the team is what was launched."""
    standing(Stage.TARGET_SETTING)
    with trial() as session:
        raters = rows(
            session,
            "SELECT e.nip, coalesce(r.nip, r.official_code) AS rater FROM segment s "
            "JOIN person e ON e.id = s.person_id JOIN person r ON r.id = s.rater_id",
        )
        team = rows(
            session, "SELECT nip FROM role_assignment JOIN person p ON p.id = person_id WHERE role = 'performance_team'"
        )
    assert {row["nip"]: row["rater"] for row in raters} == RATER | {OTHER_MEMBER: DIVISION_HEAD}
    assert {row["nip"] for row in team} == TEAM
