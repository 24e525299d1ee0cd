"""Another byte in the code of the rules gives another digest; other files do not."""

from pathlib import Path

import pytest

from models import made_with


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a rule, and a file that is none."""
    for name in ("models/rules/contract/matrix.py", "tasks/scoring.py", "web/app.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    monkeypatch.setattr(made_with, "_HOME", tmp_path)
    return tmp_path


def digest() -> str:
    return made_with.rules_digest.__wrapped__()


def test_only_the_code_of_the_rules_counts(home: Path) -> None:
    before = digest()
    (home / "web/app.py").write_text("x = 2\n")
    assert digest() == before
    for name in ("models/rules/contract/matrix.py", "tasks/scoring.py"):
        last = digest()
        (home / name).write_text("x = 2\n")
        assert digest() != last
    (home / "tasks/scoring.py").rename(home / "models/rules/scoring.py")
    assert digest() != before


def test_this_installation_has_every_file_that_is_named() -> None:
    for pattern in made_with._RULES:
        assert list(made_with._HOME.glob(pattern)), pattern
