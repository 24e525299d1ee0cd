"""A year of several segments: which gives the predicate, how credit points add up, what stands beside the result."""

from datetime import date
from decimal import Decimal

import pytest

from models import actors, launch
from models.annual import annual_results
from models.database import run, transaction
from models.discipline import record_sanction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.vocabulary import Stage
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    entry,
    period_file,
    small_roster,
    unit,
)

YEAR = date.today().year  # noqa: DTZ011


def _launch(**settings: object) -> None:
    """MEMBER is promoted on 1 May and acts for a neighbour on the side; everybody is in functional posts."""
    first = entry(MEMBER, DIVISION_HEAD, 3, functional_level="Ahli Pertama", ends=date(YEAR, 4, 30))
    then = entry(MEMBER, DIVISION_HEAD, 3, functional_level="Ahli Muda", starts=date(YEAR, 5, 1))
    acting = entry(MEMBER, HEAD, 2, post="Plt. Kepala Bidang", is_acting=True, starts=date(YEAR, 6, 1))
    others = [row for row in small_roster() if row.nip != MEMBER]
    with transaction() as session:
        launch.launch(
            session,
            period_file(**settings),
            [*others, first, then, acting],
            [unit()],
            roster_digest="0" * 64,
            by=actors.operator(),
        )


SCORED = """
WITH request AS (INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version,
                                       content_hash, assignee_id)
  SELECT 'x' || id, 'evaluation', period_id, unit_id, id, id, 1, '', rater_id FROM segment RETURNING id, segment_id,
         assignee_id),
decided AS (INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by)
  SELECT id, 'rated', '', '{}', '', assignee_id FROM request RETURNING approval_id),
rated AS (INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id)
  SELECT segment_id, 1, 'SESUAI', 'SESUAI', '', id FROM request RETURNING *),
run AS (INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, outcome, ended_at, message, counts,
                               rule_pack, software_version)
  SELECT period_id, unit_id, 'scoring', 1, 'test', 'sealed', now(), '{}', '{}', '', '' FROM period_unit RETURNING id)
INSERT INTO result (segment_id, version, evaluation_id, work_rating, behavior_rating, predicate, rule_pack,
                    stage_run_id)
SELECT r.segment_id, 1, r.id, 'SESUAI', 'SESUAI',
       CASE WHEN s.functional_level = 'Ahli Muda' THEN 'SANGAT_BAIK' ELSE 'BAIK' END, '', run.id
  FROM rated r JOIN segment s ON s.id = r.segment_id CROSS JOIN run
"""


def test_the_latest_regular_segment_gives_the_year_and_months_its_credit(db: str) -> None:
    _launch()
    with transaction() as session:
        session.connection().exec_driver_sql(SCORED)
        [year] = annual_results(session, "2026", nip=MEMBER)
    assert (year.predicate, year.segments, year.acting_segments, year.months) == ("SANGAT_BAIK", 3, 1, 12)
    # 4/12 x 150 % x 12.5 and 8/12 x 150 % x 25
    assert year.credit_points == {"Ahli Pertama": Decimal("6.25"), "Ahli Muda": Decimal("25.00")}


def test_a_region_may_choose_the_longest_segment(db: str) -> None:
    decree = {"setting": "main_segment", "value": "longest", "applies_from": f"{YEAR}-01-01", "decree": "Perbup 7"}
    _launch(settings=[decree])
    with transaction() as session:
        session.connection().exec_driver_sql(SCORED)
        [year] = annual_results(session, "2026", nip=MEMBER)
    assert year.predicate == "SANGAT_BAIK"


def test_a_sanction_stands_beside_the_result(period: SmallPeriod, db: str) -> None:
    period.up_to(Stage.NOTIFICATION)
    with transaction() as session:
        run(session, _SANCTION, nip=OTHER_MEMBER, starts=date(YEAR, 3, 1), ends=date(YEAR + 1, 2, 28))
    with transaction() as session:
        flags = {year.nip: (year.under_discipline, year.predicate) for year in annual_results(session, period.code)}
    assert flags[OTHER_MEMBER] == (True, "BAIK")
    assert flags[MEMBER] == (False, "BAIK")


_SANCTION = """
INSERT INTO discipline (person_id, kind, decree, starts, ends)
SELECT id, 'TEGURAN_TERTULIS', 'SK 12/2026', %(starts)s, %(ends)s FROM person WHERE nip = %(nip)s
"""


def test_before_scoring_there_is_no_predicate(period: SmallPeriod) -> None:
    with transaction() as session:
        assert {year.predicate for year in annual_results(session, period.code)} == {None}
        with pytest.raises(NotFoundError):
            annual_results(session, "1999")


def test_only_an_hr_administrator_records_a_sanction_once_by_decree(period: SmallPeriod) -> None:
    given = {"kind": "TEGURAN_TERTULIS", "decree": "SK 12", "starts": date(YEAR, 3, 1), "ends": date(YEAR, 8, 31)}
    with transaction() as session:
        admin = actors.person(session, HEAD)
        assert record_sanction(session, MEMBER, by=admin, **given)
        assert not record_sanction(session, MEMBER, by=admin, **given)
        with pytest.raises(NotAllowedError):
            record_sanction(session, MEMBER, by=actors.person(session, MEMBER), **given)
        with pytest.raises(InvalidInputError):
            record_sanction(session, MEMBER, by=admin, **given | {"decree": " "})
        with pytest.raises(InvalidInputError):
            record_sanction(session, MEMBER, by=admin, **given | {"ends": date(YEAR, 1, 1)})
