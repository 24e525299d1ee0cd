"""A member's plan hangs on the plan of that segment of the rater which leads the member in those days (SPEC §2.7)."""

from datetime import date, timedelta

import pytest

from models import actors, launch, target_setting
from models.actors import Actor
from models.database import one, rows, transaction
from models.errors import WrongStateError
from models.vocabulary import Stage
from tasks.stage import run_stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, decider, entry, period_file, plan, unit

OTHER, OTHER_HEAD = "DUKCAPIL", "197203031998031002"
JULY = date(date.today().year, 7, 1)  # noqa: DTZ011
JUNE = JULY - timedelta(days=1)


def _launch(*raters: dict[str, object]) -> None:
    """DIVISION_HEAD leads MEMBER in DINKES and has the segments `raters`."""
    roster = [
        entry(HEAD, None, 1),
        entry(OTHER_HEAD, None, 1, unit_code=OTHER, agency_code=OTHER),
        *(entry(DIVISION_HEAD, values.pop("rater", HEAD), 2, **values) for values in raters),  # type: ignore[arg-type]
        entry(MEMBER, DIVISION_HEAD, 3, ends=JUNE),
        entry(OTHER_MEMBER, DIVISION_HEAD, 3, starts=JULY),
    ]
    with transaction() as session:
        units = [unit(), unit(OTHER, "Dinas Kependudukan", OTHER_HEAD)]
        launch.launch(session, period_file(), roster, units, roster_digest="0" * 64, by=actors.operator())
    for stage in (Stage.BRIEFING, Stage.TARGET_SETTING):
        for code in ("DINKES", OTHER):
            run_stage(stage, "2026", code)


def _agree(segment: int, supports: str = "S1") -> None:
    with transaction() as session:
        found = one(session, "SELECT person_id FROM segment WHERE id = %(it)s", it=segment)
        assert found
        me = Actor("person", found["person_id"])
        target_setting.draft(session, segment, plan(supports), by=me)
        target_setting.submit(session, segment, by=me)
    with transaction() as session:
        request = one(session, "SELECT id FROM approval WHERE segment_id = %(it)s AND closed_at IS NULL", it=segment)
        assert request
        target_setting.approve(session, request["id"], by=decider(session, request["id"]))


def _segments(nip: str) -> list[int]:
    with transaction() as session:
        found = rows(
            session,
            "SELECT s.id FROM segment s JOIN person p ON p.id = s.person_id WHERE p.nip = %(nip)s "
            "ORDER BY s.starts, s.is_acting",
            nip=nip,
        )
    return [row["id"] for row in found]


def _told() -> list[str]:
    with transaction() as session:
        found = rows(
            session,
            "SELECT p.nip FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'plan_can_be_submitted' "
            "AND p.nip = ANY(%(members)s) ORDER BY 1",
            members=[MEMBER, OTHER_MEMBER],
        )
    return [row["nip"] for row in found]


def test_of_two_times_the_one_that_overlaps_counts(db: str) -> None:
    """The rater moves within the agency on 1 July: who is led until June waits for the first plan only."""
    _launch({"ends": JUNE}, {"starts": JULY, "post": "Kepala Bidang Lain"})
    _agree(_segments(HEAD)[0])
    first, second = _segments(DIVISION_HEAD)
    _agree(first, "1")
    assert _told() == [MEMBER]
    _agree(_segments(MEMBER)[0], "1")
    with pytest.raises(WrongStateError, match="no approved plan yet"):
        _agree(_segments(OTHER_MEMBER)[0], "1")
    _agree(second, "1")
    _agree(_segments(OTHER_MEMBER)[0], "1")


def test_of_two_hats_at_one_time_the_one_in_the_members_unit_counts(db: str) -> None:
    """The rater's own post is in another agency; in this one the rater acts (Plt)."""
    _launch(
        {"rater": OTHER_HEAD, "unit_code": OTHER, "agency_code": OTHER},
        {"is_acting": True, "post": "Plt. Kepala Bidang"},
    )
    for head in (HEAD, OTHER_HEAD):
        _agree(_segments(head)[0])
    own, acting = _segments(DIVISION_HEAD)
    _agree(own, "1")
    assert _told() == []
    with pytest.raises(WrongStateError, match="no approved plan yet"):
        _agree(_segments(MEMBER)[0], "1")
    _agree(acting, "1")
    _agree(_segments(MEMBER)[0], "1")
    linked = """
SELECT DISTINCT up.segment_id FROM plan p JOIN work_result w ON w.plan_id = p.id
  JOIN work_result above ON above.id = w.supports_id JOIN plan up ON up.id = above.plan_id
 WHERE p.segment_id = %(me)s"""
    with transaction() as session:
        assert one(session, linked, me=_segments(MEMBER)[0]) == {"segment_id": acting}
