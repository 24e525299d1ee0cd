"""Who looked at whose record: a line for each day, never one's own, and nothing of it can be changed."""

from collections.abc import Callable

import psycopg
import pytest

from models import access, looks
from models.database import run, transaction
from models.errors import NotFoundError
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.APPROVAL)


def look(period: SmallPeriod, nip: str) -> None:
    with transaction() as session:
        access.segment(session, period.segments[MEMBER], by=period.actor(nip))


def seen(period: SmallPeriod) -> list[tuple[str, int]]:
    with transaction() as session:
        return [(row["seen_as"], row["days"]) for row in looks.looks_at(session, period.segments[MEMBER])]


def test_a_look_of_another_is_noted_once_a_day(period: SmallPeriod) -> None:
    for nip in (DIVISION_HEAD, DIVISION_HEAD, HEAD, MEMBER):
        look(period, nip)
    assert sorted(seen(period)) == [("rater", 1), ("superior", 1)]


def test_a_refused_look_is_not_a_look(period: SmallPeriod) -> None:
    with pytest.raises(NotFoundError):
        look(period, OTHER_MEMBER)
    assert seen(period) == []


def test_opening_a_request_is_a_look_at_whom_it_is_about(period: SmallPeriod) -> None:
    period.run(Stage.APPROVAL)
    [request] = [each for each in period.requests("evaluation") if each["segment_id"] == period.segments[MEMBER]]
    with transaction() as session:
        access.request(session, request["id"], by=period.actor(DIVISION_HEAD))
    assert seen(period) == [("asked", 1)]


def test_nobody_takes_a_look_back(period: SmallPeriod) -> None:
    look(period, HEAD)
    for statement in ("DELETE FROM record_look", "UPDATE record_look SET seen_as = 'own'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction() as session:
            run(session, statement)  # type: ignore[arg-type]
