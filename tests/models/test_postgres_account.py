"""The embedded PostgreSQL runs as the account that owns its data, and never as root."""

import os
import pwd
from pathlib import Path

import pytest

from models import postgres_account
from models.errors import UnavailableError
from models.postgres_account import account_for

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root can give a folder to another account")
NOBODY = pwd.getpwnam("nobody")


def test_new_database_gets_an_account_that_is_not_root(tmp_path: Path) -> None:
    account = account_for(tmp_path / "new")
    assert account.user != 0
    assert account.changes == ROOT
    assert account.run("/usr/bin/id", "-u").stdout.strip() == str(account.user)


def test_an_account_may_what_the_system_lets_it(tmp_path: Path) -> None:
    account = account_for(tmp_path / "new")
    assert account.may("r", Path("/etc/passwd"))
    assert not account.may("w", Path("/etc/passwd"))
    assert account.may("x", tmp_path) == (not ROOT), "root's own folders are closed to others"


def test_servers_environment_is_not_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    said = account_for(tmp_path / "new").run("/usr/bin/env").stdout.splitlines()
    assert "LC_ALL=C" in said
    assert not [line for line in said if line.startswith("PG")]


def test_program_that_cannot_be_run_is_told_by_its_code(tmp_path: Path) -> None:
    assert account_for(tmp_path / "new").run(tmp_path / "no-such-program").returncode == 126


@as_root
def test_existing_database_keeps_its_owner(tmp_path: Path) -> None:
    os.chown(tmp_path, NOBODY.pw_uid, NOBODY.pw_gid)
    assert account_for(tmp_path).name == "nobody"


@as_root
def test_first_account_that_exists_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_account, "UNPRIVILEGED", ("no-such-account", "nobody", "daemon"))
    assert account_for(tmp_path / "new").name == "nobody"


@as_root
def test_root_without_anybody_to_step_down_to_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_account, "UNPRIVILEGED", ("no-such-account",))
    with pytest.raises(UnavailableError, match="ordinary user"):
        account_for(tmp_path / "new")
