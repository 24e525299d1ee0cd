"""A launch: one period however often, nothing half-written, and a clear word on what is in its way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, LiteralString

import pytest

from models import actors, board, launch, letter_facts
from models.chain import pseudonyms
from models.database import rows, transaction
from models.errors import ConflictError, InvalidInputError, KinerjaError
from models.exchange import final_results
from models.period_file import PeriodFile
from models.roster.entry import RosterEntry
from models.vocabulary import Stage
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    SmallPeriod,
    changed_tables,
    count,
    entry,
    period_file,
    small_roster,
    snapshot,
    unit,
)
from tests.worlds import trial

NEW_HEAD = "197203031998031002"


def _launch(
    definition: PeriodFile | None = None, roster: list[RosterEntry] | None = None, digest: str = "0" * 64
) -> launch.Launched:
    with transaction() as session:
        return launch.launch(
            session,
            definition or period_file(),
            small_roster() if roster is None else roster,
            [unit()],
            roster_digest=digest,
            by=actors.operator(),
        )


def _next_year(**changes: Any) -> PeriodFile:
    this = period_file()
    starts = this.ends + timedelta(days=1)
    deadlines = {str(stage): starts + timedelta(days=30 * stage.position) for stage in Stage}
    return period_file(code="next", starts=starts, ends=starts + timedelta(days=364), deadlines=deadlines, **changes)


def test_launching_twice_is_one_period(db: str) -> None:
    first = _launch()
    before = snapshot()
    second = _launch()
    assert (first.created, second.created) == (True, False)
    assert (second.period_id, second.units, second.segments) == (first.period_id, 1, 4)
    assert changed_tables(before) == set()


def _shared_nik() -> list[RosterEntry]:
    people = small_roster()
    return [entry(HEAD, None, 1, nik="1" * 16), entry(DIVISION_HEAD, HEAD, 2, nik="1" * 16), *people[2:]]


REFUSED: dict[str, tuple[Callable[[], Any], type[KinerjaError], str]] = {
    "another roster": (lambda: _launch(digest="1" * 64), ConflictError, "launched on .* from other files"),
    "another definition": (lambda: _launch(period_file(title="Lain")), ConflictError, "from other files"),
    "overlapping dates": (lambda: _launch(period_file(code="b")), ConflictError, "Another annual period covers"),
    "nobody": (lambda: _launch(_next_year(), []), InvalidInputError, "nobody to appraise"),
    "an unknown administrator": (
        lambda: _launch(_next_year(administrators=["198506152010011999"])),
        InvalidInputError,
        "HR administrator: nobody in the roster has the NIP 198506152010011999",
    ),
    "an unknown administrator of a unit": (
        lambda: _launch(_next_year(unit_administrators=[{"nip": "198506152010011999", "unit": AGENCY}])),
        InvalidInputError,
        "unit administrator: nobody in the roster has the NIP 198506152010011999",
    ),
    "an administrator of an unknown unit": (
        lambda: _launch(_next_year(unit_administrators=[{"nip": MEMBER, "unit": "DINSOS"}])),
        InvalidInputError,
        "unit administrator: no agency of this period has the code DINSOS",
    ),
    "one NIK for two people": (lambda: _launch(_next_year(), _shared_nik()), InvalidInputError, "belongs to another"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_launch_leaves_nothing(db: str, name: str) -> None:
    act, error, words = REFUSED[name]
    _launch()
    before = snapshot()
    with pytest.raises(error, match=words):
        act()
    assert changed_tables(before) == set()


def test_the_next_year_keeps_people_and_a_new_regional_head_is_another_person(db: str) -> None:
    _launch()
    head = {"name": "Budi Santoso", "post": "Bupati"}
    _launch(_next_year(region={"name": "Kabupaten Contoh", "regional_head": head}))
    assert (count("period"), count("unit"), count("segment")) == (2, 1, 8)
    with transaction() as session:
        heads = rows(session, "SELECT official_code, name FROM person WHERE nip IS NULL ORDER BY id")
        raters = rows(
            session, "SELECT DISTINCT r.name FROM segment s JOIN person r ON r.id = s.rater_id WHERE s.level = 1"
        )
    assert [row["name"] for row in heads] == ["Sri Rejeki", "Budi Santoso"]
    assert heads[1]["official_code"] == "KDH"
    assert {row["name"] for row in raters} == {"Sri Rejeki", "Budi Santoso"}
    assert count("person") == 6


def test_segments_end_with_the_period_and_beside_it_nobody_has_one(db: str) -> None:
    definition = period_file()
    far = definition.ends + timedelta(days=40)
    roster = [
        *small_roster()[:2],
        entry(MEMBER, DIVISION_HEAD, 3, starts=definition.starts - timedelta(days=9), ends=far),
        entry("199008202015042004", DIVISION_HEAD, 3, starts=far, ends=far),
    ]
    launched = _launch(definition, roster)
    assert launched.segments == 3
    with transaction() as session:
        dates = rows(session, "SELECT DISTINCT starts, ends FROM segment")
    assert dates == [{"starts": definition.starts, "ends": definition.ends}]


def test_a_dry_run_keeps_nothing(db: str) -> None:
    """The whole launch in a transaction that is rolled back: what a dry run is."""
    before = snapshot()
    with trial() as session:
        launched = launch.launch(
            session, period_file(), small_roster(), [unit()], roster_digest="0" * 64, by=actors.operator()
        )
        assert (launched.units, launched.segments) == (1, 4)
        assert rows(session, "SELECT count(*) AS segments FROM segment") == [{"segments": 4}]
    assert changed_tables(before) == set()


def test_the_newest_launch_says_who_has_a_role(db: str) -> None:
    _launch()
    _launch(_next_year(administrators=[MEMBER], performance_team=[]))
    with transaction() as session:
        roles = rows(session, "SELECT r.role, p.nip FROM role_assignment r JOIN person p ON p.id = r.person_id")
        told = rows(session, "SELECT event, content ->> 'role' AS role FROM audit_event WHERE event LIKE 'role.%%'")
    assert [(row["role"], row["nip"]) for row in roles] == [("hr_admin", MEMBER)]
    assert sorted((row["event"], row["role"]) for row in told) == [
        ("role.granted", "hr_admin"),
        ("role.granted", "hr_admin"),
        ("role.granted", "performance_team"),
        ("role.revoked", "hr_admin"),
        ("role.revoked", "performance_team"),
    ]


def test_administrators_of_units_are_granted_and_end_with_the_next_launch(db: str) -> None:
    _launch(period_file(unit_administrators=[{"nip": MEMBER, "unit": AGENCY}]))
    with transaction() as session:
        held = rows(session, _UNIT_ROLES)
    assert held == [{"nip": MEMBER, "code": AGENCY}]
    _launch(_next_year(unit_administrators=[{"nip": DIVISION_HEAD, "unit": AGENCY}]))
    with transaction() as session:
        assert rows(session, _UNIT_ROLES) == [{"nip": DIVISION_HEAD, "code": AGENCY}]
        told = rows(
            session,
            "SELECT e.event, p.nip, u.code FROM audit_event e JOIN person p ON p.id = e.subject_id "
            "JOIN unit u ON u.id = e.unit_id WHERE content ->> 'role' = 'unit_admin' ORDER BY event, e.id",
        )
    assert [(row["event"], row["nip"], row["code"]) for row in told] == [
        ("role.granted", MEMBER, AGENCY),
        ("role.granted", DIVISION_HEAD, AGENCY),
        ("role.revoked", MEMBER, AGENCY),
    ]


_UNIT_ROLES: LiteralString = """
SELECT p.nip, u.code FROM role_assignment r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id
 WHERE r.role = 'unit_admin'
"""


def test_one_person_may_act_in_two_posts_from_the_same_day(db: str) -> None:
    acting = [entry(MEMBER, HEAD, 2, is_acting=True, post=f"Plt. Kepala Bidang {which}") for which in "AB"]
    assert _launch(roster=[*small_roster(), *acting]).segments == 6


def test_heads_of_an_agency_may_follow_each_other_within_the_year(db: str) -> None:
    """The rater of the later one sets the organization predicate."""
    middle = period_file().starts + timedelta(days=180)
    first, *others = small_roster()
    heads = [replace(first, ends=middle), entry(NEW_HEAD, None, 1, starts=middle + timedelta(days=1))]
    assert _launch(roster=[*heads, *others]).segments == 5


CONTRADICTIONS = {
    "two heads on one day": lambda: [*small_roster(), entry(NEW_HEAD, None, 1)],
    "twice in one acting post": lambda: [*small_roster(), *[entry(NEW_HEAD, HEAD, 2, is_acting=True) for _ in "ab"]],
    "two main posts on one day": lambda: [
        *small_roster(),
        entry(NEW_HEAD, HEAD, 2),
        entry(NEW_HEAD, HEAD, 2, post="Analis Muda", starts=period_file().starts + timedelta(days=9)),
    ],
    "a person who rates themselves": lambda: [*small_roster(), entry(NEW_HEAD, NEW_HEAD, 2)],
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_rows_that_cannot_stand_together_are_refused_with_the_names(db: str, name: str) -> None:
    with pytest.raises(InvalidInputError, match=f"contradict each other: .*{NEW_HEAD}"):
        _launch(roster=CONTRADICTIONS[name]())
    assert (count("period"), count("segment")) == (0, 0)


def test_a_later_launch_renames_a_person_for_its_own_period_alone(period: SmallPeriod) -> None:
    period.up_to(Stage.TARGET_SETTING)
    renamed = [replace(each, name=f"{each.name} Baru", front_title="Dr.") for each in small_roster()]
    with transaction() as session:
        launch.launch(session, _next_year(), renamed, [unit()], roster_digest="1" * 64, by=actors.operator())
        pseudonyms.give(session, board.find_period(session, "next")["id"])
        found = {
            code: final_results.by_segment(session, board.find_period(session, code))[0]
            for code in (period.code, "next")
        }
        party = letter_facts.gathered(session, "plan", list(period.segments.values()))
    told = [(found[code]["name"], found[code]["front_title"]) for code in (period.code, "next")]
    assert told == [("Pegawai 1", ""), ("Pegawai 1 Baru", "Dr.")]
    assert "Baru" not in str([found[period.code]["rater"], party])


def test_a_later_launch_renames_an_agency_for_its_own_period_alone(db: str) -> None:
    _launch()
    renamed = replace(unit(), name="Dinas Komunikasi, Informatika dan Persandian")
    with transaction() as session:
        launch.launch(
            session, _next_year(), small_roster(), [renamed], roster_digest="1" * 64, by=actors.operator()
        )  # fmt: skip
        names = {
            row["code"]: row["name"]
            for row in rows(session, "SELECT p.code, a.name FROM agency_then a JOIN period p ON p.id = a.period_id")
        }
        shown = {code: board.board(session, code)["units"][0]["name"] for code in names}
        exported = {
            row["code"]: final_results.by_segment(session, row)[0]["unit"]
            for row in rows(session, "SELECT id, code FROM period")
        }
    assert names == {period_file().code: unit().name, "next": renamed.name}
    assert (shown, exported) == (names, names)
