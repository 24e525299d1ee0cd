"""Who was told what, when, by which way, and what became of it: for HR administrators, auditors and operators.

Belongs here: reading. Does not: sending again (outbox_retry), a person's own notices (notice_reading).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.errors import NotFoundError, NotYoursError
from models.language import N_
from models.notice_mail import LOAD
from models.notice_pieces import piece_of

_BOUNCED: LiteralString = "EXISTS (SELECT FROM notice_delivery d WHERE d.notice_id = n.id AND d.outcome = 'bounced')"
#: What may be listed. Who was told by another way is on the list of bounced addresses all the same.
VIEWS: Mapping[str, LiteralString] = MappingProxyType(
    {
        "failed": "n.status = 'failed'",
        "no_address": "n.status = 'failed' AND n.outcome = 'no_address'",
        "bounced": "n.id IN (SELECT notice_id FROM notice_delivery WHERE outcome = 'bounced')",
        "waiting": "n.status IN ('queued', 'sending')",
        "sent": "n.status = 'sent'",
        "withheld": "n.status = 'withheld'",
        "all": "true",
    }
)
_SHOWN: LiteralString = (
    """
SELECT n.id, n.kind, n.status, n.outcome, n.attempts, n.queued_at, n.next_try_at, n.first_try_at, n.sent_at,
       n.last_error, n.person_id, p.name, p.nip, p.official_code, p.email,
       ARRAY(SELECT DISTINCT d.channel FROM notice_delivery d WHERE d.notice_id = n.id AND d.outcome = 'sent')
         AS channels, """
    + _BOUNCED
    + """ AS bounced
  FROM notice n JOIN person p ON p.id = n.person_id
"""
)
_FIND: LiteralString = (
    " AND (%(find)s = '' OR p.nip = %(find)s OR p.official_code = %(find)s OR p.name ILIKE %(part)s)"
    " ORDER BY n.id DESC LIMIT %(limit)s OFFSET %(skip)s"
)
_ATTEMPTS: LiteralString = """
SELECT d.id, d.attempt, d.channel, d.outcome, d.message_id, d.content_hash, d.code, d.answer, d.at,
       d.address_hash = encode(sha256(convert_to(d.message_id || E'\\n' || coalesce(p.email, ''), 'UTF8')), 'hex')
         AS same_address
  FROM notice_delivery d JOIN notice n ON n.id = d.notice_id JOIN person p ON p.id = n.person_id
 WHERE d.notice_id = %(notice)s ORDER BY d.id
"""
_COUNTS: LiteralString = """
SELECT count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE status = 'failed' AND outcome = 'no_address') AS no_address,
       (SELECT count(DISTINCT notice_id) FROM notice_delivery WHERE outcome = 'bounced') AS bounced,
       count(*) FILTER (WHERE status IN ('queued', 'sending')) AS waiting
  FROM notice WHERE status IN ('queued', 'sending', 'failed')
"""
_MAY: LiteralString = "SELECT FROM role_assignment WHERE person_id = %(by)s AND role IN ('hr_admin', 'auditor') LIMIT 1"


def listed(session: Session, view: str, language: str, *, find: str = "", limit: int = 25, skip: int = 0) -> list[Row]:
    """Notices of a view, the newest first, each with its `title` in `language`, its person and what became of it.

    `find`: a NIP, or a part of a name. Whoever calls this has made sure that the reader may see everybody's.
    """
    asked = find.strip()
    part = "%" + asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    statement: LiteralString = _SHOWN + " WHERE " + VIEWS[view] + _FIND
    found = rows(session, statement, find=asked, part=part, limit=limit, skip=skip)
    words = {row["id"]: row for row in rows(session, LOAD, notices=[row["id"] for row in found])}
    return [row | {"title": piece_of(words[row["id"]] | {"language": language}).title} for row in found]


def counts(session: Session) -> dict[str, int]:
    """How many notices failed, have no address, bounced, or wait."""
    return dict(rows(session, _COUNTS)[0])


def failed(session: Session) -> int:
    """How many notices could not be sent."""
    return int(rows(session, "SELECT count(*) AS failed FROM notice WHERE status = 'failed'")[0]["failed"])


def reads(session: Session, person_id: int | None) -> bool:
    """Whether a person may read what everybody was told: HR administrators and auditors."""
    return one(session, _MAY, by=person_id) is not None


def shown(session: Session, number: int, language: str) -> Row:
    """One notice with its words (`piece`), its person, and every attempt to send it (`deliveries`).

    Raises:
        NotFoundError: there is none with this number.
    """
    found = one(session, _SHOWN + " WHERE n.id = %(number)s", number=number)
    if found is None:
        raise NotFoundError(N_("There is no notice {number}. `kinerja notices list` shows the numbers."), number=number)
    [loaded] = rows(session, LOAD, notices=[number])
    return found | {
        "piece": piece_of(loaded | {"language": language}),
        "deliveries": rows(session, _ATTEMPTS, notice=number),
    }


def for_reader(session: Session, number: int, language: str, *, by: int) -> Row:
    """As `shown`, for a reader of the portal.

    Raises:
        NotFoundError: there is none, or the reader may not see everybody's: both look alike.
    """
    if not reads(session, by):
        raise NotYoursError
    try:
        return shown(session, number, language)
    except NotFoundError as problem:
        raise NotYoursError from problem
