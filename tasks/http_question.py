"""One question to an address and its answer, written to a file: limits of time and size, redirects, secrets.

Belongs here: what HTTP is like. Does not: asking again, pages (fetch_http). What other libraries say of a problem is
not passed on: it may quote a header, and so the secret.
"""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path

import httpx

from models.errors import InvalidInputError, KinerjaError, UnavailableError
from models.language import N_, Message
from models.sources.definition import Http
from tasks.fetched import Limit, TooLargeError

_MARK = "{secret}"
_MOST_REDIRECTS = 5
#: A whole answer may take this many times as long as the server may be silent.
PATIENCE = 10
_PORTS = {"http": 80, "https": 443}


class PassingError(Exception):
    """A trouble that may be over soon; `wait` seconds from now if the server said so."""

    def __init__(self, message: Message, wait: float | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.wait = wait


def shown(address: httpx.URL) -> str:
    """An address as it may be told: without its question and without names and passwords."""
    return f"{address.scheme}://{address.netloc.decode('ascii')}{address.path}"


class Question:
    """A question to a declared address: asks, follows redirects, and gives the secret to nobody else.

    Raises:
        InvalidInputError: the address cannot be one, or the secret cannot stand in a header.
    """

    def __init__(self, origin: Http, value: str) -> None:
        self.origin = origin
        self.address = _address(origin)
        self._headers = {name: text.replace(_MARK, value) for name, text in origin.headers.items()}
        if not all(text.isascii() and text.isprintable() for text in self._headers.values()):
            raise InvalidInputError(
                N_("A header of {address} has characters that HTTP does not allow. Is the secret on one line?"),
                address=shown(self.address),
            )

    def is_same_place(self, address: httpx.URL) -> bool:
        """Whether `address` is the declared server (host and port, or its https), so that it may know the secret."""
        if address.host != self.address.host or address.userinfo:
            return False
        here, there = (self.address.scheme, _port(self.address)), (address.scheme, _port(address))
        return there == here or (here, there) == (("http", 80), ("https", 443))

    async def ask(self, address: httpx.URL, path: Path, limit: Limit) -> None:
        """Write the answer of `address` to `path`.

        Raises:
            PassingError: it is worth another try.
            TooLargeError: the answer is larger than `limit`.
            InvalidInputError: the declaration must be corrected.
            UnavailableError: the whole answer took too long.
        """
        problem: Exception
        try:
            async with asyncio.timeout(PATIENCE * self.origin.timeout_seconds):
                await self._follow(address, path, limit)
        except (KinerjaError, PassingError, TooLargeError) as told:
            problem = told
        except (httpx.TransportError, httpx.DecodingError, OSError) as said:
            problem = self._told(address, said)
        else:
            return
        problem.__context__ = None
        raise problem  # out here, so that what the libraries said ends with the blocks above

    def _told(self, address: httpx.URL, said: Exception) -> UnavailableError | PassingError:
        """A broken connection in our words."""
        seconds = self.origin.timeout_seconds
        if isinstance(said, TimeoutError):
            return UnavailableError(
                N_(
                    "{address} sends its answer too slowly: it was not complete after {seconds} s. Ask for a shorter "
                    "time span, or give it more time (timeout_seconds) in the source."
                ),
                address=shown(address),
                seconds=PATIENCE * seconds,
            )
        if isinstance(said, httpx.TimeoutException):
            return PassingError(Message(N_("it was silent for {seconds} s"), {"seconds": seconds}))
        if isinstance(said, httpx.ConnectError):
            return PassingError(Message(N_("no connection to it")))
        return PassingError(Message(N_("the connection broke off")))

    async def _follow(self, address: httpx.URL, path: Path, limit: Limit) -> None:
        silence = httpx.Timeout(self.origin.timeout_seconds)
        async with httpx.AsyncClient(timeout=silence, follow_redirects=False) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                headers = self._headers if self.is_same_place(address) else {}
                # What is compressed could unfold to any size before we count it.
                plain = {"Accept-Encoding": "identity", "User-Agent": "jejak-kinerja"}
                async with client.stream("GET", address, headers=plain | headers) as answer:
                    if not answer.has_redirect_location:
                        self._check(answer)
                        await _write(answer, path, limit)
                        return
                    address = self._led_to(address, answer.headers["Location"])
        raise InvalidInputError(
            N_("{address} leads on and on, more than {most} times. Correct the address in the source."),
            address=shown(address),
            most=_MOST_REDIRECTS,
        )

    def _led_to(self, address: httpx.URL, location: str) -> httpx.URL:
        """Where a redirect leads: to https, or to the same server and never from https back to http."""
        try:
            target = address.join(location)
        except (httpx.InvalidURL, ValueError):
            target = address.copy_with(scheme="invalid")
        allowed = target.scheme == "https" or (target.scheme == address.scheme == "http" and self.is_same_place(target))
        if not allowed or target.userinfo or not target.host:
            raise InvalidInputError(
                N_(
                    "{address} leads elsewhere ({host}), neither by https nor to the same server. Correct the address "
                    "in the source, if it moved."
                ),
                address=shown(address),
                host=target.host or "?",
            )
        return target

    def _check(self, answer: httpx.Response) -> None:
        """Nothing but a complete answer of the declared kind is data."""
        status, address = answer.status_code, shown(answer.url)
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            trouble = Message(N_("the server is in trouble or busy ({status})"), {"status": status})
            raise PassingError(trouble, _asked_to_wait(answer.headers.get("Retry-After", "")))
        if status != HTTPStatus.OK:
            raise InvalidInputError(_REFUSALS.get(status, _REFUSED), address=address, status=status)
        if answer.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            raise InvalidInputError(
                N_("{address} packs its answer although it was asked not to. Ask whoever runs it to send it plain."),
                address=address,
            )
        if answer.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml")):
            raise InvalidInputError(
                N_(
                    "{address} answers with a web page, probably to sign in, instead of data ({kind}). Correct the "
                    "address or the secret in the source."
                ),
                address=address,
                kind=self.origin.kind,
            )


_DENIED = N_("{address} does not let us in ({status}). Give the source a valid secret, and pull again.")
_GONE = N_("There is nothing at {address} ({status}). Correct the address in the source.")
_REFUSED = N_("{address} does not accept our question ({status}). Correct its address and parameters in the source.")
_REFUSALS = {401: _DENIED, 403: _DENIED, 407: _DENIED, 404: _GONE, 410: _GONE}


def _address(origin: Http) -> httpx.URL:
    wrong = any(_MARK in text for text in (origin.url, *origin.params, *origin.params.values()))
    if wrong:
        raise InvalidInputError(
            N_("Write {mark} into a header of the source, never into its address: addresses are logged."), mark=_MARK
        )
    try:
        address = httpx.URL(origin.url).copy_merge_params(origin.params)
    except (httpx.InvalidURL, ValueError):
        address = httpx.URL("")
    if not address.host or address.scheme not in _PORTS or address.userinfo:
        raise InvalidInputError(
            N_("“{url}” is no address a source can be asked at. Write https:// and the rest of it."), url=origin.url
        )
    return address


def _port(address: httpx.URL) -> int | None:
    return address.port or _PORTS.get(address.scheme)


async def _write(answer: httpx.Response, path: Path, limit: Limit) -> None:
    with path.open("wb") as file:
        async for piece in answer.aiter_raw():
            limit.take(len(piece))
            file.write(piece)


def _asked_to_wait(text: str) -> float | None:
    """Seconds that a Retry-After header asks for: a number of them, or a moment."""
    if text.strip().isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
