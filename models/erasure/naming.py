"""How a person is named in other people's texts: by number, address and name, as one pattern for PostgreSQL.

Belongs here: the pattern. Does not: where it is looked for (inventory).
A name of one word is a word, and a name that somebody else has too is theirs as well: neither is looked for.
"""

import json
import re
from dataclasses import dataclass

from sqlmodel import Session

from models.database import Row, one

#: What no text has.
_NOTHING = "$.^"
_SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|-])")
_SHORTEST_PHONE = 8
_SHARED = """
SELECT count(*) AS others FROM person
 WHERE id <> %(person)s AND lower(btrim(name)) = lower(btrim(%(name)s::text)) AND erased_at IS NULL
"""


@dataclass(frozen=True)
class Naming:
    """Two patterns: of what only this person has (numbers, addresses), and of that and their name."""

    keys: str
    all: str
    #: Whether the name itself is looked for.
    by_name: bool

    def found_in(self, text: str) -> bool:
        """Whether a text names the person."""
        return re.search(_of_python(self.all), text, re.IGNORECASE) is not None


def naming(session: Session, person: Row) -> Naming:
    """The patterns of a person (a row of `person`)."""
    keys = [_digits(person["nip"])] if person["nip"] else []
    keys += [_alone(number) for number in (person["nik"], _phone(person["phone"])) if number]
    keys += [_alone(person["email"])] if person["email"] else []
    name = (person["name"] or "").strip()
    shared = one(session, _SHARED, person=person["id"], name=name) or {"others": 1}
    by_name = " " in name and not shared["others"]
    names = [_alone(each) for each in dict.fromkeys((name, json.dumps(name, ensure_ascii=False)[1:-1]))]
    return Naming(_any(keys), _any(keys + names if by_name else keys), by_name)


def _any(parts: list[str]) -> str:
    return "|".join(parts) or _NOTHING


def _digits(nip: str) -> str:
    """An NIP, also as people write it: in groups."""
    return "[ ]?".join(nip)


def _alone(text: str) -> str:
    """The text where no letter or digit touches it."""
    return "(?<![[:alnum:]])" + _SPECIAL.sub(r"\\\1", text) + "(?![[:alnum:]])"


def _phone(given: str | None) -> str:
    number = (given or "").strip()
    return number if len(number) >= _SHORTEST_PHONE else ""


def _of_python(pattern: str) -> str:
    return pattern.replace("[[:alnum:]]", r"[^\W_]")
