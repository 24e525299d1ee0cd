"""Notices queued in the transaction of their cause; sending them is somebody else's work.

Belongs here: the outbox's intake. Does not: wording (templates) or mail.
"""

from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import run

_QUEUE = """
INSERT INTO notice (key, person_id, kind, content) VALUES (%(key)s, %(person)s, %(kind)s, %(content)s)
ON CONFLICT (key) DO NOTHING
"""


def queue(session: Session, kind: str, /, *, to: int, about: str, **content: Any) -> None:
    """Queue a notice of `kind` to person `to` about one thing; queuing it twice is queuing it once."""
    run(session, _QUEUE, key=f"{kind}:{about}:{to}", person=to, kind=kind, content=Jsonb(content))
