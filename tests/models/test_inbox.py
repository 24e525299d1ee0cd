"""The queue of open requests: each filter leaves exactly what it names, alone and with the others."""

from collections.abc import Callable

import pytest

from models import inbox
from models.database import Row, one, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, SmallPeriod


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    made = fresh(Stage.APPROVAL)
    made.run(Stage.APPROVAL)
    return made


def test_each_filter_leaves_what_it_names(period: SmallPeriod) -> None:
    with transaction() as session:
        everything = inbox.waiting(session)
        rater = one(session, "SELECT id FROM person WHERE nip = %(nip)s", nip=DIVISION_HEAD)
        unit = one(session, "SELECT code FROM unit WHERE name = %(name)s", name=everything[0]["unit"])
        assert rater
        assert unit

        def numbers(**only: object) -> list[int]:
            return [row["id"] for row in inbox.waiting(session, **only)]  # type: ignore[arg-type]

        def those(fits: Callable[[Row], bool]) -> list[int]:
            return [row["id"] for row in everything if fits(row)]

        of_rater = those(lambda row: row["asked_nip"] == DIVISION_HEAD)
        assert 0 < len(of_rater) < len(everything)
        assert numbers(asked=rater["id"]) == of_rater
        assert numbers(kind="evaluation") == those(lambda row: row["kind"] == "evaluation")
        assert numbers(unit=unit["code"]) == those(lambda row: row["unit"] == everything[0]["unit"])
        assert numbers(period=period.code) == those(lambda _row: True)
        assert numbers(period="9999") == numbers(unit="-") == numbers(kind="-") == numbers(asked=0) == []
        both = those(lambda row: row["asked_nip"] == DIVISION_HEAD and row["kind"] == "evaluation")
        assert numbers(asked=rater["id"], kind="evaluation", period=period.code, unit=unit["code"]) == both
        assert numbers(limit=1, skip=1) == [everything[1]["id"]]
