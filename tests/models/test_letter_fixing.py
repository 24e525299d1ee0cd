"""What letters say is fixed once: whatever changes later gives the same bytes, another version gives another letter."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import rfc8785
from sqlalchemy.exc import DBAPIError

from models import letter_fixing, letters
from models.database import one, rows, run, transaction
from models.errors import NotFoundError
from models.letters import Written
from models.vocabulary import Rating, Stage
from tasks.letters import pdf
from tests.acts import World, decide
from tests.factories import DIVISION_HEAD, MEMBER, SmallPeriod, count
from tests.facts import add_fact, unit_id
from tests.waived import waived

PORTAL = "https://kinerja.example.go.id"


def written(period: SmallPeriod, kind: str = "evaluation", nip: str = MEMBER, language: str = "id") -> Written:
    with transaction() as session:
        return letters.written(session, kind, period.segments[nip], language)


@pytest.fixture
def published(period: SmallPeriod) -> SmallPeriod:
    """Everybody has a published result; feedback and a waived datum of before it are in the letters."""
    period.up_to(Stage.APPROVAL)
    with transaction() as session:
        add_fact(
            session, period.id, "feedback", "k1", unit=unit_id(session), segment=period.segments[MEMBER],
            day=datetime.now(UTC).date(), kind="appreciation", core_value="KOMPETEN", words="Baik",
        )  # fmt: skip
        waived(session, period, "indicators", "1.1")
    for stage in (Stage.APPROVAL, Stage.SCORING, Stage.NOTIFICATION):
        period.pass_stage(stage)
    return period


def _rename(_period: SmallPeriod) -> None:
    with transaction() as session:
        run(session, "UPDATE person SET name = 'Nama Baru', front_title = 'Dr.'")


def _supersede_feedback(_period: SmallPeriod) -> None:
    with transaction() as session:
        assert run(session, "UPDATE feedback SET superseded_at = now()").rowcount


def _withdraw_waiver(_period: SmallPeriod) -> None:
    with transaction() as session:
        assert run(session, "UPDATE finding SET fixed_at = now() WHERE waived_by IS NOT NULL").rowcount


def _another_waiver(period: SmallPeriod) -> None:
    with transaction() as session:
        waived(session, period, "indicators", "1.1", "DQ-X98")


def _another_attainment(_period: SmallPeriod) -> None:
    with transaction() as session:
        assert run(session, "UPDATE indicator_attainment SET realized = 1, percent = 1, signal = 'below'").rowcount


CHANGES: tuple[Callable[[SmallPeriod], None], ...] = (
    _rename, _supersede_feedback, _withdraw_waiver, _another_waiver, _another_attainment,
)  # fmt: skip


def test_the_bytes_are_the_same_whatever_changes_after_publication(published: SmallPeriod) -> None:
    before = {language: written(published, language=language) for language in ("id", "en")}
    files = {language: pdf(letter, PORTAL) for language, letter in before.items()}
    said = json.dumps(before["en"].said)
    assert "Competent" in said or "Kompeten" in said, "feedback of before the ratings is in the letter"
    assert "banjir" in said, "a waived datum is marked"
    for change in CHANGES:
        change(published)
        for language, letter in before.items():
            again = written(published, language=language)
            assert again == letter, change.__name__
            assert pdf(again, PORTAL) == files[language], change.__name__


def test_publication_fixes_the_letters_of_the_unit(published: SmallPeriod) -> None:
    assert count("letter_content") == len(published.segments)
    _rename(published)
    assert "Pegawai 3" in json.dumps(written(published).said), "it was fixed before anybody made it"
    with transaction() as session:
        unit = one(session, "SELECT period_id, unit_id FROM period_unit")
        assert unit
        assert letter_fixing.fix_unit(session, unit["period_id"], unit["unit_id"]) == 0, "once"


def test_a_plan_is_fixed_when_its_letter_is_first_made(period: SmallPeriod) -> None:
    period.up_to(Stage.TARGET_SETTING)
    period.pass_stage(Stage.TARGET_SETTING)
    before = written(period, "plan")
    _rename(period)
    assert written(period, "plan") == before
    assert "Nama Baru" not in json.dumps(written(period, "plan", DIVISION_HEAD).said), "names are those of the period"


def test_a_decided_objection_makes_another_letter_and_shows_old_and_new(published: SmallPeriod) -> None:
    before = written(published)
    with transaction() as session:
        request = World(session, published).objected(MEMBER)
    published.accept_all(but=(MEMBER,))
    with transaction() as session:
        decide(World(session, published), request, reason="Bukti sah", work=Rating.ABOVE, behavior=Rating.ABOVE)
    published.run(Stage.OBJECTION)
    after = written(published)
    assert after.code != before.code
    compared = written(published, "decision").said["compared"]
    assert [line[1:] for line in compared] == [
        ["Sesuai Ekspektasi", "Di Atas Ekspektasi"],
        ["Sesuai Ekspektasi", "Di Atas Ekspektasi"],
        ["Baik", "Sangat Baik"],
    ]


def test_the_digest_is_over_the_canonical_content(published: SmallPeriod) -> None:
    written(published, "plan")
    with transaction() as session:
        for row in rows(session, "SELECT content, digest FROM letter_content"):
            assert rfc8785.dumps(json.loads(row["content"])).decode() == row["content"]
            assert hashlib.sha256(row["content"].encode()).hexdigest() == row["digest"]


def test_what_is_fixed_is_erased_or_stays(published: SmallPeriod) -> None:
    def tried(change: str) -> bool:
        try:
            with transaction() as session:
                session.connection().exec_driver_sql(f"UPDATE letter_content SET {change}")
        except DBAPIError:
            return False
        return True

    assert not tried("content = '{}'")
    assert tried("proof = 'p'")
    assert not tried("proof = 'q'")
    assert tried("content = NULL, proof = NULL")
    assert not tried("content = '{}'")
    with pytest.raises(NotFoundError, match="erased"):
        written(published)


def test_many_letters_are_those_made_one_by_one(published: SmallPeriod) -> None:
    nobody = 10**9
    with transaction() as session:
        together = letters.written_all(session, "evaluation", [*published.segments.values(), nobody], "en")
    assert list(together.values()) == [written(published, nip=nip, language="en") for nip in published.segments]
