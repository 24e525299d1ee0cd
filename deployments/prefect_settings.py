"""What the Prefect server of a stack and its clients are told: tables of environment variables, and the secret.

Belongs here: the settings and why. Does not: the process (prefect_server). Prefect itself is not imported: it costs
seconds, and these must be in the environment before anybody does import it.
"""

import os
import secrets
import sys
from ipaddress import ip_address
from pathlib import Path

import certifi

from models.errors import InvalidInputError
from models.language import N_

LOOPBACK = "127.0.0.1"
_USER = "kinerja"
_SECRET_BYTES = 24
_SHORTEST = 24  # characters

#: Nobody outside is told that or how this runs, and nobody outside is asked.
_QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
APPLICATION = "prefect.server.api.server:create_app"
SERVER = {
    # Without these two, any page open in a browser on this machine could make Prefect run commands on it.
    "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # We keep no blocks; registering the built-in ones takes a second at each first start.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT__SERVER_FINAL": "1",  # as `prefect server start` does: one application in this process, started once
}
_CLIENT = {
    # A client that cannot reach the server must say so, not start a second one in a file of its own.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
}


def folder(home: Path) -> Path:
    """PREFECT_HOME of the stack, so that neither the user's profile nor their runs are touched."""
    return home / "prefect"


def command(host: str, port: int) -> list[str]:
    """The server without `prefect server start` around it, which only takes longer."""
    where = ["--host", host, "--port", str(port), "--timeout-graceful-shutdown", "5"]
    return [sys.executable, "-m", "uvicorn", "--factory", APPLICATION, *where]


def for_server(home: Path, database: str, host: str, port: int) -> dict[str, str]:
    """The server's whole environment: this process's, without the user's own Prefect, with the stack's."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    origins = {f"http://{name}:{port}" for name in (host, "localhost")}
    here = {
        "PREFECT_API_DATABASE_CONNECTION_URL": database,
        "PREFECT_SERVER_API_AUTH_STRING": secret(home),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(sorted(origins)),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(folder(home) / "ui"),  # the package's own folder may be read-only
    }
    return inherited | SERVER | here | for_clients(home, host, port)


def for_clients(home: Path, host: str, port: int) -> dict[str, str]:
    """What a process that talks to the server needs in its environment before it imports Prefect."""
    direct = os.environ.get("NO_PROXY", "")
    here = {
        "PREFECT_API_URL": f"http://{host}:{port}/api",
        "PREFECT_API_AUTH_STRING": secret(home),
        "PREFECT_HOME": str(folder(home)),
        "PREFECT_PROFILES_PATH": str(folder(home) / "profiles.toml"),
        # Prefect loads every trusted certificate for each client, though this server speaks plain HTTP on loopback:
        # a tenth of a second for every run.
        "PREFECT_API_SSL_CERT_FILE": str(_one_certificate(home)),
        "NO_PROXY": ",".join(filter(None, [direct, LOOPBACK, "localhost"])),
    }
    return _QUIET | _CLIENT | here


def _one_certificate(home: Path) -> Path:
    path = folder(home) / "one-certificate.pem"
    if not path.exists():
        bundle = Path(certifi.where()).read_text(encoding="ascii")
        end = "-----END CERTIFICATE-----"
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(
            bundle[bundle.index("-----BEGIN") : bundle.index(end) + len(end)] + "\n", encoding="ascii"
        )
        unfinished.replace(path)
    return path


def secret(home: Path) -> str:
    """The stack's secret in the form "user:password": made once, readable by its owner only.

    A person signs in to Prefect's pages by pasting all of it, the part before the colon too.
    """
    try:
        kept = _secret_file(home).read_text().strip()
    except FileNotFoundError:
        kept = ""
    return kept if _is_strong(kept) else _keep(home, f"{_USER}:{secrets.token_urlsafe(_SECRET_BYTES)}")


def choose_secret(home: Path, host: str) -> None:
    """Make sure of a secret that is good enough for `host`; an address that others reach needs the operator's own.

    Whoever reaches an open Prefect API runs shell commands on the workers' machines (fault X1).

    Raises:
        InvalidInputError: when others reach `host` and PREFECT_SERVER_API_AUTH_STRING is not set, or is short.
    """
    own = os.environ.get("PREFECT_SERVER_API_AUTH_STRING", "")
    if _is_loopback(host):
        secret(home)
    elif _is_strong(own):
        _keep(home, own)
    else:
        raise InvalidInputError(
            N_(
                "Prefect would listen on {host}, where others reach it and could run commands here. Leave it on "
                "{loopback} behind a proxy, or set PREFECT_SERVER_API_AUTH_STRING to a user:password of {length} "
                "characters or more."
            ),
            host=host,
            loopback=LOOPBACK,
            length=_SHORTEST,
        )


def _is_strong(text: str) -> bool:
    return ":" in text and len(text) >= _SHORTEST


def _secret_file(home: Path) -> Path:
    return folder(home) / "secret"


def _keep(home: Path, value: str) -> str:
    unfinished = _secret_file(home).with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(value + "\n")
    unfinished.replace(_secret_file(home))
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
