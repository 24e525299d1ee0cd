"""A pull: every file is brought in once, what goes wrong stands with the source, and two pulls never overlap."""

import os
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from models import actors
from models.database import one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError, WrongStateError
from models.language import Message
from models.settings import settings
from models.sources.intake import Brought
from models.tables.columns import Moment
from tasks import fetch_folder, fetch_http, ingest
from tasks.ingest import due_sources, pull
from tests.tasks.web import says, serving


class Intake:
    """Stands in for models/sources/intake.bring_in: remembers, and answers as it is told."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.answers: list[Any] = []

    def __call__(self, source_id: int, path: Path, **said: Any) -> Brought:
        self.seen.append({"source": source_id, "content": path.read_bytes(), **said})
        answer = self.answers.pop(0) if self.answers else Brought(len(self.seen), "stored", rows=2, added=2)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def intake(monkeypatch):
    stand_in = Intake()
    monkeypatch.setattr("tasks.ingest.bring_in", stand_in)
    monkeypatch.setattr(fetch_http, "FIRST_WAIT", 0.01)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return stand_in


def declared(period_id: int, origin: dict[str, Any] | None, **changes: Any) -> int:
    values = {"unit": None, "code": "skm", "minutes": 60} | changes
    definition = {"code": values["code"], "dataset": "survey_answer", "origin": origin}
    definition |= {"every_minutes": values["minutes"]} if values["minutes"] else {}
    with transaction() as session:
        added = one(
            session,
            "INSERT INTO source (period_id, unit_id, code, version, dataset, definition, definition_digest, "
            "registered_by) VALUES (%(period)s, %(unit)s, %(code)s, 1, 'survey_answer', %(definition)s, '0', 'test') "
            "RETURNING id",
            period=period_id,
            unit=values["unit"],
            code=values["code"],
            definition=Jsonb(definition),
        )
    assert added
    return int(added["id"])


def state(source: int) -> tuple[Moment | None, str]:
    """When it was pulled, and the problem as a person reads it."""
    with transaction() as session:
        found = one(session, "SELECT pulled_at, pull_problem FROM source WHERE id = %(id)s", id=source)
    assert found
    return found["pulled_at"], str(Message.of_data(found["pull_problem"])) if found["pull_problem"] else ""


def http(url: str, **changes: Any) -> dict[str, Any]:
    return {"way": "http", "url": url, "kind": "csv", "timeout_seconds": 1} | changes


def folder(path: Path) -> dict[str, Any]:
    return {"way": "folder", "path": str(path), "pattern": "*.csv", "settle_seconds": 1}


@pytest.fixture
def drop(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_folder, "_changed", lambda _status: 0.0)  # everything has settled long ago
    place = tmp_path / "drop"
    place.mkdir()
    return place


def test_an_answer_is_brought_in_by_the_system(period, intake):
    run_id = uuid4()
    with serving(skm=says(b"a\n1\n")) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        [brought] = pull(source, run_id)
    assert brought.outcome == "stored"
    assert intake.seen == [
        {
            "source": source,
            "content": b"a\n1\n",
            "way": "http",
            "name": f"127.0.0.1:{web.port}/skm.csv",
            "by": actors.SYSTEM,
            "flow_run_id": run_id,
            "again": False,
        }
    ]
    assert state(source)[0]
    assert state(source)[1] == ""
    assert not (settings().home / "spool" / f"source-{source}").exists()


def test_a_failed_pull_tells_why_and_a_later_one_clears_it(period, intake):
    with serving(skm=says(b"", 500)) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        with pytest.raises(UnavailableError):
            pull(source)
        pulled, problem = state(source)
        assert pulled
        assert problem.startswith(f"{web.url}/skm gives no answer")
        web.pages["/skm"] = says(b"a\n1\n")
        pull(source)
    assert state(source)[1] == ""
    assert len(intake.seen) == 1


def test_a_refused_answer_stands_with_the_source(period, intake):
    intake.answers = [Brought(7, "refused", message=Message("It lacks the column {column}.", {"column": "nip"}))]
    with serving(skm=says(b"x\n1\n")) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        assert [each.outcome for each in pull(source)] == ["refused"]
    assert state(source)[1] == "It lacks the column nip."


def test_an_answer_that_returns_to_what_it_was_counts(period, intake):
    intake.answers = [ConflictError("An older file")]
    with serving(skm=says(b"x\n1\n")) as web:
        pull(declared(period.id, http(f"{web.url}/skm")))
    assert [each["again"] for each in intake.seen] == [False, True]


def test_a_bug_is_told_without_its_words_and_raised(period, intake):
    intake.answers = [RuntimeError("s3cr3t words")]
    with serving(skm=says(b"x\n1\n")) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        with pytest.raises(RuntimeError):
            pull(source)
    assert "s3cr3t" not in state(source)[1]
    assert "RuntimeError" in state(source)[1]


def test_what_a_database_gives_is_brought_in(period, intake, db, monkeypatch):
    monkeypatch.setenv("SIMPEG_URL", db)
    source = declared(period.id, {"way": "sql", "url": "env:SIMPEG_URL", "query": "SELECT 1.50 AS nilai"})
    pull(source)
    assert [(each["content"], each["name"]) for each in intake.seen] == [(b'{"nilai":1.50}\n', "skm.jsonl")]


def test_two_pulls_of_one_source_never_overlap(period, intake):
    started, go_on = threading.Event(), threading.Event()

    def wait(handler):
        started.set()
        go_on.wait(20)
        handler.say(200, b"a\n1\n")

    with serving(skm=wait) as web:
        source = declared(period.id, http(f"{web.url}/skm", timeout_seconds=30))
        first = threading.Thread(target=pull, args=(source,))
        first.start()
        assert started.wait(20)
        assert pull(source) == []
        with transaction() as session:
            assert due_sources(session) == []  # asked already
        go_on.set()
        first.join(20)
        assert len(intake.seen) == 1
        assert len(pull(source)) == 1  # the lock went with the first


def test_leftovers_of_a_killed_pull_are_removed(period, intake):
    with serving(skm=says(b"a\n1\n")) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        left = settings().home / "spool" / f"source-{source}"
        left.mkdir(parents=True)
        (left / "old.csv").write_text("personal data")
        pull(source)
    assert not left.exists()


def test_dropped_files_are_stored_and_moved(period, intake, drop):
    source = declared(period.id, folder(drop))
    for name in ("a.csv", "b.csv", "c.csv"):
        (drop / name).write_text(name)
    intake.answers = [
        Brought(1, "stored", rows=1),
        Brought(2, "refused", message=Message("It lacks a column.")),
        InvalidInputError("It cannot be read."),
    ]
    assert [each.outcome for each in pull(source)] == ["stored", "refused"]
    assert sorted(path.relative_to(drop).as_posix() for path in drop.rglob("*.*")) == [
        "done/a-1.csv",
        "refused/b-2.csv",
        "refused/b-2.csv.txt",
        "refused/c.csv",
        "refused/c.csv.txt",
    ]
    assert (drop / "refused/b-2.csv.txt").read_text() == "It lacks a column.\n"
    assert state(source)[1] == "It lacks a column."
    assert pull(source) == []
    assert state(source)[1] == ""


def test_a_file_that_cannot_be_moved_is_not_read_twice(period, intake, drop, monkeypatch):
    source = declared(period.id, folder(drop))
    (drop / "a.csv").write_text("a")
    monkeypatch.setattr("tasks.dropped_files.put_away", lambda *_said: False)
    pull(source)
    assert "cannot move it to “done”" in state(source)[1]
    digest = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    with transaction() as session:
        run(
            session,
            "INSERT INTO delivery (period_id, source_id, way, name, sha256, bytes, outcome) VALUES "
            "(%(period)s, %(source)s, 'folder', 'a.csv', %(sha256)s, 1, 'stored')",
            period=period.id,
            source=source,
            sha256=digest,
        )
    assert pull(source) == []
    assert len(intake.seen) == 1
    assert "cannot move it" in state(source)[1]
    monkeypatch.setattr("tasks.dropped_files.put_away", fetch_folder.put_away)
    assert pull(source) == []
    assert [path.name for path in (drop / "done").iterdir()] == ["a-1.csv"]


def test_a_file_dropped_again_is_read_again(period, intake, drop, monkeypatch):
    source = declared(period.id, folder(drop))
    with transaction() as session:
        run(
            session,
            "INSERT INTO delivery (period_id, source_id, way, name, sha256, bytes, outcome, received_at) VALUES "
            "(%(period)s, %(source)s, 'folder', 'a.csv', %(sha256)s, 1, 'refused', now() - interval '1 hour')",
            period=period.id,
            source=source,
            sha256="ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        )
    (drop / "a.csv").write_text("a")
    monkeypatch.setattr(fetch_folder, "_changed", lambda status: status.st_ctime - 10)
    assert len(pull(source)) == 1


def test_a_file_that_is_too_large_is_refused_unread(period, intake, drop, monkeypatch):
    monkeypatch.setattr(fetch_folder, "MOST_BYTES", 10)
    (drop / "a.csv").write_bytes(b"x" * 11)
    source = declared(period.id, folder(drop))
    assert pull(source) == []
    assert intake.seen == []
    assert "larger than" in (drop / "refused/a.csv.txt").read_text()
    assert "larger than" in state(source)[1]


def test_what_cannot_be_pulled_is_refused(period, intake):
    with pytest.raises(NotFoundError):
        pull(999)
    with pytest.raises(WrongStateError, match="is not pulled"):
        pull(declared(period.id, None))
    with pytest.raises(InvalidInputError, match="cannot be understood"):
        pull(declared(period.id, {"way": "smoke"}, code="odd"))
    retired = declared(period.id, http("https://a.go.id/x"), code="old")
    with transaction() as session:
        run(session, "UPDATE source SET retired_at = now() WHERE id = %(id)s", id=retired)
    with pytest.raises(WrongStateError, match="no longer in force"):
        pull(retired)
    with transaction() as session:
        run(session, "UPDATE period SET closed_at = now()")
    with pytest.raises(WrongStateError, match="closed"):
        pull(declared(period.id, http("https://a.go.id/x"), code="late"))


def due() -> list[str]:
    with transaction() as session:
        return [source["title"] for source in due_sources(session)]


def test_sources_are_due_when_their_time_has_come(period):
    with transaction() as session:
        unit = rows(session, "SELECT unit_id FROM period_unit")[0]["unit_id"]
    declared(period.id, None, code="by-hand")
    first = declared(period.id, http("https://a.go.id/x"), code="first", minutes=30)
    declared(period.id, http("https://a.go.id/x"), code="second", minutes=None, unit=unit)
    assert due() == ["2026 · first", "2026 · second"]
    for age, expected in ((29, False), (31, True)):
        with transaction() as session:
            run(
                session,
                "UPDATE source SET pulled_at = now() - make_interval(mins => %(age)s) WHERE id = %(id)s",
                age=age,
                id=first,
            )
        assert ("2026 · first" in due()) is expected
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = 5")
    assert len(due()) == 2
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = 6")
    assert due() == []


def test_a_killed_pull_is_due_again_only_later(period, monkeypatch):
    """Asked is asked: a source that kills its worker is not asked again at once."""
    source = declared(period.id, http("https://a.go.id/x"))

    def killed(_pull, _spool):
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest._Pull, "_fetch", killed)
    with pytest.raises(KeyboardInterrupt):
        pull(source)
    assert due() == []
    assert os.listdir(settings().home / "spool") == []  # noqa: PTH208
