"""The bulk scoring statement and the plain-Python rule pack give the same predicates and credit points."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from models import actors, approval, launch
from models.actors import Actor
from models.database import rows, transaction
from models.rules.credit_months import months_by_level
from models.rules.credit_points import Level, credit
from models.rules.exact import half_up
from models.rules.permenpanrb6 import leader_rating, predicate
from models.vocabulary import OrganizationPredicate, Predicate, Rating, Stage
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, SmallPeriod, entry, period_file, unit

_PEOPLE = 60


def _nip(number: int) -> str:
    return f"19850101201001{1 + number % 2}{number:03d}"


def _launch(choice: Random, **changes: object) -> SmallPeriod:
    year = date.today().year  # noqa: DTZ011
    members = [
        entry(
            _nip(number),
            DIVISION_HEAD,
            3,
            functional_level=choice.choice(["", *Level]),
            starts=choice.choice([None, date(year, 1, 1) + timedelta(days=choice.randrange(0, 200))]),
        )
        for number in range(1, _PEOPLE + 1)
    ]
    roster = [entry(HEAD, None, 1), entry(DIVISION_HEAD, HEAD, 2), *members]
    with transaction() as session:
        made = launch.launch(
            session, period_file(**changes), roster, [unit()], roster_digest="0" * 64, by=actors.operator()
        )
        segments = rows(session, "SELECT s.id, p.nip FROM segment s JOIN person p ON p.id = s.person_id")
    return SmallPeriod(made.period_id, unit=AGENCY, segments={row["nip"]: row["id"] for row in segments})


def _rate_at_random(period: SmallPeriod, choice: Random, organization: OrganizationPredicate) -> None:
    with transaction() as session:
        for request in rows(session, "SELECT * FROM approval WHERE closed_at IS NULL"):
            by = Actor("person", request["assignee_id"])
            if request["kind"] == "organization":
                approval.set_organization_predicate(session, request["id"], by=by, predicate=organization)
            else:
                head = request["segment_id"] == period.segments[HEAD]
                work = None if head else choice.choice(list(Rating))
                approval.rate(session, request["id"], by=by, work=work, behavior=choice.choice(list(Rating)))


_RESULTS = """
SELECT r.predicate, r.work_rating, r.credit_points, v.work_rating AS given, v.behavior_rating, s.is_agency_head,
       s.functional_level, s.starts, s.ends
  FROM result r JOIN evaluation v ON v.id = r.evaluation_id JOIN segment s ON s.id = r.segment_id
"""


@pytest.mark.parametrize("seed", range(4))
def test_sql_and_python_score_alike(db: str, seed: int) -> None:
    choice = Random(seed)
    organization = choice.choice(list(OrganizationPredicate))
    period = _launch(choice)
    with transaction() as session:
        for stage in list(Stage)[: Stage.APPROVAL.position - 1]:
            session.connection().exec_driver_sql(_SKIP.format(position=stage.position, stage=stage))
    period.run(Stage.APPROVAL)
    _rate_at_random(period, choice, organization)
    assert period.run(Stage.APPROVAL).outcome == "sealed"
    period.run(Stage.SCORING)
    with transaction() as session:
        results = rows(session, _RESULTS)
    assert len(results) == _PEOPLE + 2
    for result in results:
        work = leader_rating(organization) if result["is_agency_head"] else Rating(result["given"])
        assert result["work_rating"] == work
        assert result["predicate"] == predicate(work, Rating(result["behavior_rating"]))
        _check_credit(result)


#: Stages before approval, sealed by their record alone: this test is about scoring.
_SKIP = """
WITH run AS (INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, outcome, ended_at, message, counts,
                                    rule_pack, software_version)
  SELECT period_id, unit_id, '{stage}', 1, 'test', 'sealed', now(), '{{}}', '{{}}', '', '' FROM period_unit
  RETURNING *),
seal AS (INSERT INTO stage_seal (period_id, unit_id, position, stage_run_id, outputs_digest)
  SELECT period_id, unit_id, {position}, id, '' FROM run)
UPDATE period_unit SET position = {position} + 1
"""


def _check_credit(result: dict[str, object]) -> None:
    if not result["functional_level"]:
        assert result["credit_points"] is None
        return
    level = Level(str(result["functional_level"]))
    starts, ends = result["starts"], result["ends"]
    assert isinstance(starts, date)
    assert isinstance(ends, date)
    months = months_by_level(starts.year, {starts: level}, ends).get(level, 0)
    expected = credit(level, Predicate(str(result["predicate"])), months)
    assert half_up(Fraction(str(result["credit_points"])), 2) == half_up(expected, 2)


def test_a_region_may_map_the_organization_predicate_otherwise(db: str) -> None:
    year = date.today().year  # noqa: DTZ011
    mapping = {str(word): "SESUAI" for word in OrganizationPredicate}
    decree = {"setting": "leader_mapping", "value": mapping, "applies_from": f"{year}-01-01", "decree": "Perbup 7"}
    period = _launch(Random(0), settings=[decree])
    with transaction() as session:
        for stage in list(Stage)[: Stage.APPROVAL.position - 1]:
            session.connection().exec_driver_sql(_SKIP.format(position=stage.position, stage=stage))
    period.run(Stage.APPROVAL)
    _rate_at_random(period, Random(0), OrganizationPredicate.OUTSTANDING)
    period.run(Stage.APPROVAL)
    period.run(Stage.SCORING)
    with transaction() as session:
        [head] = [row for row in rows(session, _RESULTS) if row["is_agency_head"]]
    assert head["work_rating"] == "SESUAI"
