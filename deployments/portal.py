"""The portal's server: one process, threads for its pages, on loopback unless told otherwise.

Belongs here: starting and stopping it. Does not: any page (web).
"""

import asyncio
import gc
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models import launch_files, portal_address
from models.errors import UnavailableError
from models.language import N_

if TYPE_CHECKING:
    import uvicorn

#: Where it is looked for first; the next free port is taken when another stack has it.
PORT = 8420
#: Pages that are made at once. More are not faster: threads take the processor from each other, and every connection
#: to the database must first plan each statement.
THREADS = 8
#: How often files that are too old are looked for.
_TIDY_SECONDS = 600


@contextmanager
def serving(host: str = "127.0.0.1", port: int = PORT) -> Iterator[str]:
    """Serve the portal while the block runs; gives the address people use.

    Raises:
        UnavailableError: no port is free, or it does not start.
    """
    import uvicorn  # noqa: PLC0415 - commands without a portal need no web server

    from web.app import create_app  # noqa: PLC0415
    from web.pages import prepare  # noqa: PLC0415

    prepare()
    app = create_app()
    gc.collect()
    gc.freeze()  # what stays as long as the portal is not looked at again by every collection of what a page left
    listening = _listen(host, port)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=15,
        timeout_graceful_shutdown=5, lifespan="off", proxy_headers=True,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, listening)), name="portal", daemon=True)
    thread.start()
    ended = threading.Event()
    threading.Thread(target=_tidy, args=(ended,), name="portal's files", daemon=True).start()
    try:
        with portal_address.served_at(host, listening.getsockname()[1]) as address:
            yield address
    finally:
        ended.set()
        server.should_exit = True
        thread.join(10)
        listening.close()


async def _serve(server: "uvicorn.Server", listening: socket.socket) -> None:
    from anyio.to_thread import current_default_thread_limiter  # noqa: PLC0415

    current_default_thread_limiter().total_tokens = THREADS
    await server.serve([listening])


def _tidy(ended: threading.Event) -> None:
    """Remove files of launches that nobody finished, also while nobody visits: they hold personal data."""
    while True:
        launch_files.sweep()
        if ended.wait(_TIDY_SECONDS):
            return


def _listen(host: str, port: int) -> socket.socket:
    for number in range(port, port + 20):
        # Named as TCP, else asyncio does not let small answers go at once (TCP_NODELAY), and each waits 40 ms.
        made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, number))
        except OSError:
            made.close()
        else:
            return made
    raise UnavailableError(
        N_("No port from {first} to {last} is free for the portal. Name another with --port."),
        first=port,
        last=port + 19,
    )
