"""What plans, reasons and answers say after somebody in them was erased: what the act put on record, and nothing else.

Belongs here: following those records, and finding what is otherwise. Does not: erasing (models/erasure), words whose
text still stands beside their event (word_rows, person_rows), plans nobody took a word from (plan_words).
Words that are gone leave their mark. Where an erased person was only named in somebody else's words, the rest of those
words stays, and their digest is in the event of the act, with a salt that goes when those words do (erasure/said).
"""

from collections.abc import Collection, Mapping
from typing import LiteralString

from sqlmodel import Session

from models.chain.decision_rows import DECIDED
from models.chain.faults import Verdict, fault
from models.database import Row, rows
from models.language import N_

#: What stands where words stood. In both languages, since nobody knows who reads it.
MARK: LiteralString = "[dihapus · erased]"

_ACTS: LiteralString = (
    "SELECT content -> 'plans' AS plans, content -> 'said' AS said FROM audit_event WHERE event = 'person.erased'"
    " ORDER BY id"
)
#: Events whose words an erasure took away, by number.
TAKEN: LiteralString = """
SELECT jsonb_array_elements(content -> 'texts')::bigint AS id FROM audit_event WHERE event = 'person.erased'
"""
#: Everything that repeats the words of an event.
_SAID: LiteralString = (
    "SELECT x.event, 'decision.reason' AS place, d.reason AS now FROM decision d JOIN "
    + DECIDED
    + """ x ON x.request = d.approval_id
UNION ALL SELECT x.event, 'evaluation.feedback', v.feedback FROM evaluation v JOIN """
    + DECIDED
    + """ x ON x.request = v.approval_id
UNION ALL SELECT max(x.id), 'finding.waived_reason', f.waived_reason FROM finding f
  JOIN audit_event x ON x.event = 'finding.waived' AND x.subject_id = f.id WHERE f.waived_by IS NOT NULL GROUP BY f.id
UNION ALL SELECT x.id, 'objection.statement', o.statement FROM objection o
  JOIN audit_event x ON x.event = 'objection.filed' AND x.subject_id = o.id
UNION ALL SELECT x.id, 'objection.rater_answer', o.rater_answer FROM objection o
  JOIN audit_event x ON x.event = 'objection.answered' AND x.subject_id = o.id"""
)
#: What an erasure of before there were salts left is keyed by the digest of the event.
_GONE: LiteralString = (
    """
SELECT s.event, s.place, s.now AS what,
       encode(sha256(coalesce(k.salt, convert_to(e.text_digest, 'UTF8')) || convert_to(coalesce(s.now, ''), 'UTF8')),
              'hex') AS digest,
       coalesce(s.now, '') IN ('', %(mark)s::text) AS marked, t.text IS DISTINCT FROM s.now AS differs
  FROM ("""
    + _SAID
    + """) s JOIN audit_event e ON e.id = s.event LEFT JOIN audit_text t ON t.event_id = e.id
  LEFT JOIN erased_rest k ON (k.event_id, k.place) = (s.event, s.place)
 WHERE e.text_digest IS NOT NULL AND (t.event_id IS NULL OR t.event_id = ANY(%(going)s::bigint[])) ORDER BY 1, 2
"""
)


def plans_standing(session: Session) -> Mapping[int, str]:
    """By its number, the digest that each plan must have from which an erasure took words."""
    found: dict[int, str] = {}
    for act in rows(session, _ACTS):
        for said in act["plans"] or ():
            if found.get(said["plan"], said["before"]) == said["before"]:
                found[said["plan"]] = said["after"]
    return found


def words_standing(session: Session) -> Mapping[tuple[int, str], Collection[str]]:
    """By event and place, the digests of what may stand where an erasure left words ("": nothing, the mark)."""
    found: dict[tuple[int, str], Collection[str]] = {}
    for act in rows(session, _ACTS):
        for said in act["said"] or ():
            # Acts of before there were salts did not say when what was left went too.
            left_over = (said["rest"],) if "rest" in said else (said["digest"], "")
            found[said["event"], said["place"]] = left_over
    return found


def left(session: Session, going: Collection[int] = ()) -> list[Row]:
    """What says the same as an event whose words are gone, or are those `going` now; `marked` where nothing is left."""
    return rows(session, _GONE, going=list(going), mark=MARK)


def holds(row: Row, standing: Mapping[tuple[int, str], Collection[str]]) -> bool:
    """Whether such a row says what an erasure left of it; nothing, where it left nothing."""
    return ("" if row["marked"] else row["digest"]) in standing.get((row["event"], row["place"]), ("",))


def check(session: Session, verdict: Verdict) -> None:
    """Name everything that says something where words were taken away, and is not what the erasure left."""
    if not rows(session, _ACTS):
        return
    standing = words_standing(session)
    for row in left(session):
        if not holds(row, standing):
            text = N_("the words of event {event} were taken away, and now something else stands there: {what}")
            verdict.faults.append(fault("erased_words_changed", text, row["event"], what=row["what"]))
