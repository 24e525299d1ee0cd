"""Raters of the sample validate logs and give feedback through everybody's verbs; a second start does nothing."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from deployments.guiding import give_feedback, validate_logs
from models import activity_log, actors
from models.database import rows, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.conftest import fresh, standing, worlds_of_run

__all__ = ["fresh", "standing", "worlds_of_run"]
YEAR = date.today().year  # noqa: DTZ011


def track(items: Any, _what: str) -> Any:
    return items


@pytest.fixture
def collecting(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """The small period with three entries of the log that wait for their rater."""
    period = fresh(Stage.COLLECTION)
    for nip, hour in ((MEMBER, 8), (MEMBER, 9), (OTHER_MEMBER, 8)):
        entry = activity_log.log_input(
            {
                "day": date(YEAR, 1, 1), "starts": time(hour), "ends": time(hour, 30),
                "description": "Memeriksa berkas", "work_result": 1,
            }
        )  # fmt: skip
        with transaction() as session:
            activity_log.record(session, period.segments[nip], entry, by=actors.person(session, nip))
    return period


def states() -> list[str]:
    with transaction() as session:
        return sorted(row["status"] for row in rows(session, "SELECT status FROM activity_log"))


def test_all_that_waits_is_validated_but_one_with_a_reason(collecting: SmallPeriod) -> None:
    assert validate_logs(collecting.code, "", track) == (2, 1)
    assert states() == ["rejected", "validated", "validated"]
    assert validate_logs(collecting.code, "", track) == (0, 0)


def test_the_visitors_unit_is_left_alone(collecting: SmallPeriod) -> None:
    assert validate_logs(collecting.code, AGENCY, track) == (0, 0)
    assert states() == ["submitted"] * 3


def test_each_rater_tells_one_of_their_people_once(collecting: SmallPeriod) -> None:
    with transaction() as session:
        raters = rows(session, "SELECT DISTINCT rater_id FROM segment WHERE rater_id IS NOT NULL")
    assert give_feedback(collecting.code, track) == len(raters) > 1
    with transaction() as session:
        given = rows(session, "SELECT DISTINCT giver_id, recorded_by FROM feedback")
    assert all(row["giver_id"] == row["recorded_by"] for row in given)
    assert give_feedback(collecting.code, track) == 0
