"""What a decider had before them: one mark of all that a request's page rests on, checked when they decide.

Belongs here: the mark and the check. Does not: showing it (request_content), the decision (decisions), which binds to
the content that was asked about. A plan is its content alone. Beside the content: of a rating the newest evidence
summary of the person, of an organization predicate that of the unit's head, of an objection the rater's answer
(PP 30/2019 Pasal 59: both sides are heard).
"""

from sqlmodel import Session

from models.database import one
from models.errors import ConflictError
from models.language import N_

CHANGED = N_("The content changed since you looked at it. Review it again, then decide.")
_MARK = """
SELECT CASE WHEN a.kind = 'plan' THEN a.content_hash ELSE encode(sha256(convert_to(
         jsonb_build_array(a.kind, a.content_hash, summary.id, o.rater_answer)::text, 'UTF8')), 'hex') END AS mark
  FROM approval a LEFT JOIN objection o ON a.kind = 'objection' AND o.id = a.subject_id
  LEFT JOIN LATERAL (
    SELECT max(e.id) AS id FROM segment s JOIN evidence_summary e ON e.segment_id = s.id
     WHERE (a.kind = 'evaluation' AND s.id = a.segment_id)
        OR (a.kind = 'organization' AND s.period_id = a.period_id AND s.unit_id = a.unit_id AND s.is_agency_head))
    summary ON true
 WHERE a.id = %(request)s
"""


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
