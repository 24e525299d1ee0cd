"""The Prefect server of a stack: it starts on today's lock, keeps others out, and survives what happens to it."""

import base64
import http.client
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments import ports, prefect_server, prefect_settings
from deployments.prefect_server import PrefectServer
from models import postgres
from models.errors import InvalidInputError, UnavailableError
from models.processes import is_running
from tests.platform import home


def _ask(server: PrefectServer, path: str, secret: str = "", origin: str = "", method: str = "GET") -> tuple[int, dict]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    headers = {"Origin": origin} if origin else {}
    if secret:
        headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, dict(answer.getheaders())


def test_only_the_secret_opens_it(prefect: PrefectServer) -> None:
    assert _ask(prefect, "/api/admin/version")[0] == http.client.UNAUTHORIZED
    assert _ask(prefect, "/api/admin/version", "kinerja:guessed-by-somebody-else")[0] == http.client.UNAUTHORIZED
    assert _ask(prefect, "/api/admin/version", prefect.secret)[0] == http.client.OK


def test_no_web_page_can_drive_it(prefect: PrefectServer) -> None:
    status, _ = _ask(prefect, "/api/flows/filter", prefect.secret, method="POST")
    assert status == http.client.FORBIDDEN, "a request without the CSRF token was accepted"
    _, headers = _ask(prefect, "/api/health", origin="https://elsewhere.example")
    assert "access-control-allow-origin" not in headers


def test_its_pages_are_served(prefect: PrefectServer) -> None:
    assert _ask(prefect, "/v2/")[0] == http.client.OK


def test_secret_is_private(prefect: PrefectServer) -> None:
    facts = prefect_settings.folder(home()).joinpath("secret").stat()
    assert stat.S_IMODE(facts.st_mode) == 0o600
    log = prefect.log.read_text()
    assert prefect.secret.partition(":")[2] not in log


def test_records_are_in_postgresql(prefect: PrefectServer) -> None:
    assert not list(prefect_settings.folder(home()).glob("*.db"))


def test_living_one_is_adopted(prefect: PrefectServer) -> None:
    number = prefect.process.number
    assert prefect_server.start(home()) == prefect
    assert (prefect_server.running(home()), prefect.process.number) == (prefect, number)


def test_clients_are_told_everything(prefect: PrefectServer) -> None:
    told = prefect_server.environment(home())
    assert told["PREFECT_API_URL"] == prefect.url
    assert told["PREFECT_API_AUTH_STRING"] == prefect.secret
    assert told["PREFECT_HOME"].startswith(str(home()))
    assert told["DO_NOT_TRACK"] == "1"


def test_the_users_own_prefect_is_left_out(prefect: PrefectServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "of the user")
    monkeypatch.setenv("PREFECT_API_URL", "https://elsewhere.example/api")
    told = prefect_settings.for_server(home(), "postgresql://", prefect.host, prefect.port)
    assert "PREFECT_API_KEY" not in told
    assert told["PREFECT_API_URL"] == prefect.url


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A stack of this test's own, because others use the run's."""
    own = Path(tempfile.gettempdir()) / f"kinerja-prefect-{os.getpid()}"
    yield own
    for running in (prefect_server.running(own), postgres.running(own)):
        if running:
            running.stop()
    shutil.rmtree(own)


def test_killed_server_comes_back_at_its_address(own_home: Path) -> None:
    postgres.start(own_home, durable=False)
    first = prefect_server.start(own_home)
    number = first.process.number
    assert number is not None

    first.process.note.write_text(str(os.getpid()))
    assert prefect_server.running(own_home) is None, "another process was taken for it"
    first.stop()
    assert is_running(os.getpid()), "it ended a process that it had not begun"
    first.process.note.write_text(str(number))
    assert prefect_server.running(own_home) == first

    os.kill(number, signal.SIGKILL)
    again = prefect_server.start(own_home)
    assert again == first or not ports.is_free(first.host, first.port), "it moved although its port was free"
    assert again.process.number not in {None, number}

    again.stop()
    assert again.process.number is None
    assert prefect_server.running(own_home) is None


@pytest.mark.parametrize("own", ["", "short:one"])
def test_others_reach_it_only_with_the_operators_secret(
    prefect: PrefectServer, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", own)
    with pytest.raises(InvalidInputError, match="PREFECT_SERVER_API_AUTH_STRING"):
        prefect_server.start(home(), host="0.0.0.0")  # noqa: S104 - must be refused
    assert prefect_server.running(home()) == prefect


def test_address_before_the_first_start_says_how_to_start() -> None:
    with pytest.raises(UnavailableError, match="kinerja up"):
        prefect_server.environment(home() / "never")
