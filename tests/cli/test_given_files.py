"""A file named at the command line: its content, or one plain sentence for why there is none."""

from pathlib import Path

import pytest

from cli.given_files import content_of, text_of
from models.errors import InvalidInputError


def test_content_and_text_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffsatu dua\n".encode())
    assert text_of(path) == "satu dua\n"
    assert content_of(path) == path.read_bytes()
    assert content_of(path, most=4) == path.read_bytes()[:4]


@pytest.mark.parametrize(("name", "said"), [("nothing", "There is no file"), ("", "is a folder"), ("raw", "UTF-8")])
def test_what_cannot_be_read_is_said_without_the_words_of_the_system(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "raw").write_bytes(b"\xff\x00")
    with pytest.raises(InvalidInputError) as refused:
        text_of(tmp_path / name)
    assert said in str(refused.value)
    assert str(tmp_path / name) in str(refused.value)
    assert "Errno" not in str(refused.value)
