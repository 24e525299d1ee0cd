"""Where a link of evidence may lead: public addresses only, as employees give them and our own machine opens them.

Belongs here: names to addresses, and which are allowed. Does not: opening (link_opening). Names are resolved here, all
their addresses must be allowed, and the connection goes to the address that was looked at, never to the name again.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from models.errors import InvalidInputError
from models.language import N_
from models.settings import Settings

Address = IPv4Address | IPv6Address
#: Asks the name service: a name → its addresses as texts. Raises OSError when it has none, or gives no answer.
Resolver = Callable[[str], Sequence[str]]
#: Networks that hold IPv4 addresses within IPv6 ones (RFC 6052, 3056): what they lead to must be allowed, too.
_NAT64 = ip_network("64:ff9b::/96")
#: Names that every machine with internet can resolve: when these fail as well, the machine has none. Much evidence of
#: Indonesian agencies lies at the first anyway.
_CONTROLS = ("drive.google.com", "bkn.go.id")
_CONTROL_SECONDS = 2.0
_THREADS = 20


class ForbiddenError(Exception):
    """The address lies where no link of evidence may lead."""


class NoSuchNameError(Exception):
    """The name service knows no such name."""


class NoAnswerError(Exception):
    """The name service does not answer now."""


def resolve(name: str) -> list[str]:
    """The addresses of a name, as the machine's own name service gives them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]


@dataclass
class Guard:
    """Decides for one round of checks; each name is asked for once in it."""

    networks: Sequence[IPv4Network | IPv6Network]
    ports: frozenset[int]
    resolver: Resolver = resolve
    asked: int = 0
    answered: int = 0
    _known: dict[str, "asyncio.Task[list[str]]"] = field(default_factory=dict)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS, "names"))

    @classmethod
    def of(cls, settings: Settings, resolver: Resolver | None = None) -> "Guard":
        """The guard that the operator's settings ask for.

        Raises:
            InvalidInputError: KINERJA_LINK_NETWORKS or KINERJA_LINK_PORTS cannot be read.
        """
        try:
            networks = [ip_network(text.strip()) for text in settings.link_networks.split(",") if text.strip()]
            ports = frozenset(int(text) for text in settings.link_ports.split(",") if text.strip())
        except ValueError as problem:
            raise InvalidInputError(
                N_(
                    "KINERJA_LINK_NETWORKS or KINERJA_LINK_PORTS cannot be read ({problem}). Write networks as "
                    "10.20.0.0/16 and ports as 80,443."
                ),
                problem=problem,
            ) from problem
        return cls(networks, ports, resolver or resolve)

    async def addresses(self, host: str) -> list[Address]:
        """The addresses to connect to for `host`, a name or an address.

        Raises:
            ForbiddenError: one of them is not public and not in an allowed network.
            NoSuchNameError: there is no such name.
            NoAnswerError: the name service does not answer.
        """
        try:
            found = [ip_address(host)]
        except ValueError:
            found = [ip_address(text.partition("%")[0]) for text in await self._resolved(host)]
        if not all(map(self.allows, found)):
            raise ForbiddenError
        return list(dict.fromkeys(found))

    async def _resolved(self, host: str) -> list[str]:
        if host not in self._known:
            self._known[host] = asyncio.create_task(self._ask(host))
        return await asyncio.shield(self._known[host])

    async def _ask(self, host: str) -> list[str]:
        self.asked += 1
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, self.resolver, host)
        except socket.gaierror as problem:
            if problem.errno == socket.EAI_AGAIN:
                raise NoAnswerError from problem
            raise NoSuchNameError from problem
        except (OSError, UnicodeError) as problem:
            raise NoSuchNameError from problem
        self.answered += 1
        return list(found)

    def allows(self, address: Address) -> bool:
        """Whether this address is public, or in a network that the operator allows."""
        if any(address in network for network in self.networks):
            return True
        inner = _inner(address)
        if inner is not None:
            return self.allows(inner)
        return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)

    async def is_offline(self) -> bool:
        """Whether no name at all can be resolved here, so that nothing can be said of any link."""
        if not self.asked or self.answered:
            return False
        for name in _CONTROLS:
            try:
                await asyncio.wait_for(self._resolved(name), _CONTROL_SECONDS)
            except (NoSuchNameError, NoAnswerError, TimeoutError):
                continue
            return False
        return True

    def close(self) -> None:
        """Leave questions that nobody answers to themselves."""
        for task in self._known.values():
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour
