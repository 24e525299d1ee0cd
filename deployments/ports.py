"""Which port a local server takes: the one it had before, else the first free one of a small range.

Belongs here: looking for a free port. Does not: serving on it.
"""

import socket
import time
from collections.abc import Iterator

#: Tried in order; below the ports that systems hand out for connections, so that a restarted server finds its own free.
RANGE = range(4210, 4310)
#: Seconds in which a dead server's port becomes free, unless somebody else has it now.
RELEASE = 2
_PAUSE = 0.05


def free(host: str, before: int | None) -> Iterator[int]:
    """Free ports of `host`, the one `before` first: clients may still hold that address.

    A killed process of many threads lets go of its port a moment after it is gone.
    """
    deadline = time.monotonic() + RELEASE
    while before and time.monotonic() < deadline:
        if is_free(host, before):
            yield before
            break
        time.sleep(_PAUSE)
    yield from (port for port in RANGE if is_free(host, port))


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
