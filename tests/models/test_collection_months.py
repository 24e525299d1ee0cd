"""Only months that have begun and lie in the segment are recorded and judged: nothing is realized ahead of time."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models.database import database_url, engine_for, one, transaction
from models.errors import InvalidInputError
from models.vocabulary import Stage
from tests.acts import World, months, realize
from tests.factories import MEMBER, SmallPeriod, launch_small_period, period_file


def test_a_month_that_has_not_begun_is_refused(db: str) -> None:
    """A period of next year: the database's clock says that none of its months has begun."""
    starts = period_file().ends + timedelta(days=1)
    deadlines = {str(stage): starts + timedelta(days=30 * stage.position) for stage in Stage}
    period = launch_small_period(starts=starts, ends=starts + timedelta(days=364), deadlines=deadlines)
    for stage in (Stage.BRIEFING, Stage.TARGET_SETTING):
        period.pass_stage(stage)
    [entry] = months("5")
    early = entry.model_copy(update={"month": starts})
    with pytest.raises(InvalidInputError, match="has not begun"), transaction() as session:
        realize(World(session, period), MEMBER, [early])


def test_a_value_outside_the_segment_is_no_evidence(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """An import of the owner put last year's value on the indicator: it counts as nothing reported."""
    period = fresh(Stage.COLLECTION)
    owner = engine_for(database_url("owner"), 1)
    with owner.begin() as connection:
        last_year = date(period_file().starts.year - 1, 12, 1)
        connection.exec_driver_sql(
            "INSERT INTO realization (indicator_id, month, version, value, source) "
            f"SELECT id, '{last_year}', 1, 5, 'import' FROM indicator"
        )
    owner.dispose()
    counted = "SELECT sum(reported)::int AS reported, max(highest) AS highest FROM checked_indicator"
    with transaction() as session:
        assert one(session, counted) == {"reported": 0, "highest": None}
    assert period.run(Stage.COLLECTION).outcome == "waiting"
