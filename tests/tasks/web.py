"""Small web servers on 127.0.0.1 for tests: each address is a function, and every question is remembered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Page = Callable[["Handler"], None]


@dataclass
class Web:
    """A server at work: its port and what it was asked."""

    port: int
    pages: dict[str, Page]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    """Answers by the page of its path; HEAD as GET without a body."""

    protocol_version = "HTTP/1.1"
    web: Web
    timeout = 20

    def do_GET(self) -> None:
        self.web.asked.append((self.command, self.path, dict(self.headers)))
        page = self.web.pages.get(self.path) or self.web.pages.get(self.path.partition("?")[0]) or missing
        page(self)

    do_HEAD = do_GET  # noqa: N815 - the name is the library's

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body)), "Connection": "close"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Keep tests quiet."""


def missing(handler: Handler) -> None:
    handler.say(404, b"no")


def says(body: bytes, status: int = 200, **headers: str) -> Page:
    """A page that always says the same."""
    return lambda handler: handler.say(status, body, **headers)


def in_turn(*pages: Page) -> Page:
    """A page that answers differently each time; the last stays."""
    waiting = list(pages)

    def page(handler: Handler) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler)

    return page


def leads(where: str) -> Page:
    return says(b"", 302, Location=where)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """A client that hangs up is what some tests want."""


@contextmanager
def serving(**pages: Page) -> Iterator[Web]:
    """A server with these pages ("answers" is /answers) until the block ends."""
    web = Web(0, {f"/{name}": page for name, page in pages.items()})
    server = _Server(("127.0.0.1", 0), type("Here", (Handler,), {"web": web}))
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
