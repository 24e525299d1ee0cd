"""Who visits: the session behind the cookie, and the roles that the menu and the pages depend on.

Belongs here: the cookie and the dependency that every page but the sign-in takes. Does not: sessions (models).
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from models import web_sessions
from models.actors import Actor
from models.database import Row

COOKIE = "__Host-kinerja"


class SignInNeededError(Exception):
    """Nobody is signed in: the visitor is sent to the sign-in and back."""


@dataclass(frozen=True)
class Seat:
    """Somebody for whom the visitor may act now, by a delegation; `on`: their browser does."""

    delegation: int
    principal: int
    name: str
    #: "plt" or "plh".
    kind: str
    decree: str
    #: The last day, ISO.
    ends: str
    on: bool


@dataclass(frozen=True)
class Visitor:
    """A signed-in person."""

    person_id: int
    name: str
    nip: str | None
    official_code: str | None
    language: str
    roles: frozenset[str]
    #: Units (ids) whose administrator they are.
    units: frozenset[int]
    appraised: bool
    decides: bool
    seats: tuple[Seat, ...] = ()

    @property
    def actor(self) -> Actor:
        """The visitor as the verbs know them: what they do for themselves, and by their own roles."""
        return Actor("person", self.person_id)

    @property
    def acting(self) -> Seat | None:
        """For whom the visitor's browser acts now; None when they act for themselves."""
        return next((seat for seat in self.seats if seat.on), None)

    @property
    def decider(self) -> Actor:
        """The visitor as the pages of deciding know them: as themselves, or for whom they act."""
        return Actor("person", self.person_id, acting_for=self.acting.principal if self.acting else None)

    @property
    def deputy(self) -> int | None:
        """The visitor's own number while they act for somebody: what is about themselves is left out of lists."""
        return self.person_id if self.acting else None

    @property
    def seat(self) -> int:
        """Whose requests the pages of deciding show."""
        return self.acting.principal if self.acting else self.person_id

    @property
    def administers(self) -> bool:
        """Whether they see the period as administrators do."""
        return bool(self.roles & {"hr_admin", "unit_admin"})

    @property
    def audits(self) -> bool:
        """Whether they may trace everything."""
        return bool(self.roles & {"auditor", "hr_admin"})

    @property
    def names_lists(self) -> bool:
        """Whether they decide on lists: the verb asks again."""
        return "performance_team" in self.roles or self.official_code == "KDH"


def known_visitor(request: Request) -> Visitor | None:
    """Whoever has the cookie; None for nobody. Asked once for each request."""
    if not hasattr(request.state, "visitor"):
        token = request.cookies.get(COOKIE)
        request.state.visitor = _resumed(token) if token else None
    found: Visitor | None = request.state.visitor
    return found


def _resumed(token: str) -> Visitor | None:
    found = web_sessions.resume(token)
    return visitor_of(found) if found else None


def visitor_of(found: Row) -> Visitor:
    """The visitor that a row of web_sessions is about."""
    return Visitor(
        person_id=found["person_id"],
        name=found["name"],
        nip=found["nip"],
        official_code=found["official_code"],
        language=found["language"],
        roles=frozenset(found["roles"]),
        units=frozenset(found["units"]),
        appraised=found["appraised"],
        decides=found["decides"],
        seats=tuple(Seat(**each) for each in found.get("delegations", ())),
    )


def signed_in(request: Request) -> Visitor:
    """Whoever is signed in.

    Raises:
        SignInNeededError: nobody is.
    """
    found = known_visitor(request)
    if found is None:
        raise SignInNeededError
    return found


#: What a page of signed-in people takes.
SignedIn = Annotated[Visitor, Depends(signed_in)]


def give_cookie(response: Response, token: str) -> None:
    """Let the browser keep a session: of this host alone, never read by a script, never sent from another site."""
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="lax", path="/")


def take_cookie(response: Response) -> None:
    """Let the browser forget its session."""
    values: dict[str, Any] = {"secure": True, "httponly": True, "samesite": "lax", "path": "/"}
    response.delete_cookie(COOKIE, **values)
