"""Superior first: a member's draft may wait, but cannot name results of a plan that is not approved."""

import pytest

from models import actors, target_setting
from models.database import transaction
from models.errors import WrongStateError
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod, plan


def test_a_draft_that_names_results_of_an_unapproved_plan_says_what_to_do(period: SmallPeriod) -> None:
    period.run(Stage.BRIEFING)
    period.run(Stage.TARGET_SETTING)
    with pytest.raises(WrongStateError, match="Leave “supports” empty to draft now"), transaction() as session:
        target_setting.draft(session, period.segments[MEMBER], plan("1"), by=actors.person(session, MEMBER))


def test_a_draft_without_support_can_be_written_before_the_rater_plans(period: SmallPeriod) -> None:
    period.run(Stage.BRIEFING)
    period.run(Stage.TARGET_SETTING)
    with transaction() as session:
        target_setting.draft(session, period.segments[MEMBER], plan(""), by=actors.person(session, MEMBER))
    with pytest.raises(WrongStateError, match="DQ-H04"), transaction() as session:
        target_setting.submit(session, period.segments[MEMBER], by=actors.person(session, MEMBER))
