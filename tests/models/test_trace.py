"""A trace finds everything that concerns its subject, in order, and nothing else."""

from datetime import date

from models import actors
from models.actors import operator
from models.database import rows, transaction
from models.discipline import record_sanction
from models.trace import trace
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod


def _events(subject: str, key: str, limit: int = 1000) -> list[str]:
    with transaction() as session:
        return [row["event"] for row in trace(session, subject, key, by=operator(), limit=limit)]


def test_a_person_sees_what_they_did_and_what_was_decided_about_them(period: SmallPeriod) -> None:
    period.up_to(Stage.NOTIFICATION)
    with transaction() as session:
        given = {"kind": "TEGURAN", "decree": "SK 1", "starts": date(2026, 1, 1), "ends": date(2026, 2, 1)}
        record_sanction(session, MEMBER, by=actors.operator(), **given)
    assert _events("person", MEMBER) == [
        "plan.drafted",
        "plan.submitted",
        "plan.approved",
        "realization.recorded",
        "report.submitted",
        "evaluation.rated",
        "discipline.recorded",
    ]
    assert "plan.approved" in _events("person", "KDH")


def test_a_request_unit_and_period_are_traced_with_runs(period: SmallPeriod) -> None:
    period.up_to(Stage.COLLECTION)
    with transaction() as session:
        [request] = rows(session, _PLAN_OF, nip=OTHER_MEMBER)
    assert _events("request", str(request["id"])) == ["plan.drafted", "plan.submitted", "plan.approved"]
    assert _events("unit", "DINKES").count("stage.sealed") == 2
    assert _events("period", "2026")[0] == "period.launched"
    assert _events("unit", "NOWHERE") == []
    assert len(_events("period", "2026", limit=3)) == 3
    assert _events("period", "2026", limit=1) == _events("period", "2026")[-1:]


_PLAN_OF = """
SELECT a.id FROM approval a JOIN segment s ON s.id = a.segment_id JOIN person e ON e.id = s.person_id
 WHERE e.nip = %(nip)s
"""


def test_attainment_is_measured_before_the_raters_decide(period: SmallPeriod) -> None:
    period.up_to(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        measured = rows(session, "SELECT percent, signal FROM indicator_attainment")
        [run] = rows(session, "SELECT counts FROM stage_run WHERE stage = 'approval'")
    assert [(row["percent"], row["signal"]) for row in measured] == [(100, "at")] * 4
    assert run["counts"]["measured"] == 4
