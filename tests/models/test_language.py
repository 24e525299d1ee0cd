"""Indonesian unless asked otherwise, and one language within one text."""

import contextvars

import pytest

from models.language import Message, _, default_language, read_in, reader_language

VARIABLES = ("KINERJA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
PERIOD = "There is no period {code}. `kinerja period list` shows them."


@pytest.fixture(autouse=True)
def _no_wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ({}, "id"),
        ({"LANG": "C.UTF-8"}, "id"),
        ({"LANG": "de_DE.UTF-8"}, "id"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "id_ID.UTF-8", "LANG": "en_US.UTF-8"}, "id"),
        ({"KINERJA_LANGUAGE": "en", "LC_ALL": "id_ID.UTF-8"}, "en"),
        ({"KINERJA_LANGUAGE": "id", "LANG": "en_US.UTF-8"}, "id"),
    ],
)
def test_the_language_of_a_process(monkeypatch, wishes, language):
    for name, value in wishes.items():
        monkeypatch.setenv(name, value)
    assert default_language() == language


def test_a_reader_may_have_another_language_than_the_process():
    def as_read_by(language):
        read_in(language)
        return reader_language(), str(Message(PERIOD, {"code": "2026"}))

    english = contextvars.copy_context().run(as_read_by, "en")
    assert english == ("en", "There is no period 2026. `kinerja period list` shows them.")
    assert contextvars.copy_context().run(as_read_by, "fr")[0] == "id"
    assert str(Message(PERIOD, {"code": "2026"})).startswith("Periode 2026 tidak ada.")


def test_a_message_within_a_message_is_in_the_same_language():
    said = Message("No superior can be found for {name}: {why}", {"name": "Siti", "why": Message("retired (pensiun)")})
    assert said.render("en") == "No superior can be found for Siti: retired (pensiun)"
    assert said.render("id") == "Atasan Siti tidak dapat ditemukan: pensiun"


def test_what_has_no_translation_stays():
    assert _("Never written anywhere.", "id") == "Never written anywhere."
    assert _("", "id") == ""
