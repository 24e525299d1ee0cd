"""The performance team fixes a plan after the deadline, from a file, for one segment of one person."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.database import rows, transaction
from models.vocabulary import Stage
from tests.acts import World
from tests.cli.test_my import HEADER
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    changed_tables,
    entry,
    launch_small_period,
    small_roster,
    snapshot,
)
from tests.journeys.commands import said, told

LATE = ("--period", "2026", "--as", DIVISION_HEAD, "--reason", "Terlambat")


def _file(folder: Path, *whose: tuple[str, object]) -> Path:
    path = folder / "plans.csv"
    lines = [
        f"{nip},,{segment},1,utama,Layanan segmen {segment},S1,kuantitas,1,Jumlah,layanan,9,,normal,Laporan"
        for nip, segment in whose
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def overdue(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """A unit at target setting whose deadline has passed."""
    return _overdue(fresh(Stage.TARGET_SETTING))


def _overdue(period: SmallPeriod) -> SmallPeriod:
    with transaction() as session:
        World(session, period).overdue(Stage.TARGET_SETTING)
    return period


def test_one_person_of_a_file_is_fixed_and_nobody_else(overdue: SmallPeriod, tmp_path: Path) -> None:
    file = _file(tmp_path, (MEMBER, ""), (OTHER_MEMBER, ""))
    answer = told("my", "fix", file, "--for", MEMBER, *LATE)
    assert (answer["fixed"], answer["segment"]) == (True, overdue.segments[MEMBER])
    assert told("my", "plan", "--as", MEMBER, "--period", "2026")["status"] == "approved"
    with transaction() as session:
        assert len(rows(session, "SELECT id FROM plan WHERE status = 'approved'")) == 1
    assert "in force" in said("my", "fix", file, "--for", OTHER_MEMBER, *LATE)


def test_fixing_is_refused_where_it_must_be(overdue: SmallPeriod, tmp_path: Path) -> None:
    file = _file(tmp_path, (MEMBER, ""), (DIVISION_HEAD, ""))
    before = snapshot()
    by_head = ("--period", "2026", "--as", HEAD, "--reason", "x")
    refusals = [
        (("--for", HEAD, *LATE), "INVALID_INPUT"),
        (("--for", MEMBER, *by_head), "NOT_ALLOWED"),
        (("--for", DIVISION_HEAD, *LATE), "NOT_ALLOWED"),
        (("--for", MEMBER, *LATE, "--segment", overdue.segments[HEAD]), "NOT_FOUND"),
        (("--for", MEMBER, "--period", "2099", *LATE[2:]), "NOT_FOUND"),
    ]
    assert [told("my", "fix", file, *words, code=1)["error"] for words, _ in refusals] == [why for _, why in refusals]
    assert changed_tables(before) == set()


def test_the_segment_is_said_when_the_file_has_several(db: str, tmp_path: Path) -> None:
    acting = entry(HEAD, None, 2, is_agency_head=False, is_acting=True, post="Kepala Bidang")
    period = launch_small_period([*small_roster(), acting])
    period.pass_stage(Stage.BRIEFING)
    period.run(Stage.TARGET_SETTING)
    _overdue(period)
    with transaction() as session:
        found = rows(
            session, "SELECT s.id FROM segment s JOIN person p ON p.id = s.person_id WHERE nip = %(n)s", n=HEAD
        )
    first, second = sorted(row["id"] for row in found)
    file = _file(tmp_path, (HEAD, first), (HEAD, second))
    refusal = told("my", "fix", file, "--for", HEAD, *LATE, code=1)
    assert f"the segments {first}, {second}" in refusal["message"]
    assert told("my", "fix", file, "--for", HEAD, *LATE, "--segment", second)["segment"] == second
    unsaid = _file(tmp_path, (HEAD, ""))
    assert "--segment NUMBER" in told("my", "fix", unsaid, "--for", HEAD, *LATE, code=1)["message"]
    assert told("my", "fix", unsaid, "--for", HEAD, *LATE, "--segment", first)["segment"] == first
