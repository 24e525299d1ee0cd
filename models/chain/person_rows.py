"""What people did beside deciding, against its events: waivers, delegations, roles, objections, receipts.

Belongs here: those comparisons. Does not: decisions (decision_rows), words alone (word_rows).
"""

from typing import LiteralString

from models.chain.row_checks import NAME, RowCheck, differing, differs, recorded, rewritten
from models.language import N_

_OF_RESULT: LiteralString = (
    "(SELECT who.name FROM result r JOIN segment part ON part.id = r.segment_id"
    " JOIN person who ON who.id = part.person_id WHERE r.id = "
)

_UNTIL: LiteralString = "coalesce((x.content ->> 'until')::timestamptz, f.waived_until)"
_ENDED_THEN: LiteralString = (
    "CASE WHEN abs(extract(epoch FROM ended.occurred_at - d.ended_at)) > 600"
    " THEN 'ended at: ' || ended.occurred_at || ' → ' || d.ended_at END"
)
#: A newer waiver takes the place of one that ran out; events of before the last day was recorded do not name it.
_WAIVER = RowCheck(
    "waiver_changed",
    N_("the waiver of finding {finding} ({code}) is not what was recorded: {what}"),
    differing(
        "x.id AS event, coalesce(f.id, x.subject_id) AS finding, coalesce(f.code, x.content ->> 'code') AS code",
        [
            recorded(
                "x.id",
                "f.id",
                [
                    differs("by", NAME + "x.actor_id)", NAME + "f.waived_by)"),
                    differs("by person", "x.actor_id", "f.waived_by"),
                    differs("code", "x.content ->> 'code'", "f.code"),
                    differs(
                        "until", "coalesce((x.content ->> 'until')::timestamptz, f.waived_until)", "f.waived_until"
                    ),
                    rewritten("reason", "x.text_digest", "t", "f.waived_reason"),
                ],
            )
        ],
        "FROM (SELECT * FROM finding WHERE waived_by IS NOT NULL) f FULL JOIN (SELECT DISTINCT ON (subject_id) *"
        " FROM audit_event WHERE event = 'finding.waived' ORDER BY subject_id, id DESC) x ON x.subject_id = f.id"
        " LEFT JOIN audit_text t ON t.event_id = x.id",
    ),
    "SELECT count(*) FROM finding WHERE waived_by IS NOT NULL",
)

_DELEGATION = RowCheck(
    "delegation_changed",
    N_("delegation {number} is not what was recorded: {what}"),
    differing(
        "coalesce(ended.id, x.id) AS event, coalesce(d.id, x.subject_id) AS number",
        [
            recorded(
                "x.id",
                "d.id",
                [
                    differs("for", NAME + "(x.content ->> 'principal')::bigint)", NAME + "d.principal_id)"),
                    differs("for person", "(x.content ->> 'principal')::bigint", "d.principal_id"),
                    differs("deputy", NAME + "(x.content ->> 'deputy')::bigint)", NAME + "d.deputy_id)"),
                    differs("deputy person", "(x.content ->> 'deputy')::bigint", "d.deputy_id"),
                    differs("kind", "x.content ->> 'kind'", "d.kind"),
                    differs("date of decree", "x.content ->> 'decree_date'", "d.decree_date::text"),
                    differs("first day", "x.content ->> 'starts'", "d.starts::text"),
                    differs("last day", "x.content ->> 'ends'", "d.ends::text"),
                    differs("made by person", "x.actor_id", "d.made_by"),
                    differs("ended early", "ended.id IS NOT NULL", "d.ended_at IS NOT NULL"),
                    differs("ended by person", "ended.actor_id", "d.ended_by"),
                    _ENDED_THEN,
                ],
            )
        ],
        "FROM delegation d FULL JOIN (SELECT * FROM audit_event WHERE event = 'delegation.made') x"
        " ON x.subject_id = d.id LEFT JOIN (SELECT DISTINCT ON (subject_id) * FROM audit_event"
        " WHERE event = 'delegation.ended' AND actor_kind <> 'system' ORDER BY subject_id, id) ended"
        " ON ended.subject_id = coalesce(d.id, x.subject_id)",
    ),
    "SELECT count(*) FROM delegation",
)

#: Of each person, role and unit the last event says whether it is held.
_ROLE = RowCheck(
    "role_changed",
    N_("the role {role} of {about} is not what was recorded: {what}"),
    differing(
        "x.id AS event, coalesce(r.role, x.role) AS role, " + NAME + "coalesce(r.person_id, x.subject_id)) AS about",
        [
            "CASE WHEN r.id IS NOT NULL AND x.id IS NULL THEN 'held, and no event says so' END",
            "CASE WHEN r.id IS NOT NULL AND x.event = 'role.revoked' THEN 'held, though it was revoked' END",
            "CASE WHEN r.id IS NULL AND x.event = 'role.granted' THEN 'not held, though nobody revoked it' END",
        ],
        "FROM role_assignment r FULL JOIN (SELECT DISTINCT ON (subject_id, content ->> 'role', unit_id) id, event,"
        " subject_id, content ->> 'role' AS role, coalesce(unit_id, 0) AS unit FROM audit_event"
        " WHERE event IN ('role.granted', 'role.revoked') ORDER BY subject_id, content ->> 'role', unit_id, id DESC) x"
        " ON x.subject_id = r.person_id AND x.role = r.role AND x.unit = coalesce(r.unit_id, 0)",
    ),
    "SELECT count(*) FROM role_assignment",
)

_OBJECTION = RowCheck(
    "objection_changed",
    N_("the objection of {about} is not what was recorded: {what}"),
    differing(
        "coalesce(answered.id, x.id) AS event, coalesce(" + _OF_RESULT + "o.result_id), '-') AS about",
        [
            recorded(
                "x.id",
                "o.id",
                [
                    differs("answered by person", "answered.actor_id", "o.answered_by"),
                    differs("answered", "answered.id IS NOT NULL", "o.answered_at IS NOT NULL"),
                    rewritten("statement", "x.text_digest", "t", "o.statement"),
                    rewritten("answer", "answered.text_digest", "said", "o.rater_answer"),
                ],
            )
        ],
        "FROM objection o FULL JOIN (SELECT * FROM audit_event WHERE event = 'objection.filed') x"
        " ON x.subject_id = o.id LEFT JOIN audit_text t ON t.event_id = x.id LEFT JOIN (SELECT * FROM audit_event"
        " WHERE event = 'objection.answered') answered ON answered.subject_id = coalesce(o.id, x.subject_id)"
        " LEFT JOIN audit_text said ON said.event_id = answered.id",
    ),
    "SELECT count(*) FROM objection",
)

_RECEIPT = RowCheck(
    "receipt_changed",
    N_("how the result of {about} was received is not what was recorded: {what}"),
    differing(
        "coalesce(taken.id, x.id) AS event, " + _OF_RESULT + "o.result_id) AS about",
        [
            differs(
                "proof",
                "CASE x.event WHEN 'result.delivered' THEN 'opened' WHEN 'result.signed' THEN 'signed' END",
                "o.proof",
            ),
            differs("accepted", "taken.id IS NOT NULL", "o.accepted_at IS NOT NULL"),
        ],
        "FROM publication o LEFT JOIN (SELECT DISTINCT ON (subject_id) * FROM audit_event WHERE event IN"
        " ('result.delivered', 'result.signed') ORDER BY subject_id, id) x ON x.subject_id = o.result_id"
        " LEFT JOIN (SELECT DISTINCT ON (subject_id) * FROM audit_event WHERE event = 'result.accepted'"
        " ORDER BY subject_id, id) taken ON taken.subject_id = o.result_id",
    ),
    "SELECT count(*) FROM publication",
)

CHECKS = (_WAIVER, _DELEGATION, _ROLE, _OBJECTION, _RECEIPT)
