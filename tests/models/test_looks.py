"""Who looked at whose record: a line for each day, never one's own, and nothing of it can be changed."""

from collections.abc import Callable

import psycopg
import pytest

from models import access, actors, looks
from models.actors import operator
from models.database import one, run, transaction
from models.errors import NotFoundError
from models.exchange import taking
from models.exchange.taking import Whose
from models.trace import event, onward, trace
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


def test_whose_events_a_trace_shows_have_been_looked_at(period: SmallPeriod) -> None:
    with transaction() as session:
        trace(session, "person", MEMBER, by=period.actor(HEAD))
        onward(session, "unit", "DINKES", by=period.actor(HEAD), after=0, limit=500)
        first = "SELECT min(id) AS id FROM audit_event WHERE segment_id = %(segment)s"
        number = (one(session, first, segment=period.segments[OTHER_MEMBER]) or {})["id"]
        event(session, number, by=period.actor(DIVISION_HEAD))
        others = looks.looks_at(session, period.segments[OTHER_MEMBER])
    assert seen(period) == [("hr_admin", 1)]
    assert {(row["name"], row["seen_as"]) for row in others} == {("Pegawai 1", "hr_admin"), ("Pegawai 2", "auditor")}


def test_an_operator_stands_among_those_who_looked_by_their_login(period: SmallPeriod) -> None:
    for _time in range(2):
        with transaction() as session:
            trace(session, "person", MEMBER, by=operator())
    with transaction() as session:
        trace(
            session, "segment", str(period.segments[OTHER_MEMBER]), by=actors.person(session, HEAD, entered_by="cli:x")
        )
        [mine] = looks.looks_at(session, period.segments[MEMBER])
        others = looks.looks_at(session, period.segments[OTHER_MEMBER])
        assert looks.looks_at(session, period.segments[HEAD]) == []
    assert (mine["name"], mine["seen_as"], mine["days"]) == (operator().name, "operator", 1)
    assert {(row["name"], row["seen_as"]) for row in others} == {("Pegawai 1", "hr_admin"), ("cli:x", "operator")}


def test_whoever_takes_out_a_file_with_the_results_is_seen_by_whom_it_holds(period: SmallPeriod) -> None:
    with transaction() as session:
        by, mine = period.actor(HEAD), period.segments[MEMBER]
        home = one(session, "SELECT unit_id FROM segment WHERE id = %(id)s", id=mine) or {}
        for whose in (Whose(), Whose(home["unit_id"] + 1), Whose(home["unit_id"], period.segments[OTHER_MEMBER])):
            taking.letters_taken(session, period.code, "evaluation", 1, by=by, whose=whose)
        taking.letters_taken(session, period.code, "report", 3, by=operator())
    assert seen(period) == [("exported", 1)]
    with transaction() as session:
        taking.letters_taken(session, period.code, "evaluation", 1, by=operator(), whose=Whose(home["unit_id"], mine))
        found = looks.looks_at(session, mine)
        own = looks.looks_at(session, period.segments[HEAD])
    assert {row["name"] for row in found} == {"Pegawai 1", operator().name}
    assert own == [], "one's own does not count"


def test_nobody_takes_a_look_back(period: SmallPeriod) -> None:
    look(period, HEAD)
    for statement in ("DELETE FROM record_look", "UPDATE record_look SET seen_as = 'own'", "DELETE FROM operator_look"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction() as session:
            run(session, statement)  # type: ignore[arg-type]
