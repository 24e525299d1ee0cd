"""One link of evidence is tried as a reviewer would: can it be opened without signing in, and is there something?

Belongs here: requests, redirects and what their end means. Does not: where a link may lead (link_guard), recording
(evidence_links). The words are told to people as they stand here, and translated where they are shown.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

import httpx

from models.language import N_
from tasks.link_guard import Address, ForbiddenError, Guard, NoAnswerError, NoSuchNameError
from tasks.link_sign_in import is_sign_in, title_of

_MOST_REDIRECTS = 5
#: Bytes read of an answer at most: enough for a title, and to see that there is something.
_MOST_BYTES = 1024 * 1024
_AT_ONCE, _AT_ONCE_PER_HOST = 20, 4
#: Seconds for one link, all its redirects together, without waiting for its turn.
SECONDS = 10.0
_PORTS = {"http": 80, "https": 443}
_OK, _MULTIPLE, _SERVER = 200, 300, 500
_TOO_MANY = 429


@dataclass(frozen=True)
class Opened:
    """How trying a link ended: an outcome of `evidence_check`, and why, as a text to translate."""

    outcome: str
    detail: str = ""


_FORBIDDEN = Opened(
    "missing", N_("It leads into a closed network or to an unusual port. Give a link that others can open.")
)
_NO_ADDRESS = Opened("missing", N_("It is no web address. Give the whole link, from https:// on."))
_NO_NAME = Opened("missing", N_("There is no server of that name. Check the spelling of the link."))
_GONE = Opened("missing", N_("The server says there is nothing at this address. Give the link it has now."))
_REFUSED = Opened("refused", N_("The server does not let us see it. Share it with everybody who has the link."))
_SIGN_IN = Opened("sign_in", N_("It asks to sign in. Share it with everybody who has the link."))
_EMPTY = Opened("damaged", N_("What lies there is empty. Upload it anew."))
_SILENT = Opened("unreachable", N_("The server did not answer in time. It is tried again tomorrow."))
_NO_CONNECTION = Opened("unreachable", N_("The server cannot be connected to. It is tried again tomorrow."))
_CERTIFICATE = Opened("unreachable", N_("The server's certificate is not valid. Tell whoever runs it."))
_TROUBLE = Opened("unreachable", N_("The server is in trouble. It is tried again tomorrow."))
_ROUNDABOUT = Opened("unreachable", N_("It leads on and on. Give the link at which it ends."))
#: What each problem means for a reviewer; the first that fits.
_MEANINGS: Mapping[type[Exception], Opened] = {
    ForbiddenError: _FORBIDDEN,
    NoSuchNameError: _NO_NAME,
    NoAnswerError: _NO_CONNECTION,
    TimeoutError: _SILENT,
    httpx.TimeoutException: _SILENT,
    httpx.InvalidURL: _NO_ADDRESS,
    httpx.HTTPError: _NO_CONNECTION,
    ValueError: _NO_ADDRESS,
    OSError: _NO_CONNECTION,
}


@dataclass
class Opener:
    """Opens links, a few at once and fewer on one server."""

    guard: Guard
    #: Whether any server answered anything.
    reached: bool = False
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _turns: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)

    async def open(self, link: str) -> Opened:
        """Try one link."""
        try:
            return await self._follow(link)
        except Exception as problem:  # noqa: BLE001 - whatever an employee's address causes, the others are tried
            if "CERTIFICATE_VERIFY_FAILED" in str(problem):
                return _CERTIFICATE
            return next((meaning for kind, meaning in _MEANINGS.items() if isinstance(problem, kind)), _NO_CONNECTION)

    async def _follow(self, link: str) -> Opened:
        address, left = httpx.URL(link.strip()), SECONDS
        loop = asyncio.get_running_loop()
        for _ in range(_MOST_REDIRECTS + 1):
            if address.scheme not in _PORTS or not address.host or address.userinfo:
                return _NO_ADDRESS
            # The server's turn first: links that wait for a slow one keep nobody else from theirs.
            async with self._turns.setdefault(address.host, asyncio.Semaphore(_AT_ONCE_PER_HOST)), self._turn:
                begun = loop.time()
                async with asyncio.timeout(left):
                    answer = await self._ask(address)
                left -= loop.time() - begun
            if not isinstance(answer, httpx.URL):
                return answer
            address = answer
        return _ROUNDABOUT

    async def _ask(self, address: httpx.URL) -> Opened | httpx.URL:
        """What lies at an address, or where it leads on to."""
        port = address.port or _PORTS[address.scheme]
        if port not in self.guard.ports:
            raise ForbiddenError
        problem: httpx.TransportError | None = None
        for target in (await self.guard.addresses(address.raw_host.decode("ascii")))[:2]:
            try:
                return await self._ask_there(address, target)
            except (httpx.ConnectError, httpx.ConnectTimeout) as said:
                problem = said
        raise problem or NoSuchNameError

    async def _ask_there(self, address: httpx.URL, target: Address) -> Opened | httpx.URL:
        """Ask `target` for `address`: the connection goes to what was looked at, the certificate is the host's."""
        pinned = address.copy_with(host=str(target), fragment=None)
        headers = {"Host": address.netloc.decode("ascii"), "User-Agent": "jejak-kinerja", "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": address.raw_host.decode("ascii")}
        # No proxy and no kept connection: neither would ask the address that was looked at, by the name it is for.
        alone = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(verify=self._tls, trust_env=False, limits=alone, timeout=SECONDS) as client:
            head = await self._head(client, pinned, headers, extensions)
            if head is not None:
                return address.join(head) if isinstance(head, str) else head
            async with client.stream("GET", pinned, headers=headers, extensions=extensions) as answer:
                self.reached = True
                if answer.has_redirect_location:
                    return address.join(answer.headers["Location"])
                return await _judged(answer, address)

    async def _head(
        self, client: httpx.AsyncClient, pinned: httpx.URL, headers: dict[str, str], extensions: dict[str, str]
    ) -> Opened | str | None:
        """What a question without an answer's body says already: where it leads on to, or that a file lies there."""
        try:
            async with client.stream("HEAD", pinned, headers=headers, extensions=extensions) as answer:
                self.reached = True
                if answer.has_redirect_location:
                    return str(answer.headers["Location"])
                kind, length = answer.headers.get("Content-Type", ""), answer.headers.get("Content-Length", "0")
                is_file = answer.status_code == _OK and kind and not kind.lower().startswith(("text/", "application/x"))
                return Opened("opened") if is_file and length.isdecimal() and int(length) > 0 else None
        except (httpx.RemoteProtocolError, httpx.ReadError):
            return None  # servers that know no HEAD


async def _judged(answer: httpx.Response, address: httpx.URL) -> Opened:
    status = answer.status_code
    content = b"" if status >= _SERVER else await _beginning(answer)
    is_page = "html" in answer.headers.get("Content-Type", "html").lower()
    title = unescape(title_of(content)) if is_page else ""
    if is_sign_in(address.host, address.path, title, is_page=is_page):
        return _SIGN_IN
    if status in {404, 410}:
        return _GONE
    if status >= _SERVER or status == _TOO_MANY:
        return _TROUBLE
    if not _OK <= status < _MULTIPLE:
        return _REFUSED
    return Opened("opened") if content else _EMPTY


async def _beginning(answer: httpx.Response) -> bytes:
    read = bytearray()
    async for piece in answer.aiter_raw():
        read += piece
        if len(read) >= _MOST_BYTES:
            break
    return bytes(read[:_MOST_BYTES])
