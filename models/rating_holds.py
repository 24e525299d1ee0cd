"""What holds a rating: data of the person that wait for somebody, so that nobody is rated on them yet.

Belongs here: the condition, and the words in which a rater reads it. Does not: rating (approval), finding (tasks).
Sources: SPEC §5 (a blocking finding stops the stage for that employee; DQ-R07 blocks at evaluation), §2.3.
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import one
from models.errors import WrongStateError
from models.explanation import UNDER_TARGET
from models.language import N_

#: The quality suite opens findings on shortfalls too; the data themselves are asked again here, in case it has not run.
_UNEXPLAINED: LiteralString = (
    "SELECT short.* FROM ("
    + UNDER_TARGET
    + """) AS short
 WHERE NOT EXISTS (SELECT FROM explanation WHERE indicator_id = short.indicator_id)
   AND NOT EXISTS (SELECT FROM finding f WHERE f.segment_id = %(segment)s AND f.code = 'DQ-R07' AND f.fixed_at IS NULL
                      AND f.waived_by IS NOT NULL AND f.subject = short.work_result || '.' || short.indicator)
"""
)
_FINDINGS: LiteralString = """
SELECT f.id, f.code, f.subject, f.owner_id FROM finding f
 WHERE f.segment_id = %(segment)s AND f.severity = 'block' AND f.fixed_at IS NULL
   AND coalesce(f.waived_until < now(), true)
"""
#: True while the rating of %(segment)s is held. The findings are not asked for by EXISTS: for many segments at once,
#: PostgreSQL would then read those of everybody.
HELD: LiteralString = (
    "((SELECT true FROM (" + _FINDINGS + ") AS found LIMIT 1) IS NOT NULL OR EXISTS (" + _UNEXPLAINED + "))"
)

_FIRST_FINDING: LiteralString = (
    "SELECT f.*, owner.name AS owner, count(*) OVER () AS findings FROM ("
    + _FINDINGS
    + ") AS f JOIN person owner ON owner.id = f.owner_id ORDER BY f.id LIMIT 1"
)
_FIRST_SHORTFALL: LiteralString = (
    "SELECT u.*, e.name, count(*) OVER () AS shortfalls FROM ("
    + _UNEXPLAINED
    + ") AS u JOIN segment s ON s.id = %(segment)s JOIN person e ON e.id = s.person_id"
    " ORDER BY u.work_result, u.indicator LIMIT 1"
)


def refusal(session: Session, segment_id: int) -> WrongStateError:
    """Why the rating of a segment is held, and whose turn it is: the first shortfall without words, or finding."""
    short = one(session, _FIRST_SHORTFALL, segment=segment_id)
    if short:
        return WrongStateError(
            N_(
                "Work result {work_result}, indicator {indicator} is under its target ({value:f}) and nobody said why "
                "(DQ-R07; {shortfalls} in all). It is the turn of {name} to explain it. Rate after that."
            ),
            **short,
        )
    found = one(session, _FIRST_FINDING, segment=segment_id)
    if found:
        return WrongStateError(
            N_(
                "Finding {id} ({code}, {subject}; {findings} in all) blocks this rating. It is the turn of {owner} to "
                "correct the data, or of an administrator to let it stand. Rate after that."
            ),
            **found,
        )
    return WrongStateError(N_("The data of this person changed at this moment. Look at them again, then rate."))
