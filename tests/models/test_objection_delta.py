"""What a changed objection touched is worked out, listed and told; an upheld one touches nothing (SPEC §2.6)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import objection_delta
from models.actors import operator
from models.database import rows, run, transaction
from models.exchange import taking
from models.vocabulary import Rating, Stage
from tests.acts import World, decide
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod

Enter = Callable[[Stage], SmallPeriod]
LETTER = """
INSERT INTO letter (code, kind, segment_id, version, language, content_digest)
VALUES ('AAAAAAAAAAAAAAAA', 'evaluation', %(segment)s, 1, 'id', 'x')
"""


@pytest.fixture
def period(fresh: Enter, tmp_path: Path) -> SmallPeriod:
    """MEMBER objects; meanwhile a letter of the result was made, and two files were taken."""
    found = fresh(Stage.OBJECTION)
    found.accept_all(but=(MEMBER,))
    with transaction() as session:
        run(session, LETTER, segment=found.segments[MEMBER])
        taking.book(session, found.code, tmp_path / "region.xlsx", unit=None, by=found.actor(HEAD))
        taking.taken(session, found.code, "skp22", by=operator())
        run(session, "DELETE FROM role_assignment WHERE role = 'hr_admin'")
        run(
            session,
            "INSERT INTO role_assignment (person_id, role) SELECT id, 'hr_admin' FROM person WHERE nip = ANY(%(nips)s)",
            nips=[DIVISION_HEAD, MEMBER],
        )
    return found


def decided(period: SmallPeriod, **ratings: Rating) -> None:
    with transaction() as session:
        w = World(session, period)
        decide(w, w.objected(), **ratings)
    assert period.run(Stage.OBJECTION).outcome == "sealed"


def deltas(period: SmallPeriod, **which: Any) -> list[dict[str, Any]]:
    with transaction() as session:
        return objection_delta.deltas(session, period.id, **which)


def told() -> dict[str, dict[str, Any]]:
    with transaction() as session:
        found = rows(
            session,
            "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'result_changed'",
        )
    return {row["nip"]: row["content"] for row in found}


def test_all_that_a_changed_objection_touched_is_listed(period: SmallPeriod) -> None:
    decided(period, work=Rating.BELOW, behavior=Rating.AS_EXPECTED)
    [found] = deltas(period)
    assert found["nip"] == MEMBER
    assert (found["predicate_before"], found["predicate_now"]) == ("BAIK", "BUTUH_PERBAIKAN")
    assert (found["work_before"], found["work_now"]) == ("SESUAI", "DI_BAWAH")
    assert (found["year_before"], found["year_now"]) == ("BAIK", "BUTUH_PERBAIKAN")
    assert (found["pattern_before"]["counts"]["BAIK"], found["pattern_now"]["counts"]["BAIK"]) == (3, 2)
    assert found["pattern_now"]["counts"]["BUTUH_PERBAIKAN"] == 1
    assert found["letters"] == 1
    assert [each["file"] for each in found["files"]] == ["region", "skp22"]
    assert found["files"][0]["by"] == "Pegawai 1"


def test_hr_and_who_took_a_file_are_told_once_and_it_is_on_record(period: SmallPeriod) -> None:
    decided(period, work=Rating.ABOVE, behavior=Rating.ABOVE)
    with transaction() as session:
        unit = rows(session, "SELECT unit_id FROM period_unit")[0]["unit_id"]
        assert objection_delta.tell(session, period.id, unit) == 0, "the stage told it"
        events = rows(session, "SELECT content FROM audit_event WHERE event = 'result.changed'")
    assert set(told()) == {DIVISION_HEAD, HEAD}, "HR and the taker, not the person, who is told of the result"
    assert told()[HEAD]["files"] == 2
    [event] = events
    assert (event["content"]["predicate_before"], event["content"]["predicate_now"]) == ("BAIK", "SANGAT_BAIK")
    assert len(event["content"]["files"]) == 2


def test_an_upheld_objection_touches_nothing(period: SmallPeriod) -> None:
    decided(period)
    assert deltas(period) == []
    assert told() == {}


def test_only_what_was_asked_for(period: SmallPeriod) -> None:
    decided(period, work=Rating.ABOVE, behavior=Rating.ABOVE)
    assert len(deltas(period, segment=period.segments[MEMBER])) == 1
    assert deltas(period, segment=period.segments[HEAD]) == []
