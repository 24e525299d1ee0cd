"""The address under which people reach the portal: what links in mail and sign-in links begin with.

Belongs here: which address that is, and what is wrong with one. Does not: serving it (deployments/portal).
Links never begin with what a request calls itself: whoever sends a request chooses its Host.
"""

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from models.errors import UnavailableError
from models.language import N_, Message
from models.settings import Settings, settings

#: In the folder of a stack: where its portal listens now, for those who make links in other processes.
_SERVED = "portal.address"
#: While these stay, the address that is set does.
_NAMES = ("KINERJA_HOME", "KINERJA_PORTAL_ADDRESS")
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared with, not listened on


def address() -> str:
    """The portal's address without a slash at its end: KINERJA_PORTAL_ADDRESS, else where it is served here."""
    here = settings()
    if is_set(here):
        return here.portal_address.rstrip("/")
    with suppress(OSError):
        return _place(here).read_text(encoding="ascii").strip()
    return here.portal_address.rstrip("/")


def is_set(here: Settings) -> bool:
    """Whether somebody chose the address (an empty setting is none)."""
    return "portal_address" in here.model_fields_set and bool(here.portal_address)


def link(path: str) -> str:
    """The full address of one of the portal's pages; `path` begins with a slash."""
    return address() + path


def problem(here: Settings) -> Message | None:
    """What is wrong with the address that is set; None when links that begin with it are good."""
    values = {"address": here.portal_address}
    if not is_set(here):
        if here.embedded:
            return None
        return Message(N_("no address of the portal is set: links in mail would lead to this machine only"), {})
    parts = _parts(here.portal_address)
    if parts is None or not parts.hostname:
        return Message(N_("“{address}” is no address of a portal, such as https://kinerja.example.go.id"), values)
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        return Message(N_("“{address}” has more than a host and a port: the portal is served at its root"), values)
    if parts.scheme != "https" and not _is_this_machine(parts.hostname):
        return Message(N_("“{address}” is not HTTPS: sign-in links would be readable on their way"), values)
    return None


def require(host: str) -> None:
    """That the portal may be served on `host` and its links lead to it.

    Raises:
        UnavailableError: the address set is wrong, or none is where others than this machine reach the portal.
    """
    here = settings()
    found = problem(here)
    if found is None and not is_set(here) and not _is_this_machine(host):
        found = Message(N_("others reach the portal on {host}, and no address of it is set"), {"host": host})
    if found is not None:
        raise UnavailableError(
            N_(
                "The portal is not served: {problem}. Set KINERJA_PORTAL_ADDRESS to the address that people type, "
                "https://kinerja.example.go.id for instance."
            ),
            problem=found,
        )


def known_host(named: str) -> bool:
    """Whether a request for `named` (its Host) is meant for this portal: any, unless an address is set.

    Numbers are this portal too: probes of a proxy use them, and no foreign page can.
    """
    own = _own_host(*map(os.environ.get, _NAMES))
    if own is None:
        return True
    asked = _parts(f"http://{named}")
    if asked is None or not asked.hostname:
        return False
    return asked.hostname in (own, "localhost") or _is_number(asked.hostname)


@lru_cache(maxsize=8)
def _own_host(*_environment: str | None) -> str | None:
    """The host of the address that is set; None for none. Asked for every request: all settings cost a statement."""
    here = settings()
    if not is_set(here):
        return None
    parts = _parts(here.portal_address)
    return (parts and parts.hostname) or ""


@contextmanager
def served_at(host: str, port: int) -> Iterator[str]:
    """Tell the stack's other processes where the portal listens while the block runs; gives its address."""
    shown = f"[{host}]" if ":" in host and host not in _ANYWHERE else _ANYWHERE.get(host, host)
    listening = f"http://{shown}:{port}"
    here = settings()
    place = _place(here)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_text(listening, encoding="ascii")
    try:
        yield here.portal_address.rstrip("/") if is_set(here) else listening
    finally:
        with suppress(OSError):
            if place.read_text(encoding="ascii") == listening:  # another portal of this stack may have begun since
                place.unlink()


def _place(here: Settings) -> Path:
    return here.home / _SERVED


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # not a number, or too large: refused here
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} else None


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
