"""What a decider had before them: one mark of all that a request's page rests on, checked when they decide.

Belongs here: the mark and the check. Does not: showing it (request_content), the decision (decisions), which binds to
the content that was asked about. A plan is its content alone. Beside the content: of a rating the newest evidence
summary of the person, of an organization predicate that of the unit's head, of an objection the rater's answer
(PP 30/2019 Pasal 59: both sides are heard).
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import one
from models.errors import ConflictError
from models.language import N_

CHANGED = N_("The content changed since you looked at it. Review it again, then decide.")
_HASH: LiteralString = (
    "encode(sha256(convert_to(jsonb_build_array(a.kind, a.content_hash, {summary}, {answer})::text, 'UTF8')), 'hex')"
)
#: The mark of request `a` to rate somebody.
OF_RATING: LiteralString = _HASH.replace(
    "{summary}",
    "(SELECT e.id FROM evidence_summary e WHERE e.segment_id = a.segment_id ORDER BY e.version DESC LIMIT 1)",
).replace("{answer}", "NULL")
_OF_ORGANIZATION: LiteralString = _HASH.replace(
    "{summary}",
    """(SELECT max(e.id) FROM segment s JOIN evidence_summary e ON e.segment_id = s.id
         WHERE s.period_id = a.period_id AND s.unit_id = a.unit_id AND s.is_agency_head)""",
).replace("{answer}", "NULL")
_OF_OBJECTION: LiteralString = _HASH.replace("{summary}", "NULL").replace(
    "{answer}", "(SELECT o.rater_answer FROM objection o WHERE o.id = a.subject_id)"
)
_MARK: LiteralString = (
    "SELECT CASE a.kind WHEN 'plan' THEN a.content_hash WHEN 'evaluation' THEN "
    + OF_RATING
    + " WHEN 'organization' THEN "
    + _OF_ORGANIZATION
    + " WHEN 'objection' THEN "
    + _OF_OBJECTION
    + " ELSE "
    + _HASH.replace("{summary}", "NULL").replace("{answer}", "NULL")
    + " END AS mark FROM approval a WHERE a.id = %(request)s"
)


def mark(session: Session, request_id: int) -> str:
    """What the page of a request rests on now, as one text; a page gives it, and its form gives it back."""
    return str((one(session, _MARK, request=request_id) or {"mark": ""})["mark"])


def check(session: Session, request_id: int, seen: str | None) -> None:
    """Refuse a decision on other things than were looked at (`seen`: the mark then; None: nobody looked at a page).

    Called once the request is locked: what it rests on changes no more until the transaction ends.

    Raises:
        ConflictError: something changed since.
    """
    if seen is not None and mark(session, request_id) != seen:
        raise ConflictError(CHANGED)
