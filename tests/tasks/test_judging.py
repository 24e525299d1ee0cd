"""Units that are due together are judged in one run of the engine, and their own runs use what it said."""

from collections.abc import Callable

import pytest

from expectations.rules import suites_of
from models import actors, launch, validations, wakes
from models.database import one, rows, run, transaction
from models.vocabulary import Stage
from tasks import judging
from tasks.judging import judge_units, prepare_together
from tests.acts import World, months, realize
from tests.factories import AGENCY, HEAD, MEMBER, SmallPeriod, count, entry, found_period, period_file, unit

OTHER_HEAD, OTHER_MEMBER = "197203031998031002", "198808082014042003"


def _due(position: Stage | None = None) -> list[wakes.Due]:
    """Every unit wants a run; all stand at `position`, if given."""
    with transaction() as session:
        if position:
            run(session, "UPDATE period_unit SET position = %(position)s", position=position.position)
        for place in rows(session, "SELECT period_id, unit_id FROM period_unit"):
            wakes.wake(session, place["period_id"], place["unit_id"], "test")
        return wakes.take(session)


@pytest.fixture
def many(db: str) -> SmallPeriod:
    """A period of two agencies of two people each."""
    people = {AGENCY: (HEAD, MEMBER), "DUKCAPIL": (OTHER_HEAD, OTHER_MEMBER)}
    roster = [
        entry(nip, rater, level, unit_code=agency, agency_code=agency)
        for agency, (head, member) in people.items()
        for nip, rater, level in ((head, None, 1), (member, head, 2))
    ]
    units = [unit(), unit("DUKCAPIL", "Dinas Kependudukan", OTHER_HEAD)]
    with transaction() as session:
        launch.launch(
            session, period_file(performance_team=[]), roster, units, roster_digest="0" * 64, by=actors.operator()
        )
    return found_period()


def test_units_at_a_judged_stage_share_one_run(many: SmallPeriod) -> None:
    prepare_together(_due(Stage.QUALITY))
    units, suites = count("period_unit"), len(suites_of(Stage.QUALITY))
    assert units > 1
    assert count("validation") == units * suites
    with transaction() as session:
        found = rows(
            session,
            "SELECT count(DISTINCT run_key) AS runs, count(DISTINCT unit_id) AS units, sum(evaluated) AS evaluated "
            "FROM validation WHERE suite = 'people'",
        )
        people = one(session, "SELECT count(*) AS people FROM segment")
    assert people
    assert found == [{"runs": 1, "units": units, "evaluated": people["people"]}]


def test_units_whose_gate_of_collection_is_open_are_judged_before_they_come_to_quality(many: SmallPeriod) -> None:
    prepare_together(_due(Stage.COLLECTION))
    assert count("validation") == 0
    with transaction() as session:
        World(session, many).overdue(Stage.COLLECTION)
    prepare_together(_due())
    assert count("validation") == count("period_unit") * len(suites_of(Stage.QUALITY))


def test_other_stages_cost_nothing(many: SmallPeriod) -> None:
    prepare_together(_due(Stage.BRIEFING))
    prepare_together([])
    assert count("validation") == 0


def test_one_unit_costs_nothing(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.QUALITY)
    prepare_together(_due())
    assert count("validation") == 0


def test_trouble_of_the_engine_holds_no_run_up(many: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr(judging, "judge_units", broken)
    prepare_together(_due(Stage.QUALITY))


def test_a_verdict_holds_until_something_happens(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        World(session, period).overdue(Stage.COLLECTION)
        here = rows(session, "SELECT unit_id FROM period_unit")[0]["unit_id"]
    suites = len(suites_of(Stage.QUALITY))
    judge_units(period.id, [here], Stage.QUALITY)
    assert period.run(Stage.COLLECTION).outcome == "sealed"
    assert period.run(Stage.QUALITY).outcome == "waiting"
    assert count("validation") == suites
    with transaction() as session:
        before = validations.marks(session, period.id, [here])
        realize(World(session, period), MEMBER, months("95"))
        assert validations.marks(session, period.id, [here]) != before
    period.run(Stage.QUALITY)
    assert count("validation") == 2 * suites


def test_what_was_not_judged_is_not_taken_as_passed(
    fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks import quality  # noqa: PLC0415

    period = fresh(Stage.QUALITY)
    monkeypatch.setattr(judging, "judge_units", lambda *_given: None)
    monkeypatch.setattr(quality, "judge_units", lambda *_given: None)
    with pytest.raises(RuntimeError, match="have no verdict"):
        period.run(Stage.QUALITY)
    assert count("stage_seal") == Stage.COLLECTION.position
