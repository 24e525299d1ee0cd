"""People whom the agency's own sign-in vouches for: found by NIP, with no password here.

Belongs here: who such a visitor is. Does not: the provider's protocol (web/oidc_provider).
"""

import re

from sqlmodel import Session

from models.database import one

_FIND = """
SELECT e.id FROM person e LEFT JOIN account a ON a.person_id = e.id
 WHERE e.nip = %(nip)s AND a.disabled_at IS NULL
"""


def person_of(session: Session, nip: str) -> int | None:
    """The person with this NIP; None when nobody has it or their account is disabled, which look alike.

    A lock-out after wrong passwords does not shut this way: whoever guesses passwords here keeps nobody out there.
    """
    plain = re.sub(r"[ .-]", "", nip)
    if not re.fullmatch("[0-9]{18}", plain):
        return None
    found = one(session, _FIND, nip=plain)
    return int(found["id"]) if found else None
