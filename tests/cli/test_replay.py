"""`kinerja audit replay` says whether results come out again, and what is another one than when they were made."""

import pytest

from models.rules.permenpanrb6 import MATRIX
from models.vocabulary import Predicate, Rating, Stage
from tests.factories import SmallPeriod
from tests.journeys.commands import said, told


def test_the_code_of_the_rules_is_held_against_that_of_then(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    period.up_to(Stage.NOTIFICATION)
    assert "are the same as then" in said("audit", "replay", period.code)
    with monkeypatch.context() as changed:
        changed.setattr("models.made_with.rules_digest", lambda: "f" * 64)
        assert "has changed since, and gives the same results" in said("audit", "replay", period.code)
        changed.setattr("tasks.scoring.MATRIX", MATRIX | {(Rating.AS_EXPECTED, Rating.AS_EXPECTED): Predicate.POOR})
        spoken = said("audit", "replay", period.code, code=1)
        assert "now ffffffffffff" in spoken
        assert "what differs may come of that" in spoken
        assert set(told("audit", "replay", period.code, code=1)["changed"]) == {"rules_code"}
    monkeypatch.setattr("tasks.scoring.MATRIX", MATRIX | {(Rating.AS_EXPECTED, Rating.AS_EXPECTED): Predicate.POOR})
    assert "show this to the auditor" in said("audit", "replay", period.code, code=1)
