"""The words people wrote with their acts, against the salted digests in the events.

Belongs here: the words beside an event, and the reasons of decisions. Does not: words of a plan (plan_words), of
waivers and objections (person_rows), what an erasure left (erased_words), words that are gone (destroyed_rows): only
their digest stays.
"""

from typing import LiteralString

from models.chain.decision_rows import DECIDED
from models.chain.row_checks import RowCheck
from models.language import N_

_TEXTS: LiteralString = """
SELECT e.id AS event, t.text AS what FROM audit_text t JOIN audit_event e ON e.id = t.event_id
 WHERE e.text_digest IS DISTINCT FROM encode(sha256(t.salt || convert_to(t.text, 'UTF8')), 'hex') ORDER BY e.id
"""
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
