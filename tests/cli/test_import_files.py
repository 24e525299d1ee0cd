"""What `kinerja import file` says of what was brought in."""

import pytest

from cli.import_files import told
from models.language import Message
from models.sources.intake import Brought


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def test_a_note_on_a_stored_file_is_said_beside_its_counts() -> None:
    said = told(Brought(7, "stored", 3, 1, 1, 1, 0, Message("Look at {it}.", {"it": "this"})))
    assert said["message"] == "3 rows: 1 new, 1 corrected, 1 unchanged, 0 held back.\nLook at this."


def test_a_refusal_is_said_without_counts() -> None:
    assert told(Brought(7, "refused", message=Message("No.")))["message"] == "No."
