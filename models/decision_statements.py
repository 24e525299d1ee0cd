"""The one statement that stores decisions: who, state, version and stage, then decision, event, words and wake.

Belongs here: its shape, into which a kind puts what must hold besides and what follows. Does not: those (the stage's
module), and saying why a request was not decided (decisions). All in one statement, because a decision that takes five
costs four times as much when fifty people decide at once.
"""

from typing import LiteralString

#: Which requests: one, as it was looked at (`seen`: its content hash; null: nobody looked) …
ONE: LiteralString = """
  SELECT a.* FROM approval a
   WHERE a.id = %(approval)s AND (%(seen)s::text IS NULL OR a.content_hash = %(seen)s)"""
#: … or many, each as it was looked at; locked in the order of their numbers, so that two lists never wait crosswise.
MANY: LiteralString = """
  SELECT a.* FROM unnest(%(approvals)s::bigint[], %(seen)s::text[]) AS asked(id, seen)
    JOIN approval a ON a.id = asked.id AND a.content_hash = asked.seen
   WHERE true"""

_DECIDE: LiteralString = """
WITH request AS MATERIALIZED (__REQUESTS__
     AND a.kind = %(kind)s AND a.closed_at IS NULL AND a.assignee_id = %(seat)s::bigint ORDER BY a.id FOR UPDATE OF a),
place AS MATERIALIZED (
  SELECT request.id FROM request JOIN period_unit u USING (period_id, unit_id) WHERE u.position = %(position)s
     FOR SHARE OF u),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by, acting_for_id,
                        delegation_id)
  SELECT id, %(outcome)s::text, %(reason)s::text, %(content)s::jsonb, content_hash, %(by)s::bigint,
         %(acting_for)s::bigint, %(delegation)s::bigint FROM request JOIN place USING (id)
   WHERE __CONDITION__
  RETURNING approval_id, decided_at),
done AS MATERIALIZED (SELECT request.*, decided_at FROM request JOIN decided ON approval_id = id),
closed AS (UPDATE approval SET closed_at = decided_at FROM done WHERE approval.id = done.id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, acting_for_id, period_id, unit_id, segment_id,
                           subject_kind, subject_id, subject_version, content, text_digest)
  SELECT kind || '.' || %(outcome)s::text, 'person', %(by)s::bigint, %(actor_name)s, %(acting_for)s::bigint, period_id,
         unit_id, segment_id, kind, subject_id, subject_version,
         %(content)s::jsonb || jsonb_strip_nulls(jsonb_build_object('delegation', %(delegation)s::bigint))
           || jsonb_build_object('approval', id, 'content_hash', content_hash), %(text_digest)s
    FROM done RETURNING id),
words AS (INSERT INTO audit_text SELECT id, %(salt)s, %(reason)s::text FROM event WHERE %(salt)s::bytea IS NOT NULL),
woken AS (INSERT INTO wake (period_id, unit_id, cause) SELECT DISTINCT period_id, unit_id, kind FROM done)
__EFFECTS__
SELECT id, period_id, unit_id, segment_id, subject_id, decided_at FROM done
"""


def deciding(
    requests: LiteralString = ONE, *, condition: LiteralString = "true", effects: LiteralString = ""
) -> LiteralString:
    """The statement for `requests`, where `condition` holds of `request`; `effects` are further parts over `done`.

    All parts see the data as they were when the statement began: what must be read after the request is locked wants
    the lock first, in a statement of its own.
    """
    whole = _DECIDE.replace("__REQUESTS__", requests).replace("__CONDITION__", condition)
    return " ".join(whole.replace("__EFFECTS__", effects).split())
