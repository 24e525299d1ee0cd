"""Notices that failed are sent again: one, with a corrected address, or all of a list.

Belongs here: these verbs. Does not: sending (tasks/sending), lists (outbox_reading).
"""

from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import one, run
from models.deadlines import is_hr_administrator
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.labels import label
from models.language import N_
from models.ledger import Subject
from models.mail_bytes import usable

_LOCK: LiteralString = """
SELECT n.status, n.person_id, n.outcome, p.email, f.channel = 'chat' AS by_chat
  FROM notice n JOIN person p ON p.id = n.person_id LEFT JOIN notice_preference f ON f.person_id = p.id
 WHERE n.id = %(number)s FOR UPDATE OF n
"""
#: Its time to give up begins anew; its message keeps its Message-ID.
_AGAIN: LiteralString = """
UPDATE notice n SET status = 'queued', outcome = NULL, first_try_at = NULL, last_error = NULL,
       next_try_at = greatest(now(), n.queued_at + interval '1 microsecond')
"""
_ALL: LiteralString = (
    _AGAIN
    + """
  FROM person p
 WHERE p.id = n.person_id AND n.status = 'failed' AND (%(outcome)s::text IS NULL OR n.outcome = %(outcome)s)
   AND (n.outcome <> 'no_address' OR coalesce(p.email, '') <> '')
"""
)


def retry(session: Session, number: int, *, by: Actor, address: str | None = None) -> None:
    """Send a failed notice again, from now on, as if for the first time.

    `address`: the mail address of its person, when it is another than before; everything else goes there too from then
    on. The ledger says that it was corrected, not the address.

    Raises:
        NotFoundError: there is no such notice.
        NotAllowedError: not an HR administrator or operator.
        InvalidInputError: the address is none.
        WrongStateError: it did not fail, or there is still no address to send it to.
    """
    _only_hr(session, by)
    found = one(session, _LOCK, number=number)
    if found is None:
        raise NotFoundError(N_("There is no notice {number}. `kinerja notices list` shows the numbers."), number=number)
    if found["status"] != "failed":
        raise WrongStateError(
            N_("Only a notice that failed can be sent again; this one: {status}. Nothing was changed."),
            status=label(found["status"]),
        )
    given = (address or "").strip()
    if given and given != found["email"]:
        _correct(session, found["person_id"], given, by)
    elif not found["email"] and not found["by_chat"]:
        raise WrongStateError(
            N_("There is still no mail address of this person. Give it here; the next roster should have it too.")
        )
    run(session, _AGAIN + " WHERE n.id = %(number)s", number=number)
    ledger.record(session, "notice.retried", by=by, subject=Subject(kind="notice", id=number), count=1)


def retry_all(session: Session, *, by: Actor, outcome: str | None = None) -> int:
    """Send everything again that failed, or that failed in this way; returns how many notices.

    Those of people who still have no address stay failed.

    Raises:
        NotAllowedError: not an HR administrator or operator.
    """
    _only_hr(session, by)
    count = run(session, _ALL, outcome=outcome).rowcount
    if count:
        about = Subject(kind="notice")
        ledger.record(session, "notice.retried", by=by, subject=about, count=count, outcome=outcome)
    return count


def _only_hr(session: Session, by: Actor) -> None:
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator sends notices again."))


def _correct(session: Session, person_id: int, address: str, by: Actor) -> None:
    if usable(address) is None:
        raise InvalidInputError(
            N_("{address} is no mail address. Write it as name@example.go.id, without blanks."), address=address[:100]
        )
    run(session, "UPDATE person SET email = %(email)s WHERE id = %(id)s", email=address, id=person_id)
    ledger.record(session, "person.address_corrected", by=by, subject=Subject(kind="person", id=person_id))
