"""Disciplinary sanctions (hukuman disiplin) by decree: recorded by HR, shown beside a result, never part of it.

Belongs here: the verb. Does not: deriving sanctions from absence (rules/absence gives only an indication).
Source: PP 94/2021; SPEC §2.7: a person under discipline keeps plan and rating, a flag stands beside (△).
"""

from datetime import date

from sqlmodel import Session

from models import actors, ledger
from models.actors import Actor
from models.database import one
from models.deadlines import is_hr_administrator
from models.errors import InvalidInputError, NotAllowedError
from models.language import N_
from models.ledger import Subject

_ADD = """
INSERT INTO discipline (person_id, kind, decree, starts, ends)
VALUES (%(person)s, %(kind)s, %(decree)s, %(starts)s, %(ends)s) ON CONFLICT (person_id, decree) DO NOTHING RETURNING id
"""


def record_sanction(session: Session, nip: str, *, by: Actor, kind: str, decree: str, starts: date, ends: date) -> bool:
    """Record a sanction that a decree imposed; the same decree twice is once. Says whether it was new.

    Raises:
        NotFoundError: nobody has that NIP.
        NotAllowedError: not an HR administrator (an operator at the command line may).
        InvalidInputError: no decree, or an end before the start.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may record a sanction."))
    if not decree.strip():
        raise InvalidInputError(N_("A sanction needs the number of its decree."))
    if ends < starts:
        raise InvalidInputError(N_("The sanction ends ({ends}) before it starts ({starts})."), ends=ends, starts=starts)
    person = actors.person(session, nip).person_id
    added = one(session, _ADD, person=person, kind=kind, decree=decree, starts=starts, ends=ends)
    if added:
        ledger.record(session, "discipline.recorded", by=by, subject=Subject(kind="person", id=person))
    return added is not None
