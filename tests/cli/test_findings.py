"""Findings are listed for whoever must act, and waived by an administrator for a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.database import rows, run, transaction
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import AGENCY, HEAD, MEMBER, OTHER_MEMBER, PEOPLE, SmallPeriod, changed_tables, now, snapshot
from tests.journeys.commands import said, told
from tests.waived import LAST_DAY, waived


@pytest.fixture
def checked(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """One member reported nothing: one blocking finding holds them, while the others go on to approval."""
    period = fresh(Stage.COLLECTION)
    for nip in PEOPLE:
        if nip != MEMBER:
            period.report(nip)
    with transaction() as session:
        World(session, period).overdue(Stage.COLLECTION)
    assert period.run(Stage.COLLECTION).outcome == "sealed"
    assert period.run(Stage.QUALITY).outcome == "sealed"
    return period


def _holding() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told("findings", "list", "--period", "2026", "--holding")
    return found


def _waive(by: str, *more: object, code: int = 0) -> Any:
    return told("findings", "waive", _number(), "--as", by, *more, code=code)


def _number() -> int:
    with transaction() as session:
        [found] = rows(session, "SELECT id FROM finding WHERE severity = 'block'")
    return int(found["id"])


@pytest.mark.usefixtures("checked")
def test_what_holds_a_unit_up_is_listed_with_whose_turn_it_is() -> None:
    [finding] = _holding()
    assert (finding["code"], finding["nip"], finding["owner_nip"]) == ("DQ-R01", MEMBER, MEMBER)
    assert (finding["unit_code"], finding["observed"], finding["waived"]) == (AGENCY, "0/12", False)
    assert finding in told("findings", "list", "--as", MEMBER)
    assert told("findings", "list", "--as", HEAD, "--holding") == []
    shown = said("findings", "list", "--unit", AGENCY)
    assert "blocking" in shown
    assert "kinerja findings waive" in shown


@pytest.mark.usefixtures("checked")
def test_a_mistyped_code_does_not_look_like_clean_data() -> None:
    for option in ("--period", "--unit"):
        assert told("findings", "list", option, "NOWHERE", code=1)["error"] == "NOT_FOUND"
    assert told("findings", "list", "--as", "1" * 18, code=1)["error"] == "NOT_FOUND"


def test_hr_lets_a_finding_stand_through_a_day(checked: SmallPeriod) -> None:
    last = now().date() + timedelta(days=2)
    answer = _waive(HEAD, "--until", last, "--reason", "Arsip rusak")
    assert (answer["waived"], answer["waived_through"]) == (True, str(last))
    assert _holding() == []
    [kept] = told("findings", "list", "--as", MEMBER)
    assert (kept["waived"], kept["waived_through"], kept["waived_reason"]) == (True, str(last), "Arsip rusak")
    assert str(last) in said("findings", "list")
    assert checked.run(Stage.QUALITY).outcome == "skipped"


@pytest.mark.usefixtures("checked")
def test_the_administrator_of_the_unit_may_waive_too() -> None:
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT p.id, 'unit_admin', u.id FROM person p, "
            "unit u WHERE p.nip = %(nip)s AND u.code = %(unit)s",
            nip=OTHER_MEMBER,
            unit=AGENCY,
        )
    assert _waive(OTHER_MEMBER, "--until", now().date() + timedelta(days=2), "--reason", "x")["waived"]


@pytest.mark.usefixtures("checked")
def test_waivers_are_refused_where_they_must_be() -> None:
    later = str(now().date() + timedelta(days=2))
    before = snapshot()
    refusals = [
        (_waive(OTHER_MEMBER, "--until", later, "--reason", "x", code=1), "NOT_ALLOWED"),
        (_waive(HEAD, "--until", later, "--reason", " ", code=1), "INVALID_INPUT"),
        (_waive(HEAD, "--until", "2020-01-01", "--reason", "x", code=1), "INVALID_INPUT"),
        (told("findings", "waive", 999, "--as", HEAD, "--until", later, "--reason", "x", code=1), "NOT_FOUND"),
    ]
    assert [refusal["error"] for refusal, _ in refusals] == [error for _, error in refusals]
    assert changed_tables(before) == set()
    said("findings", "waive", 1, "--as", HEAD, "--until", "besok", "--reason", "x", code=2)


def test_what_nobody_can_mend_any_more_is_on_record_only(checked: SmallPeriod) -> None:
    """A finished unit's findings are nobody's turn: hidden, counted, and marked where they are asked for."""
    assert [row["mendable"] for row in _holding()] == [True]
    assert "open" in said("findings", "list", "--holding")
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = %(past)s", past=Stage.SCORING.position)
        count = len(rows(session, "SELECT id FROM finding WHERE fixed_at IS NULL"))
    assert _holding() == told("findings", "list") == told("findings", "list", "--unit", AGENCY) == []
    text = said("findings", "list")
    assert "No finding is open here." in text
    assert f"{count} more stay on record" in text
    everything = told("findings", "list", "--all")
    assert {row["mendable"] for row in everything} == {False}
    assert len(everything) == count
    text = said("findings", "list", "--all")
    assert "on record: the unit is past it" in text
    assert "more stay on record" not in text
    number = everything[0]["id"]
    assert "on record: the unit is past it" in said("findings", "show", number)


@pytest.mark.parametrize(("at", "mendable"), [(Stage.SCORING, True), (Stage.NOTIFICATION, False)])
def test_what_a_later_stage_found_can_be_mended_until_that_is_over(
    period: SmallPeriod,
    at: Stage,
    mendable: bool,  # noqa: FBT001
) -> None:
    with transaction() as session:
        number = waived(session, period, "ratings", "ratings", stage=Stage.SCORING)
        run(session, "UPDATE period_unit SET position = %(at)s", at=at.position)
    [found] = told("findings", "list", "--all")
    assert (found["id"], found["mendable"]) == (number, mendable)
    assert [row["id"] for row in told("findings", "list")] == ([number] if mendable else [])
    text = said("findings", "list", "--all")
    assert f"waived through {LAST_DAY}" in text
    assert ("on record" in text) is not mendable


@pytest.mark.usefixtures("db")
def test_where_all_is_well_it_says_so() -> None:
    assert said("findings", "list").strip() == "No finding is open here."
