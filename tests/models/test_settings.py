"""Settings: as the environment has them, and read once while it stays."""

from pathlib import Path

import pytest

from models.settings import Settings, settings


def test_a_changed_environment_counts_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path / "one"))
    assert settings().home == tmp_path / "one"
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path / "other"))
    assert settings().home == tmp_path / "other"
    monkeypatch.setenv("KINERJA_POOL_SIZE", "17")
    assert settings().pool_size == 17
    monkeypatch.delenv("KINERJA_POOL_SIZE")
    assert settings().pool_size == Settings.model_fields["pool_size"].default


def test_the_folder_of_the_user_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KINERJA_HOME", raising=False)
    for place in ("one", "other"):
        for name in ("HOME", "LOCALAPPDATA", "XDG_STATE_HOME"):
            monkeypatch.setenv(name, str(tmp_path / place))
        assert settings().home.is_relative_to(tmp_path / place)


def test_an_unchanged_environment_is_read_once() -> None:
    assert settings() is settings()
