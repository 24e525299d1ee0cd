"""Sign-ins that ended long ago and old mails in a folder are swept; what is young, in use or the newest stays."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models import actors, leftovers, web_sessions
from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod

LONG_AGO = "now() - interval '400 days'"


@pytest.fixture(autouse=True)
def world(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A small world with folders of its own; the number of a person."""
    for name in ("FILES_FOLDER", "MAIL_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", str(tmp_path / name))
    fresh(Stage.BRIEFING)
    with transaction() as session:
        return actors.person(session, MEMBER).person_id or 0


def swept() -> dict[str, int]:
    with transaction() as session:
        return leftovers.sweep(session)


def count(table: str) -> int:
    with transaction() as session:
        return int((one(session, f"SELECT count(*) AS n FROM {table}") or {})["n"])  # type: ignore[arg-type]


def test_sessions_that_ended_long_ago_go_but_for_the_newest(world: int) -> None:
    with transaction() as session:
        for _number in range(3):
            web_sessions.begin(session, world, agent="x")
        run(session, f"UPDATE web_session SET ended_at = {LONG_AGO}")
    assert swept()["web_session"] == 2
    assert count("web_session") == 1
    assert swept()["web_session"] == 0


def test_a_session_that_goes_on_stays(world: int) -> None:
    with transaction() as session:
        for _number in range(2):
            web_sessions.begin(session, world, agent="x")
    assert swept()["web_session"] == 0


def test_links_and_steps_go(world: int) -> None:
    add = (
        "INSERT INTO {table} (token_digest, person_id, {by}expires_at) "
        "SELECT n::text, %(person)s, {value}now() - n * interval '100 days' FROM generate_series(0, 2) AS n"
    )
    with transaction() as session:
        run(session, add.format(table="sign_in_step", by="", value=""), person=world)  # type: ignore[arg-type]
        run(session, add.format(table="sign_in_link", by="issued_by, ", value="'x', "), person=world)  # type: ignore[arg-type]
    done = swept()
    assert (done["sign_in_step"], done["sign_in_link"]) == (2, 1), "of links the newest number stays"


def test_old_mails_go_and_young_ones_stay(tmp_path: Path) -> None:
    folder = tmp_path / "MAIL_FOLDER"
    folder.mkdir()
    for name, days in (("1-a.eml", 100), ("2-b.eml", 1), ("notes.txt", 100)):
        (folder / name).write_text("x", encoding="utf-8")
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    assert swept()["mail_file"] == 1
    assert sorted(path.name for path in folder.iterdir()) == ["2-b.eml", "notes.txt"]
