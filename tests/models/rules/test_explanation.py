from fractions import Fraction

import pytest

from models import language
from models.rules.explanation import Certainty, Source, Step

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "{share} of the target was reached."
msgstr "Target tercapai {share}."
"""


@pytest.fixture
def catalog(tmp_path, monkeypatch):
    folder = tmp_path / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kinerja.po").write_text(PO, encoding="utf-8")
    monkeypatch.setattr(language, "_CATALOGS", tmp_path)
    language._catalog.cache_clear()
    language._texts.cache_clear()
    yield
    language._catalog.cache_clear()
    language._texts.cache_clear()


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize("reader", ["id", "en"])
def test_a_step_reads_in_both_languages_whoever_asks(reader, monkeypatch):
    monkeypatch.setenv("KINERJA_LANGUAGE", reader)
    source = Source("PP 30/2019", "Ps 41", Certainty.CONFIRMED)
    step = Step("{share} of the target was reached.", source, {"share": Fraction(7, 8)})
    assert step.as_output() == {
        "id": "Target tercapai 0,875.",
        "en": "0.875 of the target was reached.",
        "article": "PP 30/2019 Ps 41",
        "certainty": "✔",
    }
    assert str(source) == "PP 30/2019 Ps 41 ✔"
