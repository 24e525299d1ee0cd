"""What waits for a person: a finding only while it can hold something, with the date of the stage that it can hold."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from models import waiting
from models.database import run
from models.gates import due_for
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import MEMBER, SmallPeriod
from tests.models.test_explanation import finding
from tests.worlds import trial


def _findings(session: Session, world: World) -> list[tuple[int, object]]:
    """The findings that wait for the member: how many, and until when."""
    (mine,) = waiting.appraisals(session, world.who(MEMBER).person_id or 0)
    return [(task.count, task.due_at) for task in mine["tasks"] if task.kind == "finding"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("stage", "severity", "waits"),
    [
        (Stage.QUALITY, "warn", 1),
        (Stage.QUALITY, "block", 1),
        (Stage.QUALITY, "info", 0),
        (Stage.APPROVAL, "warn", 0),  # it holds nobody's rating any more
        (Stage.APPROVAL, "block", 1),
        (Stage.SCORING, "block", 0),
    ],
)
def test_a_finding_waits_while_it_can_hold_something(
    standing: Callable[[Stage], SmallPeriod], stage: Stage, severity: str, waits: int
) -> None:
    period = standing(Stage.QUALITY)
    with trial() as session:
        world = World(session, period)
        run(session, "UPDATE period_unit SET position = %(position)s", position=stage.position)
        finding(world, "DQ-R01", "1.1", waived=False, severity=severity)
        due = due_for(session, world.segment(MEMBER), stage).at
        found = _findings(session, world)
    assert found == [(1, due)] * waits
