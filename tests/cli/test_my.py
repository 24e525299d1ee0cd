"""A person with several segments (transfer, Plt) acts for each of them, and which one is meant is never guessed."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.database import rows, transaction
from models.roster.entry import RosterEntry
from models.vocabulary import Stage
from tests.acts import World
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    entry,
    launch_small_period,
    period_file,
    small_roster,
)
from tests.journeys.commands import said, told

TRANSFER = period_file().starts.replace(month=7)
HEADER = (
    "nip,segment_starts,segment,work_result,kind,statement,supports,aspect,indicator,indicator_statement,"
    "unit_of_measure,target_min,target_max,direction,data_source"
)


def _roster() -> list[RosterEntry]:
    """The head is Plt of a division all year; the member was transferred in July."""
    head, division_head, _member, other = small_roster()
    return [
        head,
        entry(HEAD, None, 2, is_agency_head=False, is_acting=True, post="Kepala Bidang"),
        division_head,
        entry(MEMBER, DIVISION_HEAD, 3, ends=TRANSFER - timedelta(days=1)),
        entry(MEMBER, DIVISION_HEAD, 3, starts=TRANSFER, post="Analis Muda"),
        other,
    ]


@pytest.fixture
def segments(db: str) -> dict[str, list[int]]:
    """The segments of each person, at target setting: the main one first, then by date."""
    period = launch_small_period(_roster())
    period.pass_stage(Stage.BRIEFING)
    period.run(Stage.TARGET_SETTING)
    with transaction() as session:
        found = rows(
            session,
            "SELECT p.nip, array_agg(s.id ORDER BY s.is_acting, s.starts) AS ids FROM segment s "
            "JOIN person p ON p.id = s.person_id GROUP BY p.nip",
        )
    return {row["nip"]: row["ids"] for row in found}


def _plans(folder: Path, *whose: tuple[str, date | str, int | str]) -> Path:
    path = folder / "plans.csv"
    lines = [
        f"{nip},{starts},{segment},1,utama,Layanan segmen {place},,kuantitas,1,Jumlah,layanan,9,,normal,Laporan"
        for place, (nip, starts, segment) in enumerate(whose, 1)
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def _statements(nip: str, segment: int) -> list[str]:
    shown = told("my", "plan", "--as", nip, "--period", "2026", "--segment", segment)
    return [result["statement"] for result in shown["results"]]


def test_an_act_that_could_be_for_two_segments_is_refused_with_a_list(segments: dict[str, list[int]]) -> None:
    for command in ("acknowledge", "plan", "submit", "result", "accept"):
        refusal = told("my", command, "--as", HEAD, "--period", "2026", code=1)
        assert refusal["error"] == "INVALID_INPUT"
        assert "--segment NUMBER" in refusal["message"]
        assert all(f"  {segment}: " in refusal["message"] for segment in segments[HEAD])
        assert "(Plt/Plh)" in refusal["message"]
    objection = told("my", "object", "--as", MEMBER, "--period", "2026", "--statement", "x", code=1)
    assert f"{TRANSFER} – " in objection["message"]  # noqa: RUF001


def test_a_segment_of_somebody_else_is_nobodys(segments: dict[str, list[int]]) -> None:
    refusal = told("my", "plan", "--as", MEMBER, "--period", "2026", "--segment", segments[HEAD][0], code=1)
    assert refusal["error"] == "NOT_FOUND"
    assert all(f"  {segment}: " in refusal["message"] for segment in segments[MEMBER])


def test_a_plt_drafts_and_submits_for_both_posts(segments: dict[str, list[int]], tmp_path: Path) -> None:
    main, acting = segments[HEAD]
    file = _plans(tmp_path, (HEAD, "", main), (HEAD, "", acting))
    assert told("import", "plans", file, "--period", "2026") == {"done": 2, "problems": []}
    assert (_statements(HEAD, main), _statements(HEAD, acting)) == (["Layanan segmen 1"], ["Layanan segmen 2"])
    said("my", "submit", "--as", HEAD, "--period", "2026", "--segment", acting)
    with transaction() as session:
        asked = rows(session, "SELECT segment_id FROM approval")
    assert asked == [{"segment_id": acting}]


def test_a_transferred_person_is_told_apart_by_the_first_day(segments: dict[str, list[int]], tmp_path: Path) -> None:
    before, after = segments[MEMBER]
    file = _plans(tmp_path, (MEMBER, period_file().starts, ""), (MEMBER, TRANSFER, ""))
    assert told("import", "plans", file, "--period", "2026") == {"done": 2, "problems": []}
    assert (_statements(MEMBER, before), _statements(MEMBER, after)) == (["Layanan segmen 1"], ["Layanan segmen 2"])


def test_a_file_that_does_not_say_which_segment_stores_nothing_for_that_person(
    segments: dict[str, list[int]], tmp_path: Path
) -> None:
    answer = told(
        "import", "plans", _plans(tmp_path, (MEMBER, "", ""), (DIVISION_HEAD, "", "")), "--period", "2026", code=1
    )
    assert answer["done"] == 1
    [problem] = answer["problems"]
    assert (problem["nip"], problem["error"]) == (MEMBER, "INVALID_INPUT")
    assert "segment_starts" in problem["message"]


def test_who_has_one_segment_need_not_name_it(segments: dict[str, list[int]]) -> None:
    [only] = segments[DIVISION_HEAD]
    said("my", "acknowledge", "--as", DIVISION_HEAD, "--period", "2026")
    with transaction() as session:
        assert rows(session, "SELECT segment_id FROM audit_event WHERE event = 'announcement.acknowledged'") == [
            {"segment_id": only}
        ]


def test_the_rater_answers_an_objection_once(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    filed = told("my", "object", "--as", MEMBER, "--period", "2026", "--statement", "Data keliru")
    assert filed["done"]
    with transaction() as session:
        objection = World(session, period).objection()
    words = ("my", "answer", objection, "--statement", "Sudah benar", "--as")
    assert told(*words, OTHER_MEMBER, code=1)["error"] == "NOT_FOUND"
    said(*words, DIVISION_HEAD)
    assert told(*words, DIVISION_HEAD, code=1)["error"] == "NOT_FOUND"


def test_a_result_is_read_step_by_step(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.OBJECTION)
    words = ("my", "result", "--as", MEMBER, "--period", "2026")
    assert told(*words)["predicate"] == "BAIK"
    shown = said(*words)
    assert "Sesuai Ekspektasi" in shown
    assert "What would have changed it:" in shown
