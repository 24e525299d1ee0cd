"""Marks are those of the datum that is shown, while the waiver runs or what stood by it has been rated."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from models import waivers
from models.database import one, run
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.waived import LAST_DAY, REASON, waived

PAST = datetime(2020, 1, 1, tzinfo=UTC)


def _subjects(found: list[dict[str, Any]]) -> list[str]:
    return [mark["subject"] for mark in found]


def test_a_mark_says_what_stands_until_when_why_and_by_whom(period: SmallPeriod, session: Session) -> None:
    number = waived(session, period, "indicators", "1.1", "DQ-R03")
    head = one(session, "SELECT name FROM person WHERE nip = %(nip)s", nip=HEAD)
    assert head
    assert waivers.of_segment(session, period.segments[MEMBER]) == [
        {
            "finding": number,
            "code": "DQ-R03",
            "subject": "1.1",
            "waived_through": LAST_DAY,
            "waived_reason": REASON,
            "waived_by": head["name"],
        }
    ]


def test_only_the_data_asked_for_are_marked(period: SmallPeriod, session: Session) -> None:
    waived(session, period, "indicators", "1.1", "DQ-R03")
    waived(session, period, "logs", "2026-03-02 08:00", "DQ-L01")
    waived(session, period, "plans", "1", nip=OTHER_MEMBER)
    mine = period.segments[MEMBER]
    assert _subjects(waivers.of_segment(session, mine)) == ["1.1", "2026-03-02 08:00"]
    assert _subjects(waivers.of_segment(session, mine, suites={"logs", "plans"})) == ["2026-03-02 08:00"]
    assert _subjects(waivers.of_segment(session, mine, code="DQ-R03")) == ["1.1"]
    assert waivers.of_segment(session, period.segments[HEAD]) == []
    assert set(waivers.of_segments(session, period.segments.values())) == {mine, period.segments[OTHER_MEMBER]}


@pytest.mark.parametrize(("position", "marks"), [(4, 0), (5, 0), (6, 1), (10, 1)])
def test_a_waiver_that_ran_out_marks_what_was_rated_by_it(
    period: SmallPeriod, session: Session, position: int, marks: int
) -> None:
    """Before that, the finding is simply open again."""
    waived(session, period, "indicators", "1.1", until=PAST)
    run(session, "UPDATE period_unit SET position = %(position)s", position=position)
    assert len(waivers.of_segment(session, period.segments[MEMBER])) == marks


def test_what_was_mended_is_not_marked(period: SmallPeriod, session: Session) -> None:
    waived(session, period, "indicators", "1.1")
    run(session, "UPDATE finding SET fixed_at = now()")
    assert waivers.of_segment(session, period.segments[MEMBER]) == []


def test_a_request_is_marked_by_the_data_of_its_person_or_its_unit(period: SmallPeriod, session: Session) -> None:
    waived(session, period, "indicators", "1.1")
    waived(session, period, "imports", "SIAK 1:2", nip=None)
    request = """
        INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash,
                              assignee_id)
        SELECT 'x' || coalesce(%(segment)s, 0), %(kind)s, u.period_id, u.unit_id, %(segment)s, 1, 1, '', p.id
          FROM period_unit u, person p WHERE p.nip = %(head)s RETURNING id"""
    places = (("evaluation", period.segments[MEMBER]), ("organization", None), ("plan", period.segments[OTHER_MEMBER]))
    numbers = []
    for kind, segment in places:
        added = one(session, request, kind=kind, segment=segment, head=HEAD)
        assert added
        numbers.append(added["id"])
    found = waivers.of_requests(session, numbers)
    assert [_subjects(found.get(number, [])) for number in numbers] == [["1.1"], ["SIAK 1:2"], []]
    assert _subjects(waivers.of_units(session, period.id, "imports")) == ["SIAK 1:2"]
    assert waivers.of_units(session, period.id, "budget") == []
