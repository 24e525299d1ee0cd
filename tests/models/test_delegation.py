"""Delegations: by decree, on their days, one deputy at a time, no chain and no loop, told once, ended by the days."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session

from models import actors, delegation, delegation_pages, trace
from models.database import one, rows, run, transaction
from models.delegation import Given
from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from models.vocabulary import Stage
from tests.acts import NOBODY
from tests.delegations import DECREE, delegate, given, stored, today
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod, count
from tests.models.test_concurrency import at_once
from tests.web.oversight import person_id
from tests.worlds import trial

World = Callable[[Stage], SmallPeriod]


def test_a_delegation_is_made_and_ended_on_record(fresh: World) -> None:
    fresh(Stage.APPROVAL)
    with transaction() as session:
        by = actors.person(session, HEAD)
        number = delegation.make(session, given(session, f" {DIVISION_HEAD[:8]} {DIVISION_HEAD[8:]}", MEMBER), by=by)
        shown = delegation_pages.held(session, number, by=by)
        assert (shown["state"], shown["decree"], shown["kind"]) == ("in_force", DECREE, "plt")
        assert [each["waiting"] for each in delegation_pages.for_deputy(session, person_id(MEMBER))] == [0]
    with transaction() as session:
        delegation.end(session, number, by=by, reason="Pejabat kembali")
        shown = delegation_pages.held(session, number, by=by)
        assert shown["state"] == "ended"
        assert [(each["event"], each["reason"]) for each in shown["story"]] == [
            ("delegation.made", "Pejabat cuti"),
            ("delegation.begun", None),
            ("delegation.ended", "Pejabat kembali"),
        ]
        assert delegation_pages.for_deputy(session, person_id(MEMBER)) == []
        for nip in (DIVISION_HEAD, MEMBER):
            traced = [row["event"] for row in trace.trace(session, "person", nip, by=actors.operator())]
            assert traced[-3:] == ["delegation.made", "delegation.begun", "delegation.ended"]
        told = rows(session, "SELECT kind, person_id FROM notice WHERE kind LIKE 'delegation%%' ORDER BY id")
    both = [person_id(DIVISION_HEAD), person_id(MEMBER)]
    assert [(row["kind"], row["person_id"]) for row in told] == [
        (kind, person) for kind in ("delegation_begun", "delegation_ended") for person in both
    ]


def changed(**changes: Any) -> Callable[[Session], Given]:
    return lambda session: replace(given(session, DIVISION_HEAD, MEMBER), **changes)


def days(**changes: int) -> Callable[[Session], Given]:
    return lambda session: given(session, DIVISION_HEAD, MEMBER, **changes)


#: name → (what is entered, by whom, the class of the error, words of the message).
REFUSALS: dict[str, tuple[Callable[[Session], Given], str, type[KinerjaError], str]] = {
    "without the role": (days(), DIVISION_HEAD, NotAllowedError, "Only an HR"),
    "no such principal": (changed(principal="1" * 18), HEAD, InvalidInputError, "Nobody has the NIP"),
    "no such deputy": (changed(deputy=""), HEAD, InvalidInputError, "Nobody has the NIP"),
    "no such kind": (changed(kind="pj"), HEAD, InvalidInputError, "Choose Plt"),
    "to oneself": (changed(deputy=DIVISION_HEAD), HEAD, InvalidInputError, "Nobody acts for themselves"),
    "an administrator as deputy": (changed(deputy=HEAD), HEAD, NotAllowedError, "makes themselves a deputy"),
    "no decree": (changed(decree=" \n"), HEAD, InvalidInputError, "number of the decree"),
    "an endless decree": (changed(decree="9" * 101), HEAD, InvalidInputError, "at most 100"),
    "a decree without a date": (changed(decree_date=None), HEAD, InvalidInputError, "date of the decree"),
    "a decree of tomorrow": (
        lambda session: replace(days()(session), decree_date=today(session) + timedelta(days=1)),
        HEAD,
        InvalidInputError,
        "date of the decree",
    ),
    "no days": (changed(ends=None), HEAD, InvalidInputError, "first and the last day"),
    "days the wrong way": (days(first=5, last=4), HEAD, InvalidInputError, "before the first"),
    "days that are over": (days(first=-9, last=-1), HEAD, InvalidInputError, "days are over"),
    "more than a year": (days(last=366), HEAD, InvalidInputError, "a year at most"),
    "no reason": (changed(reason=" "), HEAD, InvalidInputError, "Say why"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_delegation_is_not_made(standing: World, name: str) -> None:
    standing(Stage.APPROVAL)
    entered, by, error, words = REFUSALS[name]
    with trial() as session, pytest.raises(error, match=words):
        delegation.make(session, entered(session), by=actors.person(session, by))


def test_a_disabled_account_is_no_deputy(standing: World) -> None:
    standing(Stage.APPROVAL)
    with trial() as session:
        run(session, "INSERT INTO account (person_id, disabled_at) VALUES (%(id)s, now())", id=person_id(MEMBER))
        with pytest.raises(InvalidInputError, match="disabled"):
            delegate(session, DIVISION_HEAD, MEMBER)


#: name → (principal, deputy, first and last day, words) beside "MEMBER acts for DIVISION_HEAD on days 0 to 10".
CROSSED: dict[str, tuple[str, str, int, int, str]] = {
    "a second deputy": (DIVISION_HEAD, OTHER_MEMBER, 10, 12, "already"),
    "a loop": (MEMBER, DIVISION_HEAD, 0, 1, "cannot act for each other"),
    "a deputy of the deputy": (MEMBER, OTHER_MEMBER, 5, 20, "a deputy has no deputy"),
    "a deputy for two steps": (HEAD, DIVISION_HEAD, -3, 0, "a deputy has no deputy"),
}


@pytest.mark.parametrize("name", CROSSED)
def test_no_chain_no_loop_no_second_deputy(standing: World, name: str) -> None:
    standing(Stage.APPROVAL)
    principal, deputy, first, last, words = CROSSED[name]
    with trial() as session:
        delegate(session, DIVISION_HEAD, MEMBER)
        with pytest.raises(ConflictError, match=words):
            delegate(session, principal, deputy, first=first, last=last)
        day = today(session)
        with pytest.raises(psycopg.errors.ExclusionViolation):
            stored(session, principal, deputy, day + timedelta(days=first), day + timedelta(days=last))


def test_days_beside_each_other_and_two_posts_at_once_are_allowed(standing: World) -> None:
    standing(Stage.APPROVAL)
    with trial() as session:
        delegate(session, DIVISION_HEAD, MEMBER)
        delegate(session, DIVISION_HEAD, OTHER_MEMBER, first=11, last=12)
        delegate(session, HEAD, MEMBER)
        delegate(session, MEMBER, OTHER_MEMBER, first=13, last=14)


def test_of_two_that_would_make_a_loop_one_is_made(fresh: World) -> None:
    fresh(Stage.APPROVAL)

    def one_way(principal: str, deputy: str) -> Callable[[], int]:
        def act() -> int:
            with transaction() as session:
                return delegate(session, principal, deputy)

        return act

    found = at_once([one_way(MEMBER, OTHER_MEMBER), one_way(OTHER_MEMBER, MEMBER)] * 4)
    assert sum(isinstance(each, int) for each in found) == 1
    assert sum(isinstance(each, ConflictError) for each in found) == 7
    assert count("delegation") == 1


def test_ending_is_refused_when_there_is_nothing_to_end(standing: World) -> None:
    standing(Stage.APPROVAL)
    with trial() as session:
        hr, number = actors.person(session, HEAD), delegate(session, DIVISION_HEAD, MEMBER)
        with pytest.raises(NotAllowedError, match="Only an HR"):
            delegation.end(session, number, by=actors.person(session, MEMBER), reason="x")
        with pytest.raises(NotFoundError, match="no delegation"):
            delegation.end(session, NOBODY, by=hr, reason="x")
        with pytest.raises(InvalidInputError, match="Say why"):
            delegation.end(session, number, by=hr, reason=" ")
        delegation.end(session, number, by=hr, reason="x")
        with pytest.raises(ConflictError, match="ended before"):
            delegation.end(session, number, by=hr, reason="x")
        day = today(session)
        over = stored(session, DIVISION_HEAD, MEMBER, day - timedelta(days=9), day - timedelta(days=1))
        with pytest.raises(WrongStateError, match="by itself"):
            delegation.end(session, over, by=hr, reason="x")


def told(session: Session) -> list[tuple[str, str]]:
    found = rows(session, "SELECT kind, content ->> 'to' AS t FROM notice WHERE kind LIKE 'delegation%%' ORDER BY id")
    return [(row["kind"].removeprefix("delegation_"), row["t"]) for row in found]


def test_the_calendar_begins_and_ends_it_and_each_is_told_once(standing: World) -> None:
    standing(Stage.APPROVAL)
    with trial() as session:
        day = today(session)
        to_come = delegate(session, HEAD, OTHER_MEMBER, first=1)
        stored(session, DIVISION_HEAD, MEMBER, day - timedelta(days=3), day - timedelta(days=1))
        stored(session, DIVISION_HEAD, MEMBER, day, day)
        assert told(session) == []
        assert (delegation.tell(session), delegation.tell(session)) == (4, 0)
        both = [("begun", "principal"), ("begun", "deputy"), ("ended", "principal"), ("ended", "deputy")]
        assert told(session) == both
        events = rows(session, "SELECT event, actor_kind FROM audit_event WHERE event LIKE 'delegation.%%' ORDER BY id")
        assert [tuple(row.values()) for row in events] == [
            ("delegation.made", "operator"), ("delegation.begun", "system"), ("delegation.ended", "system"),
        ]  # fmt: skip
        delegation.end(session, to_come, by=actors.operator(), reason="Batal")
        assert (delegation.tell(session), len(told(session))) == (0, 4)


@pytest.mark.parametrize(("timezone", "in_force"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)])
def test_a_day_is_a_day_of_its_region(standing: World, timezone: str, in_force: bool) -> None:  # noqa: FBT001
    standing(Stage.APPROVAL)
    with trial() as session:
        first = one(session, "SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date AS day")
        assert first
        stored(session, DIVISION_HEAD, MEMBER, first["day"], first["day"], timezone)
        assert bool(delegation_pages.for_deputy(session, person_id(MEMBER))) is in_force


def test_only_hr_auditors_and_the_two_read_it_and_reasons_are_not_for_the_two(fresh: World) -> None:
    fresh(Stage.APPROVAL)
    with transaction() as session:
        number = delegate(session, DIVISION_HEAD, MEMBER)
    with transaction() as session:
        for nip, reason in ((HEAD, "Pejabat cuti"), (DIVISION_HEAD, None), (MEMBER, None)):
            shown = delegation_pages.held(session, number, by=actors.person(session, nip))
            assert shown["story"][0]["reason"] == reason
        assert [each["id"] for each in delegation_pages.own(session, person_id(MEMBER))] == [number]
    with transaction() as session, pytest.raises(NotFoundError):
        delegation_pages.held(session, number, by=actors.person(session, OTHER_MEMBER))
    with transaction() as session:
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied'") == {"n": 1}
        assert delegation_pages.counts(session) == {"in_force": 1, "to_come": 0, "ended": 0}
        assert len(delegation_pages.listed(session, state="in_force")) == 1
        assert delegation_pages.listed(session, state="ended") == []


WHO, DAYS = st.sampled_from(PEOPLE), st.integers(0, 6)


class Calendar(RuleBasedStateMachine):
    """Any delegations among four people: refused exactly when the model says so, and never a chain in the table."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.session: Session = self.stack.enter_context(trial())
        self.made: dict[int, tuple[str, str, int, int]] = {}

    def teardown(self) -> None:
        self.stack.close()

    @rule(principal=WHO, deputy=WHO, first=DAYS, length=DAYS)
    def makes(self, principal: str, deputy: str, first: int, length: int) -> None:
        last = first + length
        touching = [pair for *pair, a, b in self.made.values() if a <= last and first <= b]
        free = all(principal not in pair and deputy != pair[0] for pair in touching)
        try:
            with self.session.begin_nested():
                number = delegate(self.session, principal, deputy, first=first, last=last)
        except (ConflictError, InvalidInputError):
            assert not free or principal == deputy
        else:
            assert free
            assert principal != deputy
            self.made[number] = (principal, deputy, first, last)

    @rule(data=st.data())
    def ends(self, data: st.DataObject) -> None:
        if self.made:
            number = data.draw(st.sampled_from(sorted(self.made)))
            delegation.end(self.session, number, by=actors.operator(), reason="x")
            del self.made[number]

    @invariant()
    def nobody_is_both_on_one_day(self) -> None:
        crossed = one(
            self.session,
            "SELECT count(*) AS n FROM delegation a JOIN delegation b ON a.id <> b.id AND a.ended_at IS NULL "
            "AND b.ended_at IS NULL AND daterange(a.starts, a.ends, '[]') && daterange(b.starts, b.ends, '[]') "
            "AND (a.principal_id = b.principal_id OR a.principal_id = b.deputy_id)",
        )
        assert crossed == {"n": 0}


def test_no_sequence_of_delegations_makes_a_chain(standing: World) -> None:
    standing(Stage.APPROVAL)
    run_state_machine_as_test(Calendar, settings=settings(max_examples=30, stateful_step_count=25, deadline=None))
