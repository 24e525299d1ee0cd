"""Indonesian unless asked otherwise, and one language within one text."""

import contextvars
import json
from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from models.language import Day, Message, Moment, _, default_language, read_in, reader_language

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


def test_text_that_came_as_markup_does_not_make_equal_text_markup():
    typed = "<b>ketikan orang</b>"
    assert isinstance(_(Markup(typed), "id"), Markup)  # noqa: S704 - that it is markup is what is tried
    assert not isinstance(_(typed, "id"), Markup)


def test_what_was_said_before_is_said_again_in_each_language():
    for _again in range(2):
        assert (_("Indicators", "id"), _("Indicators", "en"), _("", "id")) == ("Indikator", "Indicators", "")


def test_days_and_moments_are_said_to_each_reader_and_kept_as_they_are():
    zone = "Asia/Jayapura"
    at = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)
    message = Message("{at}, {on}", {"at": Moment(at, zone), "on": Day(date(2026, 3, 9))})
    for each in (message, Message.of_data(json.loads(json.dumps(message.as_data())))):
        assert each.render("en") == "1 February 2026 01:00 WIT, 9 March 2026"
        assert each.render("id") == "1 Februari 2026 01:00 WIT, 9 Maret 2026"
    assert str(Day(date(2026, 3, 9))).endswith("2026")
