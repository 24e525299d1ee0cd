"""Findings end by new data, or stand by a waiver with name, reason and expiry; a unit is never stuck on one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models import actors, quality
from models.actors import Actor
from models.database import Row, one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from models.vocabulary import Stage
from tests.acts import World, months, realize, waive
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod


@pytest.fixture
def checked(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """A unit at the stage quality in which nobody reported anything: everybody is held by a blocking finding."""
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        World(session, period).overdue(Stage.COLLECTION)
    assert period.run(Stage.COLLECTION).outcome == "sealed"
    assert period.run(Stage.QUALITY).outcome == "waiting"
    return period


def _finding() -> Row:
    """The finding that holds MEMBER."""
    with transaction() as session:
        found = rows(
            session,
            "SELECT f.* FROM finding f JOIN person p ON p.id = f.owner_id WHERE f.severity = 'block' "
            "AND f.code = 'DQ-R01' AND p.nip = %(nip)s",
            nip=MEMBER,
        )
    assert len(found) == 1
    return found[0]


def _expire() -> None:
    with transaction() as session:
        run(session, "UPDATE finding SET waived_until = now() - interval '1 second' WHERE waived_by IS NOT NULL")


def test_a_finding_names_its_owner_and_is_opened_once(checked: SmallPeriod) -> None:
    first = _finding()
    with transaction() as session:
        assert first["owner_id"] == actors.person(session, MEMBER).person_id
    assert (first["subject"], first["observed"]) == ("1.1", "0/12")
    waiting = checked.run(Stage.QUALITY).message
    assert "4 of 4 people are held by 4 blocking findings" in waiting
    assert "and 1 more" in waiting
    again = _finding()
    assert (again["id"], again["opened_at"]) == (first["id"], first["opened_at"])


def test_new_data_fix_a_finding(checked: SmallPeriod) -> None:
    checked.report(MEMBER)
    assert checked.run(Stage.QUALITY).outcome == "sealed"
    assert _finding()["fixed_at"] is not None


def test_a_waiver_opens_the_gate_and_keeps_the_mark(checked: SmallPeriod) -> None:
    with transaction() as session:
        waive(World(session, checked), _finding()["id"], reason="Data hilang karena gempa")
    assert checked.run(Stage.QUALITY).outcome == "sealed"
    kept = _finding()
    assert (kept["fixed_at"], kept["waived_reason"]) == (None, "Data hilang karena gempa")
    with transaction() as session:
        event = one(session, "SELECT count(*) AS events FROM audit_event WHERE event = 'finding.waived'")
    assert event == {"events": 1}


def test_a_waiver_ends_can_be_renewed_and_becomes_needless(checked: SmallPeriod) -> None:
    with transaction() as session:
        waive(World(session, checked), _finding()["id"])
    _expire()
    assert checked.run(Stage.QUALITY).outcome == "waiting"
    with transaction() as session:
        waive(World(session, checked), _finding()["id"], reason="Masih dicari")
    assert _finding()["waived_reason"] == "Masih dicari"
    _expire()
    checked.report(MEMBER)
    assert checked.run(Stage.QUALITY).outcome == "sealed"


def test_waiving_is_refused_where_it_must_be(checked: SmallPeriod) -> None:
    finding = _finding()["id"]
    refusals = (
        (NotAllowedError, "Only an HR administrator", {"by": MEMBER}),
        (InvalidInputError, "lies in the past", {"days": -1}),
        (InvalidInputError, "why the finding may stand", {"reason": "  "}),
    )
    for error, words, values in refusals:
        with pytest.raises(error, match=words), transaction() as session:
            waive(World(session, checked), finding, **values)  # type: ignore[arg-type]
    with transaction() as session:
        waive(World(session, checked), finding)
    with pytest.raises(ConflictError, match="fixed or waived already"), transaction() as session:
        waive(World(session, checked), finding)
    checked.run(Stage.QUALITY)
    with pytest.raises(WrongStateError, match="stay as they are"), transaction() as session:
        waive(World(session, checked), finding)


def test_the_administrator_of_the_unit_may_waive_but_not_of_another(checked: SmallPeriod) -> None:
    def grant(unit: str) -> None:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT p.id, 'unit_admin', u.id FROM person p, "
            "unit u WHERE p.nip = %(nip)s AND u.code = %(unit)s",
            nip=OTHER_MEMBER,
            unit=unit,
        )

    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('OTHER', 'Lain')")
        grant("OTHER")
    until = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(NotAllowedError), transaction() as session:
        quality.waive(session, _finding()["id"], by=actors.person(session, OTHER_MEMBER), reason="x", until=until)
    with transaction() as session:
        grant(checked.unit)
        quality.waive(session, _finding()["id"], by=actors.person(session, OTHER_MEMBER), reason="x", until=until)
    assert _finding()["waived_by"] is not None


def test_nobody_waives_a_finding_about_their_own_data(checked: SmallPeriod) -> None:
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role) SELECT id, 'hr_admin' FROM person WHERE nip = %(nip)s "
            "ON CONFLICT DO NOTHING",
            nip=MEMBER,
        )
        owner = Actor("person", _finding()["owner_id"])
    until = datetime.now(UTC) + timedelta(days=1)
    with pytest.raises(NotAllowedError, match="your own data"), transaction() as session:
        quality.waive(session, _finding()["id"], by=owner, reason="x", until=until)


def test_a_waiver_does_not_cover_a_later_defect_and_the_owner_is_told(checked: SmallPeriod) -> None:
    """Waived: nothing was reported. Then one month of twelve is: another finding, which nobody has waived."""
    with transaction() as session:
        waive(World(session, checked), _finding()["id"], reason="Data hilang karena gempa")
    with transaction() as session:
        realize(World(session, checked), MEMBER, months("95"))
    assert checked.run(Stage.QUALITY).outcome == "sealed"
    with transaction() as session:
        me = actors.person(session, MEMBER).person_id
        found = rows(
            session,
            "SELECT severity, observed, waived_by, fixed_at FROM finding WHERE owner_id = %(me)s AND code = 'DQ-R01' "
            "ORDER BY id DESC",
            me=me,
        )
        told = rows(session, "SELECT FROM notice WHERE kind = 'findings_opened' AND person_id = %(me)s", me=me)
    new, old = found
    assert (new["severity"], new["observed"]) == ("warn", "1/12")
    assert (new["waived_by"], new["fixed_at"]) == (None, None)
    assert old["waived_by"] is not None
    assert old["fixed_at"] is not None
    assert len(told) == 2
