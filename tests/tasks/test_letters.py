"""Letters: who may have one, the same bytes for the same result, nothing that people wrote becomes code."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

from models import letters
from models.database import one, transaction
from models.errors import NotFoundError, NotYoursError, WrongStateError
from models.letters import Written
from models.vocabulary import Rating, Stage
from tasks.letters import many, pdf, pictures
from tests.acts import World, decide
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod

PORTAL = "https://kinerja.example.go.id"
Fresh = Callable[[Stage], SmallPeriod]


def text_of(content: bytes) -> str:
    """All words of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def written(period: SmallPeriod, kind: str, nip: str = MEMBER, language: str = "en") -> Written:
    with transaction() as session:
        return letters.written(session, kind, period.segments[nip], language)


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.fixture
def published(period: SmallPeriod) -> SmallPeriod:
    """Everybody has a published result."""
    return period


def test_the_evaluation_document_says_what_the_result_is_and_why(published: SmallPeriod) -> None:
    letter = written(published, "evaluation")
    said = text_of(pdf(letter, PORTAL))
    for words in ("Performance evaluation document", "19850615 201001 1 003", "Sesuai Ekspektasi", "Baik",
                  "PermenPANRB 6/2022", "Jumlah puskesmas terakreditasi", letters.grouped(letter.code), "Your rights",
                  f"{PORTAL}/letters/check/{letter.code}"):  # fmt: skip
        assert words in said, words
    assert "Dokumen evaluasi kinerja" in text_of(pdf(written(published, "evaluation", language="id"), PORTAL))


def test_the_same_result_gives_the_same_bytes_and_code(published: SmallPeriod) -> None:
    first, second = written(published, "evaluation"), written(published, "evaluation")
    assert first == second
    assert pdf(first, PORTAL) == pdf(second, PORTAL)
    [(_letter, content)] = many([first], PORTAL)
    assert content == pdf(first, PORTAL), "in another thread too"
    with transaction() as session:
        found = one(session, "SELECT count(*) AS n FROM letter")
    assert found == {"n": 1}


def test_a_letter_is_archived_as_pdf_a_with_its_title(published: SmallPeriod) -> None:
    reader = PdfReader(io.BytesIO(pdf(written(published, "evaluation"), PORTAL)))
    assert reader.xmp_metadata is not None
    metadata = reader.xmp_metadata.stream.get_data().decode()
    assert "pdfaid:part>3<" in metadata
    assert "pdfaid:conformance>A<" in metadata
    assert "pdfuaid:part>1<" in metadata, "read aloud"
    assert reader.metadata
    assert str(reader.metadata.title).startswith("Performance evaluation document")


@pytest.mark.parametrize("stands_at", [Stage.TARGET_SETTING])
def test_a_plan_has_its_results_and_indicators(period: SmallPeriod) -> None:
    with pytest.raises(NotFoundError):
        written(period, "plan")
    period.pass_stage(Stage.TARGET_SETTING)
    said = text_of(pdf(written(period, "plan"), PORTAL))
    assert "Layanan bermutu" in said
    assert "90 puskesmas" in said
    assert "Laporan akreditasi" in said


@pytest.mark.parametrize("stands_at", [Stage.TARGET_SETTING])
def test_a_plan_in_indonesian_says_the_aspect_in_indonesian(period: SmallPeriod) -> None:
    period.pass_stage(Stage.TARGET_SETTING)
    shown = {
        line[0] for result in written(period, "plan", language="id").said["results"] for line in result["indicators"]
    }
    assert shown == {"kuantitas"}


def test_a_decided_objection_gives_two_letters_and_replaces_the_first(published: SmallPeriod) -> None:
    before = written(published, "evaluation")
    with pytest.raises(NotFoundError):
        written(published, "decision")
    with transaction() as session:
        request = World(session, published).objected(MEMBER)
    published.accept_all(but=(MEMBER,))
    with transaction() as session:
        decide(World(session, published), request, reason="Bukti sah", work=Rating.ABOVE, behavior=Rating.ABOVE)
    with pytest.raises(NotFoundError, match="not published yet"):
        written(published, "decision")  # it would still state the ratings of before
    assert published.run(Stage.OBJECTION).outcome == "sealed"
    decision = text_of(pdf(written(published, "decision"), PORTAL))
    assert "Bukti sah" in decision
    assert "keliru" in decision
    after = written(published, "evaluation")
    assert "2, after the decision on your objection" in text_of(pdf(after, PORTAL))
    with transaction() as session:
        old, new = letters.check(session, before.code), letters.check(session, letters.grouped(after.code).lower())
    assert old
    assert new
    assert (old["in_force"], new["in_force"]) == (False, True)


HOSTILE = '#panic("x") $x$ {{ 7*7 }} *bold* \u202egnol\r\n= Heading <img src=x> \\ "@y" ' + "W" * 300


def _with_hostile_words(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _with_hostile_words(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_with_hostile_words(each) for each in said]
    return said if said in {"id", "en", "evaluation", "plan", "decision"} or not isinstance(said, str) else HOSTILE


@pytest.mark.parametrize("kind", ["evaluation", "plan"])
def test_what_people_wrote_is_never_code(published: SmallPeriod, kind: str) -> None:
    letter = written(published, kind)
    said = _with_hostile_words(letter.said) | {"strengths": [HOSTILE], "improvements": [[HOSTILE, HOSTILE]]}
    content = text_of(pdf(Written(letter.code, said | {"waived": [HOSTILE]}), PORTAL))
    assert '#panic("x") $x$ {{ 7*7 }} *bold*' in content


def test_fifteen_indicators_take_more_pages_and_the_signatures_stay_together(published: SmallPeriod) -> None:
    letter = written(published, "evaluation")
    line = ["1.1", "Persentase " + "pelayanan yang selesai tepat waktu " * 5, "90 persen", "88", "98 %"]
    many_lines = Written(letter.code, letter.said | {"indicators": [line] * 45})
    assert len(pictures(many_lines, PORTAL, ppi=20)) >= 3


def test_only_those_who_may_see_a_result_have_the_letter(published: SmallPeriod) -> None:
    segment = published.segments[MEMBER]

    def asked(nip: str, kind: str = "evaluation") -> str:
        with transaction() as session:
            return letters.write(session, kind, segment, by=published.actor(nip), language="id").said["title"]

    for nip in (DIVISION_HEAD, HEAD):
        assert asked(nip) == "Dokumen evaluasi kinerja"
    with pytest.raises(NotYoursError):
        asked(OTHER_MEMBER)
    with pytest.raises(WrongStateError):
        asked(MEMBER)
    with pytest.raises(NotFoundError):
        asked(HEAD, "diploma")
    published.accept_all()
    assert asked(MEMBER) == "Dokumen evaluasi kinerja"


@pytest.mark.usefixtures("published")
def test_a_code_that_is_not_ours_says_nothing() -> None:
    with transaction() as session:
        for code in ("", "AAAA-BBBB-CCCC-DDDD", "%", "'; DROP TABLE letter", "🙂" * 20):
            assert letters.check(session, code) is None
