"""The one statement that stores decisions: who, state, version and stage, then decision, event, words and wake.

Belongs here: its shape, into which a kind puts what must hold besides and what follows. Does not: those (the stage's
module), and saying why a request was not decided (decisions). All in one statement, because a decision that takes five
costs four times as much when fifty people decide at once; for many requests, because fifty in one cost a sixth.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import LiteralString

#: What is told of each decision that is given, with its type. A kind may add to them.
TERMS: Mapping[LiteralString, LiteralString] = {
    "request_id": "bigint",
    "seen": "text",  # the content hash that was looked at; null: nobody looked
    "seat": "bigint",
    "decider": "bigint",
    "actor_name": "text",
    "reason": "text",
    "said": "jsonb",
    "text_digest": "text",
    "salt": "bytea",
}

_DECIDE: LiteralString = """
WITH request AS MATERIALIZED (
  SELECT a.*, asked.* FROM jsonb_to_recordset(%(given)s) AS asked(__TERMS__) CROSS JOIN LATERAL (
           SELECT * FROM approval WHERE id = asked.request_id AND kind = %(kind)s AND assignee_id = asked.seat
              FOR UPDATE __WAIT__ OFFSET 0) a
   WHERE a.closed_at IS NULL AND (asked.seen IS NULL OR a.content_hash = asked.seen)),
place AS MATERIALIZED (
  SELECT request.id FROM request JOIN period_unit u USING (period_id, unit_id) WHERE u.position = %(position)s
     FOR SHARE OF u __WAIT__),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by, acting_for_id,
                        delegation_id)
  SELECT id, %(outcome)s::text, reason, said, content_hash, decider, %(acting_for)s::bigint, %(delegation)s::bigint
    FROM request a JOIN place USING (id) WHERE __CONDITION__
  RETURNING approval_id, decided_at),
done AS MATERIALIZED (SELECT request.*, decided_at FROM request JOIN decided ON approval_id = id),
closed AS (UPDATE approval SET closed_at = decided_at FROM done WHERE approval.id = done.id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, acting_for_id, period_id, unit_id, segment_id,
                           subject_kind, subject_id, subject_version, content, text_digest)
  SELECT kind || '.' || %(outcome)s::text, 'person', decider, actor_name, %(acting_for)s::bigint, period_id, unit_id,
         segment_id, kind, subject_id, subject_version,
         said || jsonb_strip_nulls(jsonb_build_object('delegation', %(delegation)s::bigint))
           || jsonb_build_object('approval', id, 'content_hash', content_hash), text_digest
    FROM done RETURNING id, content -> 'approval' AS approval),
words AS (
  INSERT INTO audit_text SELECT event.id, salt, reason FROM event JOIN done ON done.id = approval::bigint
   WHERE salt IS NOT NULL),
woken AS (INSERT INTO wake (period_id, unit_id, cause) SELECT DISTINCT period_id, unit_id, kind FROM done)
__EFFECTS__
SELECT id, period_id, unit_id, segment_id, subject_id, decided_at FROM done
"""


def deciding(
    *,
    wait: bool = True,
    more: Mapping[LiteralString, LiteralString] = MappingProxyType({}),
    condition: LiteralString = "true",
    effects: LiteralString = "",
) -> LiteralString:
    """The statement, for requests of which none stands twice.

    `condition` must hold of a request `a`, `effects` are further parts over `done`; both may use the terms, and those
    that the kind adds (`more`). Without `wait`, a request or unit that somebody else holds is left out: among many,
    nobody waits for another's. All parts see the data as they were when the statement began: what must be read after
    the request is locked wants the lock first, in a statement of its own.
    """
    terms = ", ".join(name + " " + kind for name, kind in {**TERMS, **more}.items())
    whole = (
        _DECIDE.replace("__TERMS__", terms)
        .replace("__WAIT__", "" if wait else "SKIP LOCKED")
        .replace("__CONDITION__", condition)
        .replace("__EFFECTS__", effects)
    )
    return " ".join(whole.split())
