"""A unit goes through its stages: each waits for its people, is sealed once, in order, and never twice."""

import pytest

from models.errors import WrongStateError
from models.vocabulary import Stage
from tests.factories import SmallPeriod, count


def test_a_unit_goes_through_the_whole_period(period: SmallPeriod) -> None:
    period.up_to(Stage.CLOSING)
    assert period.run(Stage.CLOSING).outcome == "sealed"
    assert count("stage_seal") == 9
    assert count("result") == 4


def test_a_stage_waits_for_its_people_and_says_for_what(period: SmallPeriod) -> None:
    period.run(Stage.BRIEFING)
    outcome = period.run(Stage.TARGET_SETTING)
    assert outcome.outcome == "waiting"
    assert "0 of 4 plans await approval, 4 are not submitted" in outcome.message


def test_a_stage_never_starts_before_its_predecessor_is_sealed(period: SmallPeriod) -> None:
    for stage in list(Stage)[1:]:
        with pytest.raises(WrongStateError, match="an earlier stage is not sealed"):
            period.run(stage)
    assert count("stage_run") == 0


def test_a_sealed_stage_is_skipped(period: SmallPeriod) -> None:
    assert period.run(Stage.BRIEFING).outcome == "sealed"
    assert period.run(Stage.BRIEFING).outcome == "skipped"
    assert count("stage_run") == 1
