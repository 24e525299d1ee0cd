"""The words people wrote with their acts, against the salted digests in the events.

Belongs here: the words beside an event, and the reasons of decisions. Does not: words of a plan (plan_words), of
waivers and objections (person_rows), what an erasure left (erased_words). Of words that are gone only the digest stays.
"""

from typing import LiteralString

from models.chain.decision_rows import DECIDED
from models.chain.erased_words import TAKEN
from models.chain.row_checks import RowCheck
from models.language import N_

_TEXTS: LiteralString = """
SELECT e.id AS event, t.text AS what FROM audit_text t JOIN audit_event e ON e.id = t.event_id
 WHERE e.text_digest IS DISTINCT FROM encode(sha256(t.salt || convert_to(t.text, 'UTF8')), 'hex') ORDER BY e.id
"""
#: An erasure names every event whose words it took; what a schedule destroyed it counts, by period and kind of event.
_GONE: LiteralString = (
    """
SELECT min(e.id) AS event, count(*) - said.gone AS count
  FROM audit_event e, (SELECT coalesce(sum((content #>> '{rows,audit_text}')::int), 0) AS gone
                         FROM audit_event WHERE event = 'retention.destroyed') said
 WHERE e.text_digest IS NOT NULL AND NOT EXISTS (SELECT FROM audit_text t WHERE t.event_id = e.id)
   AND e.id NOT IN ("""
    + TAKEN
    + """)
 GROUP BY said.gone HAVING count(*) > said.gone
"""
)
_REASONS: LiteralString = (
    "SELECT x.event, t.text || ' → ' || d.reason AS what FROM decision d JOIN "
    + DECIDED
    + " x ON x.request = d.approval_id JOIN audit_text t ON t.event_id = x.event WHERE t.text <> d.reason"
    " AND t.text <> '' ORDER BY 1"
)
_FEEDBACK: LiteralString = (
    "SELECT x.event, t.text || ' → ' || v.feedback AS what FROM evaluation v JOIN "
    + DECIDED
    + " x ON x.request = v.approval_id JOIN audit_text t ON t.event_id = x.event WHERE t.text <> v.feedback"
    " AND t.text <> '' ORDER BY 1"
)

CHECKS = (
    RowCheck(
        "words_changed",
        N_("the words that were written with event {event} are not those any more; they are now: {what}"),
        _TEXTS,
        "SELECT count(*) FROM audit_text",
    ),
    RowCheck(
        "words_removed",
        N_("the words of {count} events are gone, though nobody was erased; the first is {event}"),
        _GONE,
        "SELECT 0 AS count",
    ),
    RowCheck(
        "words_changed",
        N_("the reasons of a decision are not those of event {event}: {what}"),
        _REASONS,
        "SELECT count(*) FROM decision WHERE reason <> ''",
    ),
    RowCheck(
        "words_changed",
        N_("the feedback that a person reads is not that of event {event}: {what}"),
        _FEEDBACK,
        "SELECT count(*) FROM evaluation WHERE feedback <> ''",
    ),
)
