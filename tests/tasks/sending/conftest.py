"""Fixtures for tests of sending: settings of a region with a mail server, and that server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tasks.mail_server import Server, mail_server


@pytest.fixture(autouse=True)
def mail_settings(db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_SECRET_KEY", "a secret of the tests, long enough to be one")
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id")
    monkeypatch.setenv("KINERJA_MAIL_SENDER", "Kinerja Kabupaten Contoh <kinerja@contohkab.go.id>")
    monkeypatch.setenv("KINERJA_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("KINERJA_MAIL_SECURITY", "none")
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))


@pytest.fixture
def post(mail_settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with mail_server() as started:
        monkeypatch.setenv("KINERJA_MAIL_PORT", str(started.port))
        yield started
