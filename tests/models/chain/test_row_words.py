"""What differs can be read in both languages, and words of people stay as they were written."""

import pytest

from models.chain.row_words import NAMES, spoken
from models.language import Message, _


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_its_indonesian(name: str) -> None:
    assert _(name, "id") != name


def test_names_are_read_in_the_readers_language_and_values_stay() -> None:
    said = spoken("outcome: rated → returned; it is open again; reason: a: b → c")
    assert isinstance(said, Message)
    assert said.render("en") == "outcome: rated → returned; it is open again; reason: a: b → c"
    assert "rated → returned" in said.render("id")
    assert "outcome" not in said.render("id")


def test_other_words_stay_as_they_are() -> None:
    assert spoken("Data baru!") == "Data baru!"
