"""`kinerja export`: files that are written, what is held back, and the comparison with e-Kinerja."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.actors import operator
from models.database import rows, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.journeys.commands import said, told


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.fixture
def published(period: SmallPeriod) -> SmallPeriod:
    """Everybody has a result; one member may still object."""
    period.accept_all(but=(MEMBER,))
    return period


@pytest.mark.usefixtures("published")
def test_only_final_results_are_written_and_the_rest_is_counted(tmp_path: Path) -> None:
    out = tmp_path / "skp22.json"
    answer = told("export", "skp22", "2026", "--out", out)
    assert answer == {"period": "2026", "file": str(out), "rows": 3, "held": {"may_object": 1}}
    assert MEMBER not in out.read_text()
    assert {row["statusPenilai"] for row in json.loads(out.read_text())} == {"ASN", "NON ASN"}
    spoken = said("export", "periodic", "2026", "--out", tmp_path / "x.csv")
    assert "3 final results" in spoken
    assert "Held back: 1, because the person may still object." in spoken


@pytest.mark.usefixtures("published")
def test_workbooks_show_no_result_that_is_held(tmp_path: Path) -> None:
    assert told("export", "unit", "2026", AGENCY, "--out", tmp_path / "unit.xlsx")["rows"] == 3
    heads, *lines = CalamineWorkbook.from_path(tmp_path / "unit.xlsx").get_sheet_by_name("Results").to_python()
    people = {line[0]: dict(zip(heads, line, strict=True)) for line in lines}
    assert people[MEMBER]["Predicate"] == ""
    assert people[MEMBER]["Use"] == "the person may still object"
    assert people[OTHER_MEMBER]["Predicate"] == "Baik"
    assert told("export", "region", "2026", "--out", tmp_path / "region.xlsx")["held"] == {"may_object": 1}
    heads, line = CalamineWorkbook.from_path(tmp_path / "region.xlsx").get_sheet_by_name("Units").to_python()
    counted = dict(zip(heads, line, strict=True))
    assert (counted["Segments"], counted["Final"], counted["Held"], counted["Baik"]) == (4, 3, 1, 3)


@pytest.mark.usefixtures("published")
def test_the_comparison_names_what_is_missing_there(tmp_path: Path) -> None:
    answer = told("export", "compare", "2026", "--out", tmp_path / "x.csv")
    assert answer["counts"]["missing_there"] == 3
    assert answer["counts"]["held_here"] == 1
    assert "not in the export of e-Kinerja" in said("export", "compare", "2026")


@pytest.mark.usefixtures("published")
def test_mistakes_are_named(tmp_path: Path) -> None:
    assert told("export", "skp22", "1999", "--out", tmp_path / "x.csv", code=1)["error"] == "NOT_FOUND"
    assert told("export", "skp22", "2026", "--out", tmp_path / "x.doc", code=1)["error"] == "INVALID_INPUT"
    assert told("export", "unit", "2026", "NOWHERE", "--out", tmp_path / "x.xlsx", code=1)["error"] == "NOT_FOUND"
    assert list(tmp_path.iterdir()) == []


def test_who_took_a_file_and_of_which_unit_is_on_record(published: SmallPeriod, tmp_path: Path) -> None:
    told("export", "unit", "2026", AGENCY, "--out", tmp_path / "unit.xlsx", "--as", HEAD)
    told("export", "skp22", "2026", "--out", tmp_path / "x.csv", "--as", HEAD)
    refused = told("export", "region", "2026", "--out", tmp_path / "no.xlsx", "--as", MEMBER, code=1)
    assert refused["error"] == "NOT_ALLOWED"
    assert not (tmp_path / "no.xlsx").exists()
    with transaction() as session:
        found = rows(
            session,
            "SELECT x.content ->> 'file' AS file, u.code, x.actor_id, x.actor_name FROM audit_event x"
            " LEFT JOIN unit u ON u.id = x.unit_id WHERE x.event = 'results.exported' ORDER BY x.id",
        )
    assert [(row["file"], row["code"]) for row in found] == [("unit", AGENCY), ("skp22", None)]
    assert {row["actor_id"] for row in found} == {published.actor(HEAD).person_id}
    assert {row["actor_name"] for row in found} == {operator().name}, "and who entered it"
