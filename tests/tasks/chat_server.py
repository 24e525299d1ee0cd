"""A chat service on this machine: takes what apprise posts, or answers with an error.

Belongs here: the server. Does not: sending to it.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Chat:
    """What the service took, and how it answers."""

    address: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200


@contextmanager
def chat_server() -> Iterator[Chat]:
    """A service on a free port, whose address is one of apprise's own kind."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            words = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if chat.status == 200:
                chat.taken.append(words)
            self.send_response(chat.status)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chat.address = f"json://127.0.0.1:{server.server_address[1]}"
    try:
        yield chat
    finally:
        server.shutdown()
