"""What stands behind one event: the request it answered, the data that lay before, how they were judged, which runs.

Belongs here: reading these together. Does not: the events themselves (trace), whether digests hold (the ledger).
"""

from typing import Any, LiteralString

from sqlmodel import Session

from models import summary_versions
from models.acting_for import DECIDED_FOR, JOIN_DECIDED_FOR
from models.chain import destroyed_rows
from models.database import Row, one, rows

#: The request that an event answered, or that asked about the same version of the same thing.
_REQUEST: LiteralString = (
    """
SELECT a.id, a.kind, a.opened_at, a.due_at, a.closed_at, a.subject_version, a.content_hash, asked.name AS asked,
       d.outcome, d.decided_at, d.content_hash AS decided_hash, decider.name AS decided_by,
       run.id AS run, run.stage, run.attempt, run.flow_run_id, """
    + DECIDED_FOR
    + """
  FROM approval a JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN decision d ON d.approval_id = a.id LEFT JOIN person decider ON decider.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + """
  LEFT JOIN LATERAL (
    SELECT * FROM stage_run r
     WHERE a.kind IN ('evaluation', 'organization', 'distribution')
       AND r.period_id = a.period_id AND r.unit_id = a.unit_id
       AND r.started_at <= a.opened_at AND coalesce(r.ended_at, now()) >= a.opened_at ORDER BY r.id DESC LIMIT 1) run
    ON true
 WHERE a.id = %(approval)s::bigint
    OR (%(approval)s::bigint IS NULL AND a.kind = %(kind)s AND a.subject_id = %(subject)s
        AND a.subject_version = %(version)s AND a.period_id = %(period)s)
 ORDER BY a.id DESC LIMIT 1
"""
)
#: What the rater had before them: of a rating, of a result, and of an objection to it.
_EVALUATED = """
SELECT v.id, v.version, v.rated_at, s.id AS summary, s.version AS summary_version, s.digest, s.built_at,
       r.id AS run, r.stage, r.attempt, r.flow_run_id
  FROM evaluation v LEFT JOIN evidence_summary s ON s.id = v.summary_id LEFT JOIN stage_run r ON r.id = s.stage_run_id
 WHERE v.approval_id = %(approval)s::bigint
    OR v.id = (SELECT evaluation_id FROM result WHERE %(kind)s = 'result' AND id = %(subject)s)
    OR v.id = (SELECT res.evaluation_id FROM objection o JOIN result res ON res.id = o.result_id
                WHERE %(kind)s = 'objection' AND o.id = %(subject)s)
 ORDER BY v.id DESC LIMIT 1
"""
_SCORED = """
SELECT res.id, res.version, res.predicate, res.rule_pack, res.scored_at, r.id AS run, r.stage, r.attempt, r.flow_run_id
  FROM result res JOIN stage_run r ON r.id = res.stage_run_id WHERE res.evaluation_id = %(evaluation)s
 ORDER BY res.version
"""
#: How the unit's data had been judged by then, the newest of each suite, and in which run.
_JUDGED = """
SELECT DISTINCT ON (v.suite) v.id, v.suite, v.success, v.evaluated, v.failed, v.judged_at, r.id AS run, r.stage,
       r.attempt, r.flow_run_id
  FROM validation v LEFT JOIN stage_validation s ON s.validation_id = v.id
  LEFT JOIN stage_run r ON r.id = s.stage_run_id
 WHERE v.period_id = %(period)s AND v.unit_id = %(unit)s AND v.judged_at <= %(at)s
 ORDER BY v.suite, v.id DESC, r.id DESC
"""
_BEFORE = """
SELECT r.id, r.stage, r.attempt, r.outcome, r.started_at, r.ended_at, r.flow_run_id, r.rule_pack, r.software_version
  FROM stage_run r WHERE r.id = %(run)s::bigint
    OR (%(run)s::bigint IS NULL AND r.period_id = %(period)s AND r.unit_id = %(unit)s AND r.started_at <= %(at)s)
 ORDER BY r.id DESC LIMIT 1
"""
_PLACE = "SELECT period_id, unit_id FROM audit_event WHERE id = %(event)s"


def behind(session: Session, event: Row) -> dict[str, Any]:
    """What stands behind an event of `trace`; of a veiled one no result that came of it.

    `request`, `rated` (what the rater had before them), `decided_on` (the version of the evidence summary, of other
    decisions too) and `scored` (results that came of it) are empty where there is none; `judged` are the validations
    of the unit's data that stood then; `run` is the event's own run or, with `own_run` false, the unit's run before it.
    `taken_by` is the act on record that destroyed the words written with the event, where they are gone.
    """
    place = one(session, _PLACE, event=event["id"]) or {"period_id": None, "unit_id": None}
    about = {
        "approval": event["content"].get("approval"),
        "kind": event["subject_kind"],
        "subject": event["subject_id"],
        "version": event["subject_version"],
        "period": place["period_id"],
        "unit": place["unit_id"],
        "at": event["occurred_at"],
        "run": event["stage_run_id"],
    }
    rated = one(session, _EVALUATED, **about)
    return {
        "request": one(session, _REQUEST, **about),
        "rated": rated,
        "decided_on": summary_versions.of_decision(session, about["approval"]),
        "scored": rows(session, _SCORED, evaluation=rated["id"]) if rated and not event["veiled"] else [],
        "judged": rows(session, _JUDGED, **about),
        "run": one(session, _BEFORE, **about),
        "own_run": event["stage_run_id"] is not None,
        "taken_by": _taken_by(session, event),
    }


def _taken_by(session: Session, event: Row) -> Row | None:
    gone = event["text_digest"] and not event["reason"] and not event["veiled"]
    return destroyed_rows.taken_by(session, event["id"]) if gone else None
