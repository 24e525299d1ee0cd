"""The doctor tells what is well, what is worth a look and what is broken, and how to mend it."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from cli.doctor import doctor
from deployments import health_machine
from deployments.prefect_server import PrefectServer
from models import postgres
from tests.platform import database
from tests.tasks.mail_server import mail_server

APP = typer.Typer()
APP.command()(doctor)
NOWHERE = "postgresql://kinerja_app@127.0.0.1:1/kinerja"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


@pytest.fixture
def _nothing_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path / "new"))


def _asked() -> tuple[int, dict[str, dict[str, Any]]]:
    result = CliRunner().invoke(APP, ["--json"])
    answer = json.loads(result.stdout)
    assert answer["well"] == (result.exit_code == 0)
    return result.exit_code, {part["part"]: part for part in answer["parts"]}


@pytest.mark.usefixtures("_nothing_started")
def test_fresh_machine_is_well_and_nothing_is_started(tmp_path: Path) -> None:
    code, parts = _asked()
    assert code == 0
    assert parts["lock"]["state"] == "well"
    assert [parts[name]["state"] for name in ("home", "database", "prefect")] == ["notice"] * 3
    assert "kinerja up" in parts["database"]["remedy"]
    assert not tmp_path.joinpath("new").exists()


@pytest.mark.usefixtures("_nothing_started")
def test_unreachable_services_are_broken_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", NOWHERE)
    monkeypatch.setenv("KINERJA_PREFECT_API_URL", "http://127.0.0.1:1/api")
    code, parts = _asked()
    assert code == 1
    assert (parts["database"]["state"], parts["prefect"]["state"]) == ("broken", "broken")
    assert "KINERJA_DATABASE_URL" in parts["database"]["remedy"]
    assert "KINERJA_PREFECT_API_URL" in parts["prefect"]["remedy"]
    assert not {"login", "schema", "clock"} & parts.keys(), "told what nobody can know"


@pytest.mark.usefixtures("_nothing_started")
def test_table_shows_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", NOWHERE)
    result = CliRunner().invoke(APP, [])
    assert result.exit_code == 1
    assert "KINERJA_DATABASE_URL" in result.stdout


def test_empty_database_needs_migrating(server: postgres.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with database(server) as name:
        monkeypatch.setenv("KINERJA_DATABASE_URL", server.url(name))
        code, parts = _asked()
    assert code == 1
    assert (parts["database"]["state"], parts["schema"]["state"]) == ("well", "broken")
    assert "kinerja database migrate" in parts["schema"]["remedy"]
    assert (parts["login"]["state"], parts["clock"]["state"]) == ("well", "well")


def test_login_that_owns_the_tables_is_noticed(server: postgres.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with database(server) as name:
        with psycopg.connect(server.dsn(name, postgres.OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE record (); ALTER TABLE record OWNER TO kinerja_app")
        monkeypatch.setenv("KINERJA_DATABASE_URL", server.url(name, "kinerja_app"))
        owning = _asked()[1]["login"]
        monkeypatch.setenv("KINERJA_DATABASE_URL", server.url(name, "kinerja_auditor"))
        reading = _asked()[1]["login"]
    assert (owning["state"], reading["state"]) == ("notice", "well")
    assert "kinerja_app" in owning["found"]


def test_guarded_prefect_is_well(prefect: PrefectServer) -> None:
    _, parts = _asked()
    assert (parts["prefect"]["state"], parts["secret"]["state"]) == ("well", "well")
    assert prefect.pages in parts["prefect"]["found"]


class _Open(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def open_prefect() -> Iterator[str]:
    """The address of a server that answers anybody."""
    with http.server.HTTPServer(("127.0.0.1", 0), _Open) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/api"
        serving.shutdown()


@pytest.mark.usefixtures("_nothing_started")
def test_prefect_that_obeys_strangers_is_broken(open_prefect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PREFECT_API_URL", open_prefect)
    code, parts = _asked()
    assert (code, parts["secret"]["state"]) == (1, "broken")
    assert "PREFECT_SERVER_API_AUTH_STRING" in parts["secret"]["remedy"]


@pytest.mark.parametrize(("limit", "state"), [("LITTLE_ROOM", "notice"), ("NO_ROOM", "broken")])
def test_little_room_is_told(monkeypatch: pytest.MonkeyPatch, limit: str, state: str) -> None:
    monkeypatch.setattr(health_machine, limit, float("inf"))
    assert health_machine.disk().state == state


def test_failing_look_is_one_broken_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setitem(health_machine.LOOKS, "disk", fail)
    code, parts = _asked()
    assert (code, parts["disk"]["state"]) == (1, "broken")
    assert "no such thing" in parts["disk"]["found"]
    assert parts["program"]["state"] == "well"


@pytest.mark.usefixtures("_nothing_started")
def test_the_mail_server_is_greeted_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _asked()[1]["mail"]["state"] == "notice"
    monkeypatch.setenv("KINERJA_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("KINERJA_MAIL_SECURITY", "none")
    with mail_server() as server:
        monkeypatch.setenv("KINERJA_MAIL_PORT", str(server.port))
        assert "localhost" in _asked()[1]["mail"]["found"], "others would refuse this sender"
        monkeypatch.setenv("KINERJA_MAIL_SENDER", "kinerja@contohkab.go.id")
        assert _asked()[1]["mail"]["state"] == "well"
        assert server.taken == []
    code, parts = _asked()
    assert (code, parts["mail"]["state"]) == (1, "broken")
    monkeypatch.setenv("KINERJA_MAIL_SENDER", "nobody")
    assert "KINERJA_MAIL_SENDER" in _asked()[1]["mail"]["found"]
