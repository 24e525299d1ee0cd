"""What the suites see of people, raters and ratings, with real rows: cycles, gaps, successors, last year."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from models import postgres
from models.database import database_url, engine_for, one, run
from models.roster.grades import LEVEL_GRADES
from models.rules.permenpanrb6 import MATRIX
from models.vocabulary import Predicate, Rating, Stage
from tests import worlds
from tests.expectations.looking import look
from tests.expectations.previous_year import add_previous_year
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, found_period
from tests.facts import add_fact, unit_id

YEAR = date.today().year  # noqa: DTZ011
LAST = date(YEAR, 12, 31)


@pytest.fixture
def owner(collecting: SmallPeriod) -> Iterator[Session]:
    """A session of the tables' owner: what the program never changes may have been changed by another way."""
    yield from _owner()


def _owner() -> Iterator[Session]:
    pool = engine_for(database_url("owner"), 1)
    with Session(pool) as session:
        yield session
    pool.dispose()


def _people(session: Session, period: SmallPeriod) -> dict[str, dict[str, Any]]:
    """The main rows by NIP."""
    numbers = {segment: nip for nip, segment in period.segments.items()}
    return {numbers[row["segment_id"]]: row for row in look(session, "checked_segment") if row["segment_id"] in numbers}


def _set(session: Session, segment: int, assignment: str, **values: Any) -> None:
    run(session, f"UPDATE segment SET {assignment} WHERE id = %(id)s", id=segment, **values)  # type: ignore[arg-type]


def _rated_by(session: Session, period: SmallPeriod, nip: str, rater: str) -> None:
    who = "rater_id = (SELECT id FROM person WHERE nip = %(rater)s), superior_id = NULL"
    _set(session, period.segments[nip], who, rater=rater)


def test_a_sound_unit_shows_nothing(owner: Session, collecting: SmallPeriod) -> None:
    seen = _people(owner, collecting)
    for row in seen.values():
        assert not row["rates_own_rater"]
        assert not row["in_cycle"]
        assert not row["rater_gone"]
        assert not row["is_overlapping"]
        assert row["gap_days"] == 0
        assert row["is_latest"]
        assert row["has_plan"]
        assert row["nip_birth_exists"]
    assert [seen[nip]["rates"] for nip in (HEAD, DIVISION_HEAD, MEMBER)] == [1, 2, 0]
    assert [seen[nip]["leads"] for nip in (HEAD, DIVISION_HEAD, MEMBER)] == [True, True, False]


def test_two_who_rate_each_other(owner: Session, collecting: SmallPeriod) -> None:
    _rated_by(owner, collecting, DIVISION_HEAD, MEMBER)
    seen = _people(owner, collecting)
    assert {nip for nip, row in seen.items() if row["rates_own_rater"]} == {DIVISION_HEAD, MEMBER}
    assert not any(row["in_cycle"] for row in seen.values()), "told once, as two who rate each other"


def test_a_longer_cycle_is_found_where_the_level_does_not_rise(owner: Session, collecting: SmallPeriod) -> None:
    """Division head → other member → member → division head."""
    _rated_by(owner, collecting, DIVISION_HEAD, OTHER_MEMBER)
    _rated_by(owner, collecting, OTHER_MEMBER, MEMBER)
    seen = _people(owner, collecting)
    assert {nip for nip, row in seen.items() if row["in_cycle"]} == {DIVISION_HEAD, OTHER_MEMBER}
    assert not any(row["rates_own_rater"] for row in seen.values())


def test_a_rater_who_left_before_the_segment_ended(owner: Session, collecting: SmallPeriod) -> None:
    _set(owner, collecting.segments[DIVISION_HEAD], "ends = %(day)s", day=LAST - timedelta(days=1))
    assert [_people(owner, collecting)[nip]["rater_gone"] for nip in (HEAD, DIVISION_HEAD, MEMBER)] == [
        False,
        False,
        True,
    ]
    _set(owner, collecting.segments[MEMBER], "ends = %(day)s", day=LAST - timedelta(days=1))
    assert not _people(owner, collecting)[MEMBER]["rater_gone"]


_NEXT = """
INSERT INTO segment (period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level,
                     rater_id, superior_id, is_agency_head, is_acting, level, starts, ends)
SELECT period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level, rater_id,
       superior_id, is_agency_head, %(acting)s, level, %(starts)s, %(ends)s FROM segment WHERE id = %(id)s
"""


@pytest.mark.parametrize(("begins", "gap"), [(1, 0), (2, 1), (32, 31)])
def test_days_without_a_segment(owner: Session, collecting: SmallPeriod, begins: int, gap: int) -> None:
    """The next segment begins so many days after the last day of the first."""
    mine, day = collecting.segments[MEMBER], date(YEAR, 6, 30)
    _set(owner, mine, "ends = %(day)s", day=day)
    run(owner, _NEXT, id=mine, acting=False, starts=day + timedelta(days=begins), ends=LAST)
    seen = {row["starts"]: row for row in look(owner, "checked_segment", "nip = %(nip)s", nip=MEMBER)}
    assert [row["gap_days"] for _, row in sorted(seen.items())] == [gap, 0]
    assert [row["is_latest"] for _, row in sorted(seen.items())] == [False, True]
    run(owner, _NEXT, id=mine, acting=True, starts=day, ends=LAST)
    assert {row["gap_days"] for row in look(owner, "checked_segment", "nip = %(nip)s", nip=MEMBER)} == {0}
    assert not any(row["is_overlapping"] for row in look(owner, "checked_segment")), "acting overlaps on purpose"


@pytest.mark.parametrize(
    ("nip", "nik", "exists", "birth", "sex"),
    [
        ("198502282010011003", "3201012802850001", True, "280285", "1"),
        ("198502292010011003", "3201016802850001", False, "280285", "2"),
        ("198402292010012003", "3201016902840001", True, "290284", "2"),
        ("198513012010011003", None, False, None, None),
        ("188502282010011003", None, False, None, None),
    ],
)
def test_what_digits_say(
    owner: Session,
    collecting: SmallPeriod,
    nip: str,
    nik: str | None,
    exists: bool,  # noqa: FBT001
    birth: str | None,
    sex: str | None,
) -> None:
    change = "UPDATE person SET nip = %(nip)s, nik = %(nik)s WHERE nip = %(old)s"
    run(owner, change, nip=nip, nik=nik, old=MEMBER)
    seen = _people(owner, collecting)[MEMBER]
    assert seen["nip_birth_exists"] is exists
    assert (seen["nik_birth"], seen["nik_sex"]) == (birth, sex)
    assert (seen["nip_birth"], seen["nip_sex"], seen["nip_month"]) == (nip[6:8] + nip[4:6] + nip[2:4], nip[14], "01")


def test_grades_fit_levels_as_the_table_of_the_roster_says(owner: Session, collecting: SmallPeriod) -> None:
    grades = set().union(*LEVEL_GRADES.values())
    for level, fitting in LEVEL_GRADES.items():
        seen = set()
        for grade in grades:
            mine = collecting.segments[MEMBER]
            _set(owner, mine, "functional_level = %(level)s, grade = %(grade)s", level=level, grade=grade)
            if _people(owner, collecting)[MEMBER]["grade_fits"]:
                seen.add(grade)
        assert seen == fitting
    _set(owner, collecting.segments[MEMBER], "grade = ''")
    assert _people(owner, collecting)[MEMBER]["grade_fits"] is None


@pytest.fixture
def rated(server: postgres.Server) -> Iterator[tuple[Session, SmallPeriod]]:
    """The owner's session in the world in which everybody is rated."""
    with worlds.copied(server, Stage.SCORING) as name, worlds.using(server, name):
        for session in _owner():
            yield session, found_period()


def _ratings(session: Session, period: SmallPeriod) -> dict[str, dict[str, Any]]:
    numbers = {segment: nip for nip, segment in period.segments.items()}
    return {numbers[row["segment_id"]]: row for row in look(session, "checked_rating") if row["segment_id"] in numbers}


_RATE = """
INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id, rated_at)
SELECT e.segment_id, 2, %(work)s, %(behavior)s, '', d.approval_id, %(at)s
  FROM evaluation e CROSS JOIN LATERAL (
    SELECT approval_id FROM decision WHERE approval_id NOT IN (SELECT approval_id FROM evaluation) LIMIT 1) d
 WHERE e.segment_id = %(segment)s AND e.version = 1
"""


def _rate_again(session: Session, segment: int, work: str, behavior: str, at: date = LAST) -> None:
    run(session, "DELETE FROM evaluation WHERE segment_id = %(segment)s AND version = 2", segment=segment)
    run(session, _RATE, segment=segment, work=work, behavior=behavior, at=at)


def test_one_rating_for_all_is_said_once(rated: tuple[Session, SmallPeriod]) -> None:
    session, period = rated
    seen = _ratings(session, period)
    assert [seen[nip]["rated_people"] for nip in (HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER)] == [1, 1, 2, 2]
    assert [seen[nip]["first_of_rater"] for nip in (MEMBER, OTHER_MEMBER)] == [True, False]
    assert seen[MEMBER]["all_the_same"]
    _unguarded(session)
    _rate_again(session, period.segments[OTHER_MEMBER], "SESUAI", "DI_ATAS")
    seen = _ratings(session, period)
    assert not seen[MEMBER]["all_the_same"], "the newest rating counts"
    assert seen[OTHER_MEMBER]["behavior_rating"] == "DI_ATAS"


def _unguarded(session: Session) -> None:
    """History may be rewritten in this session: the test makes other pasts."""
    run(session, "SET session_replication_role = replica")


def test_the_predicate_is_that_of_the_matrix_and_compared_with_last_year(rated: tuple[Session, SmallPeriod]) -> None:
    session, period = rated
    _unguarded(session)
    before = add_previous_year(session, MEMBER, "1", "x", "normal")
    result = """
    INSERT INTO result (segment_id, version, evaluation_id, work_rating, behavior_rating, predicate, rule_pack,
                        stage_run_id)
    SELECT %(segment)s, %(version)s, -%(version)s::int, 'SESUAI', 'SESUAI', %(predicate)s, 'x', min(id) FROM stage_run
    """
    run(session, result, segment=before, version=1, predicate="BAIK")
    run(session, result, segment=before, version=2, predicate="SANGAT_KURANG")
    ladder = list(reversed(Predicate))
    for (work, behavior), predicate in MATRIX.items():
        _rate_again(session, period.segments[MEMBER], work, behavior)
        seen = _ratings(session, period)[MEMBER]
        assert seen["predicate"] == predicate
        assert seen["predicate_before"] == "SANGAT_KURANG"
        assert seen["jump"] == ladder.index(predicate)
    assert _ratings(session, period)[OTHER_MEMBER]["jump"] is None


def test_the_day_of_a_rating_is_the_regions(rated: tuple[Session, SmallPeriod]) -> None:
    """The deadline in force is the latest, of the unit or of all; its last day is the day before the moment."""
    session, period = rated
    _unguarded(session)
    _rate_again(session, period.segments[MEMBER], Rating.ABOVE, Rating.BELOW, LAST)
    deadline = """
    INSERT INTO deadline (period_id, unit_id, stage, due_at, reason)
    VALUES (%(period)s, %(unit)s, 'approval', %(day)s::timestamp AT TIME ZONE 'Asia/Jakarta', 'x')
    """
    for unit, day in ((None, date(YEAR + 2, 1, 5)), (unit_id(session), date(YEAR + 2, 1, 9))):
        run(session, deadline, period=period.id, unit=unit, day=day)
    seen = _ratings(session, period)[MEMBER]
    assert (seen["rated_on"], seen["ends"], seen["due_on"]) == (LAST, LAST, date(YEAR + 2, 1, 8))


def test_results_stand_beside_the_newest_national_ones(server: postgres.Server) -> None:
    with worlds.copied(server, Stage.NOTIFICATION) as name, worlds.using(server, name):
        period = found_period()
        for session in _owner():
            for key, ends, predicate, acting in (
                ("old", date(YEAR, 6, 30), "KURANG", False),
                ("new", LAST, "", False),
                ("acting", LAST + timedelta(days=1), "BAIK", True),
            ):
                add_fact(
                    session,
                    period.id,
                    "bkn_rating",
                    key,
                    unit=unit_id(session),
                    segment=period.segments[MEMBER],
                    bkn_id=key,
                    nip=MEMBER,
                    name="x",
                    is_acting=acting,
                    ends=ends,
                    predicate=predicate,
                )
            [seen] = look(session, "checked_national")
            assert (seen["segment_id"], seen["bkn_id"]) == (period.segments[MEMBER], "new")
            ours = one(session, "SELECT predicate FROM result WHERE segment_id = %(id)s", id=seen["segment_id"])
            assert ours
            assert (seen["predicate"], seen["national_predicate"]) == (ours["predicate"], "")
            run(session, "UPDATE bkn_rating SET superseded_at = now() WHERE key = 'new'")
            assert look(session, "checked_national")[0]["national_predicate"] == "KURANG"
