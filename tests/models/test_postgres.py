"""The embedded PostgreSQL comes to life and survives what happens to it. One server, broken in many ways."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models import postgres, postgres_place, postgres_process
from models.errors import UnavailableError
from models.processes import is_running

_START = """
import sys
from pathlib import Path
from models import postgres
print(postgres.start(Path(sys.argv[1]), durable=False).version)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose path is too long for a socket and has a space and a comma in it."""
    top = Path(tempfile.gettempdir()) / f"kinerja home, {os.getpid()}"
    home = top / ("a-long-folder-name" * 6)
    yield home
    server, place = postgres.running(home), postgres_place.recorded(home)
    if server:
        server.stop()
    if place:
        shutil.rmtree(place.sockets, ignore_errors=True)
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def server(home: Path) -> postgres.Server:
    return postgres.start(home, durable=False)


def _ask(server: postgres.Server, question: str, user: str = postgres.OWNER) -> list[tuple]:
    with psycopg.connect(server.dsn("kinerja", user), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchall() if cursor.description else []


def _main_process(server: postgres.Server) -> int:
    return int(server.data_directory.joinpath("postmaster.pid").read_text().split("\n", 1)[0])


def test_simultaneous_first_starts_make_one_server(home: Path) -> None:
    command = [sys.executable, "-c", _START, str(home)]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [start.communicate()[0].strip() for start in starts]
    server = postgres.running(home)
    assert server is not None
    assert answers == [server.version] * 3


def test_databases_and_logins_are_there(server: postgres.Server) -> None:
    databases = dict(_ask(server, "SELECT datname, pg_get_userbyid(datdba) FROM pg_database"))
    assert databases["kinerja"] == postgres.OWNER
    assert databases["prefect"] == postgres.PREFECT
    privileged = dict(_ask(server, "SELECT rolname, rolsuper FROM pg_roles WHERE rolname LIKE 'kinerja%'"))
    assert privileged == {postgres.OWNER: True, **dict.fromkeys(postgres.LOGINS, False)}


def test_text_is_ordered_the_same_everywhere(server: postgres.Server) -> None:
    assert _ask(server, "SELECT upper('é'), 'a' > 'B'") == [("É", True)]
    assert _ask(server, "SHOW server_encoding") == [("UTF8",)]


def test_nothing_listens_on_a_network_and_the_socket_is_private(server: postgres.Server) -> None:
    assert _ask(server, "SHOW listen_addresses") == [("",)]
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert len(str(server.sockets / ".s.PGSQL.5432")) < 100


def test_the_server_is_not_root(server: postgres.Server) -> None:
    assert server.data_directory.stat().st_uid != 0


def test_adopted_after_its_starter_is_gone(server: postgres.Server) -> None:
    before = _main_process(server)
    again = postgres.start(server.home)
    assert (_main_process(again), again) == (before, server)


def test_killed_server_keeps_what_it_acknowledged(server: postgres.Server) -> None:
    _ask(server, "CREATE TABLE decisions AS SELECT generate_series(1, 1000) AS decision")
    before = _main_process(server)
    os.kill(before, signal.SIGKILL)
    again = postgres.start(server.home, durable=False)
    assert _main_process(again) != before
    assert _ask(again, "SELECT count(*) FROM decisions") == [(1000,)]


def test_number_of_a_dead_server_taken_by_another_process(server: postgres.Server) -> None:
    server.stop()
    pid_file = server.data_directory / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data_directory}\n0\n5432\n{server.sockets}\n\n0 0\nready\n")
    assert not postgres_process.living(server.place)
    assert _ask(postgres.start(server.home, durable=False), "SELECT 1") == [(1,)]


def test_stop_ends_it_and_may_be_repeated(server: postgres.Server) -> None:
    main = _main_process(server)
    server.stop()
    server.stop()
    assert not is_running(main)
    assert postgres.running(server.home) is None


def test_lost_socket_folder_is_made_again(server: postgres.Server) -> None:
    server.stop()
    shutil.rmtree(server.sockets)
    again = postgres.start(server.home, durable=False)
    assert again.sockets != server.sockets
    assert _ask(again, "SELECT 1") == [(1,)]


def test_half_made_database_is_made_anew(tmp_path: Path) -> None:
    place = postgres_place.choose(tmp_path)
    unfinished = place.folder / "data.unfinished"
    unfinished.mkdir()
    unfinished.joinpath("PG_VERSION").write_text("18\n")
    server = postgres.start(tmp_path, durable=False)
    try:
        assert _ask(server, "SELECT 1") == [(1,)]
        assert not unfinished.exists()
    finally:
        server.stop()
        shutil.rmtree(server.place.folder)


def test_vanished_database_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    place = postgres_place.choose(tmp_path)
    shutil.rmtree(place.folder)
    with pytest.raises(UnavailableError, match="which is gone"):
        postgres.start(tmp_path)


def test_log_is_shown_when_it_cannot_start(tmp_path: Path) -> None:
    server = postgres.start(tmp_path, durable=False)
    try:
        server.stop()
        server.data_directory.joinpath("postgresql.conf").write_text("no_such_setting = on\n")
        with pytest.raises(UnavailableError, match="no_such_setting"):
            postgres.start(tmp_path)
    finally:
        shutil.rmtree(server.place.folder)


def test_unwritable_home_names_the_setting(tmp_path: Path) -> None:
    tmp_path.joinpath("file").touch()
    with pytest.raises(UnavailableError, match="KINERJA_HOME"):
        postgres.start(tmp_path / "file" / "home")
