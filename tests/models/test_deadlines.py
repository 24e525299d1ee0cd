"""Deadlines only move on: for one unit or all, with the requests that wait and a word to everybody concerned."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import actors, deadlines
from models.database import rows, transaction
from models.errors import InvalidInputError, WrongStateError
from models.gates import due
from models.vocabulary import Stage
from tests.factories import AGENCY, HEAD, PEOPLE, SmallPeriod
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
