"""Readings side by side see the database at one moment, what their session wrote, and tell what went wrong."""

from threading import Event
from typing import LiteralString

import pytest
from sqlmodel import Session

from models.chain import side_by_side
from models.database import one, run, transaction
from tests.factories import SmallPeriod

_COUNT: LiteralString = "SELECT count(*) AS count FROM wake"
_WAKE: LiteralString = "INSERT INTO wake (period_id, unit_id, cause) SELECT period_id, unit_id, 'test' FROM period_unit"


def _count(session: Session) -> int:
    return int((one(session, _COUNT) or {})["count"])


def test_what_others_write_meanwhile_changes_no_reading(period: SmallPeriod) -> None:
    written = Event()
    seen: list[int] = []

    def first(session: Session) -> None:
        seen.append(_count(session))
        with transaction() as other:
            run(other, _WAKE)
        written.set()

    def second(session: Session) -> None:
        assert written.wait(20)
        seen.append(_count(session))

    with transaction() as session:
        before = _count(session)
        side_by_side.read(session, [first, second])
        assert _count(session) == before + 1
    assert seen == [before, before]


def test_what_the_session_wrote_itself_is_read(period: SmallPeriod) -> None:
    seen: list[int] = []
    with transaction() as session:
        before = _count(session)
        run(session, _WAKE)
        side_by_side.read(session, [lambda own: seen.append(_count(own))] * 2)
    assert seen == [before + 1, before + 1]


def test_a_reading_in_a_part_of_a_transaction_stays_there(period: SmallPeriod) -> None:
    seen: list[bool] = []
    with transaction() as session, session.begin_nested():
        side_by_side.read(session, [lambda own: seen.append(own is session)])
    assert seen == [True]


def test_a_reading_writes_nothing(period: SmallPeriod) -> None:
    with transaction() as session, pytest.raises(Exception, match="read-only"):
        side_by_side.read(session, [lambda own: run(own, _WAKE)])  # type: ignore[list-item, return-value]


@pytest.mark.parametrize("broken", [0, 1])
def test_what_goes_wrong_in_one_reading_is_raised(period: SmallPeriod, broken: int) -> None:
    def wrong(_session: Session) -> None:
        raise ValueError("wrong")

    seen: list[int] = []
    readings: list[side_by_side.Reading] = [lambda own: seen.append(_count(own))]
    readings.insert(broken, wrong)
    with transaction() as session, pytest.raises(ValueError, match="wrong"):
        side_by_side.read(session, readings)
    assert len(seen) == 1


def test_a_pool_of_one_is_enough(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_POOL_SIZE", "1")
    seen: list[int] = []
    with transaction() as session:
        side_by_side.read(session, [lambda own: seen.append(_count(own))] * 3)
    assert len(seen) == 3
