"""`kinerja letters`: files of a unit or a person, and what a code says."""

from pathlib import Path

import pytest

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, MEMBER, SmallPeriod
from tests.journeys.commands import said, told


@pytest.fixture
def agreed(period: SmallPeriod) -> SmallPeriod:
    """A period whose plans are agreed."""
    period.up_to(Stage.TARGET_SETTING)
    period.pass_stage(Stage.TARGET_SETTING)
    return period


def test_letters_of_a_unit_and_of_one_person(agreed: SmallPeriod, tmp_path: Path) -> None:
    assert told("letters", "make", "plan", "2026", "--out", tmp_path / "unit", "--unit", AGENCY)["made"] == 4
    assert len({path.read_bytes() for path in (tmp_path / "unit").glob("plan-*.pdf")}) == 4
    assert "1 letters" in said("letters", "make", "plan", "2026", "--out", tmp_path / "one", "--nip", MEMBER)
    [file] = (tmp_path / "one").iterdir()
    assert file.name == f"plan-{MEMBER}-{agreed.segments[MEMBER]}.pdf"
    assert file.read_bytes() == (tmp_path / "unit" / file.name).read_bytes()
    with transaction() as session:
        found = one(session, "SELECT code FROM letter WHERE segment_id = %(segment)s", segment=agreed.segments[MEMBER])
    assert found
    assert "It is in force." in said("letters", "check", found["code"].lower())
    assert MEMBER not in said("letters", "check", found["code"])


@pytest.mark.usefixtures("agreed")
def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert told("letters", "make", "evaluation", "2026", "--out", tmp_path, code=1)["error"] == "NOT_FOUND"
    assert told("letters", "make", "plan", "1999", "--out", tmp_path, code=1)["error"] == "NOT_FOUND"
    assert told("letters", "make", "plan", "2026", "--out", tmp_path, "--language", "nl", code=1)["error"]
    assert told("letters", "check", "AAAA-BBBB-CCCC-DDDD", code=1)["error"] == "NOT_FOUND"
    assert list(tmp_path.iterdir()) == []


def test_the_recapitulation_of_a_unit_and_the_report_of_a_period(period: SmallPeriod, tmp_path: Path) -> None:
    period.up_to(Stage.OBJECTION)
    assert told("letters", "report", "2026", "--out", tmp_path / "r.pdf", code=1)["error"] == "WRONG_STATE"
    period.accept_all()
    assert told("letters", "unit", "2026", AGENCY, "--out", tmp_path / "unit.pdf")["final"] == 4
    assert told("letters", "unit", "2026", "NOWHERE", "--out", tmp_path / "no.pdf", code=1)["error"] == "NOT_FOUND"
    assert "4 final results" in said("letters", "report", "2026", "--out", tmp_path / "report.pdf", "--language", "en")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.pdf", "unit.pdf"]
    with transaction() as session:
        found = one(
            session, "SELECT content FROM audit_event WHERE event = 'results.exported' ORDER BY id DESC LIMIT 1"
        )
        of_unit = one(
            session,
            "SELECT u.code FROM audit_event x JOIN unit u ON u.id = x.unit_id WHERE x.event = 'results.exported'",
        )
    assert of_unit == {"code": AGENCY}
    assert found
    assert found["content"]["file"] == "letter_report"
