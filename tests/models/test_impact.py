"""What-if over a period: the replay equals what was scored, names who would change, and stores nothing."""

import pytest

from models.database import transaction
from models.errors import InvalidInputError, NotFoundError
from models.impact import Datum, impact, read_datum
from models.vocabulary import Rating, Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod, count


@pytest.fixture
def stands_at() -> Stage:
    return Stage.NOTIFICATION


@pytest.fixture
def scored(period: SmallPeriod) -> SmallPeriod:
    return period


def test_without_a_change_nobody_changes(scored: SmallPeriod) -> None:
    with transaction() as session:
        found = impact(session, scored.code)
    assert (found.people, found.units, found.replayed) == ([], [], 4)


def test_a_changed_rating_changes_one_person_and_stores_nothing(scored: SmallPeriod) -> None:
    before = count("evaluation"), count("result"), count("audit_event")
    with transaction() as session:
        found = impact(session, scored.code, data=[Datum(MEMBER, "behavior", Rating.BELOW)])
    assert [(row["nip"], row["before"], row["after"]) for row in found.people] == [(MEMBER, "BAIK", "KURANG")]
    assert (count("evaluation"), count("result"), count("audit_event")) == before


def test_a_changed_organization_predicate_moves_the_head_only(scored: SmallPeriod) -> None:
    with transaction() as session:
        found = impact(session, scored.code, data=[read_datum("DINKES:organization=KURANG")])
    assert [row["nip"] for row in found.people] == [HEAD]


def test_a_changed_setting_is_replayed(scored: SmallPeriod) -> None:
    mapping = dict.fromkeys(("ISTIMEWA", "BAIK", "BUTUH_PERBAIKAN", "KURANG", "SANGAT_KURANG"), "DI_BAWAH")
    with transaction() as session:
        found = impact(session, scored.code, settings={"leader_mapping": mapping, "minimum_group": 3})
    assert [(row["nip"], row["after"]) for row in found.people] == [(HEAD, "BUTUH_PERBAIKAN")]


def test_a_smaller_least_group_brings_a_unit_under_the_pattern(scored: SmallPeriod) -> None:
    with transaction() as session:
        [unit] = impact(session, scored.code, settings={"minimum_group": 3}).units
        off = impact(session, scored.code, settings={"minimum_group": 3, "distribution_mode": "off"}).units
    assert (unit["before"], unit["after"]) == ([], ["BAIK_GT_70PCT", "NO_BUTUH_PERBAIKAN_OR_KURANG"])
    assert off == []


@pytest.mark.parametrize("text", ["", "x", "1:work", "1:work=BAIK", "1:grade=SESUAI", "DINKES:organization=SESUAI"])
def test_a_change_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_datum(text)


def test_a_stranger_and_an_unknown_setting_are_refused(scored: SmallPeriod) -> None:
    with transaction() as session:
        with pytest.raises(NotFoundError):
            impact(session, scored.code, data=[Datum("1" * 18, "work", "SESUAI")])
        with pytest.raises(InvalidInputError):
            impact(session, scored.code, settings={"no_such_setting": 1})
        with pytest.raises(NotFoundError):
            impact(session, "1999")
    assert DIVISION_HEAD in scored.segments
