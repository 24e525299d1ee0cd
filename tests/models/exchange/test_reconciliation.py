"""Our results beside e-Kinerja's: everybody has one standing, and nothing of theirs is rated on."""

from datetime import date

import pytest

from models import actors
from models.board import find_period
from models.database import one, transaction
from models.errors import InvalidInputError, NotAllowedError, WrongStateError
from models.exchange import reconciliation, taking
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, launch_small_period
from tests.facts import add_fact

STRANGER = "198001012005011009"


def _exported(
    period: SmallPeriod, nip: str, predicate: str | None, ends: date = date(2026, 12, 31), *, acting: bool = False
) -> None:
    with transaction() as session:
        add_fact(
            session, period.id, "bkn_rating", f"{nip}:{ends}:{acting}", unit=None, bkn_id=f"x{ends}{acting}", nip=nip,
            name=f"Pegawai {nip[-1]}", is_acting=acting, ends=ends, unit_name="Dinas", predicate=predicate,
        )  # fmt: skip


def _standings() -> dict[str, str]:
    with transaction() as session:
        return {row["nip"]: row["standing"] for row in reconciliation.compare(session, find_period(session, "2026"))}


def test_everybody_has_one_standing(period: SmallPeriod) -> None:
    period.up_to(Stage.NOTIFICATION)
    period.pass_stage(Stage.NOTIFICATION)
    with transaction() as session:
        World(session, period).filed(MEMBER)
    period.accept_all(but=(MEMBER,))
    _exported(period, MEMBER, "BAIK")
    _exported(period, HEAD, "BAIK")
    _exported(period, DIVISION_HEAD, "")  # as the import stores “-”
    _exported(period, STRANGER, "KURANG")
    assert _standings() == {
        MEMBER: "held_here",
        HEAD: "equal",
        DIVISION_HEAD: "not_rated_there",
        OTHER_MEMBER: "missing_there",
        STRANGER: "only_there",
    }
    _exported(period, OTHER_MEMBER, "KURANG")
    with transaction() as session:
        found = reconciliation.compare(session, find_period(session, "2026"))
    assert [row["standing"] for row in found][:2] == ["differs", "only_there"], "whoever needs attention comes first"
    assert (found[0]["ours"], found[0]["theirs"]) == ("BAIK", "KURANG")
    assert reconciliation.counted(found)["equal"] == 1


def test_the_latest_of_their_rows_that_is_not_acting_counts(period: SmallPeriod) -> None:
    period.up_to(Stage.NOTIFICATION)
    period.pass_stage(Stage.NOTIFICATION)
    period.accept_all()
    _exported(period, MEMBER, "KURANG", ends=date(2026, 6, 30))
    _exported(period, MEMBER, "BAIK")
    _exported(period, MEMBER, "SANGAT_KURANG", acting=True)
    assert _standings()[MEMBER] == "equal"


def test_taking_results_out_is_for_hr_and_on_record(period: SmallPeriod) -> None:
    with transaction() as session, pytest.raises(NotAllowedError):
        taking.taken(session, "2026", "skp22", by=actors.person(session, MEMBER))
    with transaction() as session, pytest.raises(InvalidInputError):
        taking.taken(session, "2026", "everything", by=actors.person(session, HEAD))
    with transaction() as session:
        taking.taken(session, "2026", "skp22", by=actors.person(session, HEAD))
        event = one(session, "SELECT actor_id, content FROM audit_event WHERE event = 'results.exported'")
    assert event
    assert event["actor_id"] == period.actor(HEAD).person_id
    assert event["content"] == {"file": "skp22", "rows": 0, "held": 4}
    assert AGENCY not in str(event["content"])


def test_a_file_about_a_year_is_not_made_of_a_quarter(db: str) -> None:
    launch_small_period(kind="periodic")
    with transaction() as session:
        for kind in ("skp22", "credit-points"):
            with pytest.raises(WrongStateError):
                taking.taken(session, "2026", kind, by=actors.operator())
        assert taking.taken(session, "2026", "periodic", by=actors.operator()).rows == []
