"""Deadlines only move on: for one unit or all, with the requests that wait and a word to everybody concerned."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import actors, deadlines, target_setting
from models.database import rows, run, transaction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import Due, due, due_for
from models.vocabulary import Stage
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, PEOPLE, REGIONAL_HEAD, SmallPeriod, plan
from tests.worlds import trial

TODAY = date.today()  # noqa: DTZ011
C, T = Stage.COLLECTION, Stage.TARGET_SETTING


def _extend(stage: Stage, days: int, unit: str | None = None) -> int:
    with transaction() as session:
        until = TODAY + timedelta(days=days)
        return deadlines.extend(session, "2026", stage, until, by=actors.operator(), reason="Banjir", unit=unit)


def _due(period: SmallPeriod, stage: Stage) -> date:
    with transaction() as session:
        [unit] = rows(session, "SELECT unit_id FROM period_unit")
        at = due(session, period.id, [unit["unit_id"]], stage)[unit["unit_id"]].at
    assert at
    return at.date()


def test_a_later_date_for_all_leaves_a_unit_its_own_still_later_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    assert _extend(C, 300, AGENCY) == 1
    own = _due(period, C)
    with pytest.raises(InvalidInputError, match="only moved to a later day"):
        _extend(C, 200)
    assert _due(period, C) == own
    assert _extend(C, 400) == 1
    assert _due(period, C) - own == timedelta(days=100)


@pytest.mark.parametrize(
    ("stage", "days", "error", "words"),
    [
        (C, -1, InvalidInputError, "has passed"),
        (C, 10, InvalidInputError, "only moved to a later day"),
        (T, 300, WrongStateError, "is sealed already"),
    ],
)
def test_a_deadline_is_never_shortened_nor_moved_after_the_seal(
    standing: Callable[[Stage], SmallPeriod], stage: Stage, days: int, error: type[Exception], words: str
) -> None:
    standing(C)
    until = TODAY + timedelta(days=days)
    with trial() as session, pytest.raises(error, match=words):
        deadlines.extend(session, "2026", stage, until, by=actors.operator(), reason="Banjir")


def test_open_requests_get_the_new_date_and_everybody_is_told(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(T)
    period.submit_plan(HEAD)
    [before] = period.requests("plan")
    _extend(T, 200)
    [after] = period.requests("plan")
    assert after["due_at"] > before["due_at"] + timedelta(days=100)
    with transaction() as session:
        told = rows(
            session, "SELECT p.nip FROM notice n JOIN person p ON p.id = person_id WHERE n.kind = 'deadline_extended'"
        )
    assert {row["nip"] for row in told} == set(PEOPLE)


def _extend_person(stage: Stage, days: int, nip: str = MEMBER, by: str | None = None) -> int:
    with transaction() as session:
        until = TODAY + timedelta(days=days)
        actor = actors.person(session, by) if by else actors.operator()
        return deadlines.extend(session, "2026", stage, until, by=actor, reason="Sakit", nip=nip)


def _due_of(segment: int, stage: Stage) -> Due:
    with transaction() as session:
        return due_for(session, segment, stage)


def test_one_person_gets_a_date_of_their_own(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(T)
    unit_date = _due(period, T)
    period.submit_plan(HEAD)
    with transaction() as session:
        target_setting.approve(session, period.requests("plan")[0]["id"], by=actors.person(session, REGIONAL_HEAD))
    assert _extend_person(T, 200, DIVISION_HEAD) == 1
    assert _due(period, T) == unit_date
    own = _due_of(period.segments[DIVISION_HEAD], T).at
    assert own is not None
    assert own.date() > unit_date
    assert _due_of(period.segments[MEMBER], T).at != own
    period.submit_plan(DIVISION_HEAD)
    [request] = period.requests("plan")
    assert request["due_at"] == own
    with transaction() as session:
        told = rows(session, "SELECT p.nip FROM notice n JOIN person p ON p.id = person_id "
                    "WHERE n.kind = 'deadline_extended'")  # fmt: skip
        events = rows(session, "SELECT segment_id FROM audit_event WHERE event = 'deadline.extended'")
    assert [row["nip"] for row in told] == [DIVISION_HEAD]
    assert [row["segment_id"] for row in events] == [period.segments[DIVISION_HEAD]]


def test_a_person_keeps_their_later_date_when_the_unit_gets_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    assert _extend_person(C, 300) == 1
    own = _due_of(period.segments[MEMBER], C).at
    assert _extend(C, 200) == 1
    assert _due_of(period.segments[MEMBER], C).at == own
    with transaction() as session:
        told = rows(session, "SELECT content, p.nip FROM notice n JOIN person p ON p.id = person_id "
                    "WHERE n.kind = 'deadline_extended' AND p.nip = %(nip)s", nip=MEMBER)  # fmt: skip
    assert len(told) == 1


def test_the_collection_of_a_unit_waits_for_whoever_has_more_time(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    period.run(C)
    _extend_person(C, 300)
    _pass(C)
    outcome = period.run(C)
    assert outcome.outcome == "waiting"
    assert "1 of 4 have been given more time" in outcome.message
    period.report(MEMBER)
    assert period.run(C).outcome == "sealed"


def test_nobody_is_written_a_plan_before_their_own_date(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(T)
    _extend_person(T, 300, HEAD)
    _pass(T)
    with transaction() as session, pytest.raises(WrongStateError, match="has not passed"):
        target_setting.fix(session, period.segments[HEAD], plan("S1"), by=actors.person(session, DIVISION_HEAD),
                           reason="Terlambat")  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "nip", "by", "error", "words"),
    [
        (Stage.OBJECTION, MEMBER, None, InvalidInputError, "date of their own"),
        (C, "199912312025011009", None, NotFoundError, "Nobody with the NIP"),
        (C, HEAD, HEAD, NotAllowedError, "their own deadline"),
        (C, MEMBER, MEMBER, NotAllowedError, "Only an HR administrator"),
        (T, MEMBER, None, WrongStateError, "is sealed already"),
    ],
)
def test_who_gets_no_date_of_their_own(
    standing: Callable[[Stage], SmallPeriod],
    stage: Stage,
    nip: str,
    by: str | None,
    error: type[Exception],
    words: str,
) -> None:
    standing(C)
    until = TODAY + timedelta(days=300)
    with trial() as session:
        actor = actors.person(session, by) if by else actors.operator()
        with pytest.raises(error, match=words):
            deadlines.extend(session, "2026", stage, until, by=actor, reason="Sakit", nip=nip)


def _pass(stage: Stage) -> None:
    """The unit's date of a stage is set to yesterday."""
    with transaction() as session:
        run(session, "INSERT INTO deadline (period_id, stage, due_at, reason) "
            "SELECT id, %(stage)s, now() - interval '1 day', '' FROM period", stage=str(stage))  # fmt: skip
