"""Who holds checkpoints outside the database, as far as we know: mails to auditors, and the newest signed root.

Belongs here: reading. Does not: making and mailing checkpoints (checkpoints), their folder (settings).
"""

from sqlmodel import Session

from models.chain.notes import NotACheckpointError, said
from models.database import Row, one, rows

_NEWEST = "SELECT size, note, sealed_at FROM ledger_root ORDER BY size DESC LIMIT 1"
#: The newest that left, else the newest that waits or failed, of everybody who is or was an auditor.
_MAILED = """
SELECT DISTINCT ON (n.person_id) p.name, coalesce(p.nip, p.official_code) AS nip, n.status, n.outcome, n.queued_at,
       n.sent_at, n.content ->> 'note' AS note,
       (SELECT count(*) FROM notice m WHERE m.person_id = n.person_id AND m.kind = 'checkpoint' AND m.status = 'sent')
         AS sent
  FROM notice n JOIN person p ON p.id = n.person_id
 WHERE n.kind = 'checkpoint' ORDER BY n.person_id, n.status = 'sent' DESC, n.id DESC
"""


def newest(session: Session) -> Row | None:
    """The newest checkpoint: size, note, sealed_at; None while nothing is sealed."""
    return one(session, _NEWEST)


def mailed(session: Session) -> list[Row]:
    """Each auditor whom checkpoints were mailed to: the newest that left, its `size`, and how many left in all."""
    return [row | {"size": _size(row["note"])} for row in rows(session, _MAILED)]


def _size(note: str | None) -> int | None:
    try:
        return said(note or "").size
    except NotACheckpointError:
        return None
