"""Letters about a unit or a period: final results alone, who may have them, few people not shown, one code a state."""

import io
import json

import pytest
from pypdf import PdfReader

from models import actors, letters, survey_letters
from models.database import run, transaction
from models.errors import NotFoundError, WrongStateError
from models.letters import Written
from models.vocabulary import Stage
from tasks.letters import pdf
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    big_roster,
    launch_small_period,
)

PORTAL = "https://kinerja.example.go.id"


def made(kind: str, by: str = "", language: str = "en") -> Written:
    with transaction() as session:
        who = actors.person(session, by) if by else actors.operator()
        if kind == "report":
            return survey_letters.report(session, "2026", by=who, language=language)
        return survey_letters.recapitulation(session, "2026", AGENCY, by=who, language=language)


def give(nip: str, role: str) -> None:
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT p.id, %(role)s, CASE WHEN %(role)s = "
            "'unit_admin' THEN unit.id END FROM person p, unit WHERE p.nip = %(nip)s AND unit.code = %(unit)s",
            nip=nip, role=role, unit=AGENCY,
        )  # fmt: skip


def text_of(letter: Written) -> str:
    pages = PdfReader(io.BytesIO(pdf(letter, PORTAL))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.fixture
def published(period: SmallPeriod) -> SmallPeriod:
    """Four people have a published result that they may still object to."""
    return period


def test_only_final_results_are_counted(published: SmallPeriod) -> None:
    with pytest.raises(WrongStateError, match="No result is final"):
        made("recapitulation")
    published.accept_all(but=(MEMBER,))
    letter = made("recapitulation")
    assert (letter.said["version"], dict(letter.said["facts"])["Final"]) == (3, "3")
    assert [row[1] for row in letter.said["bars"]] == [0, 3, 0, 0, 0]
    assert len(letter.said["people"]) == 3
    assert "19850615 201001 1 003" not in json.dumps(letter.said)


def test_one_state_has_one_code_and_a_newer_one_replaces_it(published: SmallPeriod) -> None:
    published.accept_all(but=(MEMBER,))
    before = made("recapitulation")
    assert made("recapitulation") == before
    assert pdf(made("recapitulation"), PORTAL) == pdf(before, PORTAL)
    published.accept_all(but=(HEAD, DIVISION_HEAD, OTHER_MEMBER))
    after = made("recapitulation")
    with transaction() as session:
        old, new = letters.check(session, before.code), letters.check(session, after.code)
    assert old
    assert new
    assert (old["in_force"], new["in_force"], new["unit"]) == (False, True, "Dinas Kesehatan")


def test_a_unit_administrator_sees_figures_and_of_few_people_none(published: SmallPeriod) -> None:
    published.accept_all()
    give(OTHER_MEMBER, "unit_admin")
    letter = made("recapitulation", OTHER_MEMBER)
    assert (letter.said["bars"], letter.said["people"]) == ([], [])
    assert "Fewer than five" in text_of(letter)
    with pytest.raises(NotFoundError):
        made("report", OTHER_MEMBER)
    with pytest.raises(NotFoundError):
        made("recapitulation", MEMBER)


def test_hr_and_auditor_see_people_and_the_report_nobody(published: SmallPeriod) -> None:
    published.accept_all()
    give(MEMBER, "auditor")
    for reader in (HEAD, MEMBER):
        said = text_of(made("recapitulation", reader))
        assert "19850615 201001 1 003" in said
        assert "Recapitulation of evaluations: Dinas Kesehatan" in said
    report = made("report", MEMBER)
    assert report.said["units"][0]["counts"] == [], "four people would be recognized"
    assert "19850615" not in json.dumps(report.said)
    assert "Units with fewer than five final results" in text_of(report)


@pytest.mark.parametrize("stands_at", [None])
@pytest.mark.usefixtures("db")
def test_a_larger_unit_has_its_figures_in_the_report_and_for_its_administrator() -> None:
    period = launch_small_period(big_roster(3))
    period.up_to(Stage.OBJECTION)
    period.accept_all()
    give(MEMBER, "unit_admin")
    report = made("report", language="id")
    [unit] = report.said["units"]
    assert (unit["final"], unit["people"], unit["counts"]) == (5, 5, [0, 5, 0, 0, 0])
    assert [row[1] for row in report.said["bars"]] == [0, 5, 0, 0, 0]
    said = text_of(report)
    for words in ("Laporan evaluasi kinerja", "100 %", "Dinas Kesehatan", letters.grouped(report.code)):
        assert words in said, words
    of_unit = made("recapitulation", MEMBER)
    assert (of_unit.said["bars"][1][1], of_unit.said["people"]) == (5, [])
