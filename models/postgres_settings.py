"""How the embedded PostgreSQL is set up: the settings it is started with.

Belongs here: settings of the server. Does not: settings of a login or of one connection (database).
"""

import shlex
import shutil
from pathlib import Path

#: Names the socket file; nothing listens on a network.
PORT = 5432
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not written to
_ENOUGH_SHARED_MEMORY = 512 * 1024**2

ALWAYS = {
    "port": str(PORT),
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",  # fewer checkpoints while a roster is copied in
    "jit": "off",  # the wheel has no LLVM; the same plans everywhere
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
}
#: For tests: what is acknowledged survives kill -9 of any process, but not a crash of the machine.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
#: Containers often have 64 MB of shared memory, too little for parallel queries; files do then.
LITTLE_SHARED_MEMORY = {"dynamic_shared_memory_type": "mmap"}


def options(sockets: Path, *, durable: bool) -> str:
    """The server's options, quoted for the shell that pg_ctl starts it with."""
    settings = ALWAYS | {"unix_socket_directories": _quoted(sockets)}
    if not durable:
        settings |= NOT_DURABLE
    if _SHARED_MEMORY.exists() and shutil.disk_usage(_SHARED_MEMORY).total < _ENOUGH_SHARED_MEMORY:
        settings |= LITTLE_SHARED_MEMORY
    return shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))


def _quoted(sockets: Path) -> str:
    """A list of folders, so a comma in a name must be quoted."""
    doubled = str(sockets).replace('"', '""')
    return f'"{doubled}"'
