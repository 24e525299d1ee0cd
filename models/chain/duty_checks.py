"""Separation of duties, asked again of everything that was ever decided, from the events.

What a verb refuses today may have happened before it did, or been written by somebody at the database.

Belongs here: who may not have done what. Does not: what was done at which stage (order_checks), whether the rows are
what the events say (row_checks).
"""

from typing import LiteralString

from models.chain.decision_rows import DECIDED
from models.chain.row_checks import PERSON, UNIT, RowCheck
from models.language import N_

#: Whom an event is about: the person of its segment.
_WHO: LiteralString = " JOIN segment s ON s.id = x.segment_id JOIN person p ON p.id = s.person_id "
_COUNT_DECIDED: LiteralString = "SELECT count(*) FROM " + DECIDED + " x"

_THEMSELVES = RowCheck(
    "decided_for_themselves",
    N_("{about} decided about themselves ({act})"),
    "SELECT x.event, p.name AS about, x.kind || '.' || x.outcome AS act FROM "
    + DECIDED
    + " x"
    + _WHO
    + """WHERE x.actor_id = s.person_id
 UNION ALL SELECT x.id, p.name, x.event FROM audit_event x"""
    + _WHO
    + """WHERE x.event IN ('plan.fixed', 'finding.waived', 'log.decided', 'result.signed')
   AND x.actor_id = s.person_id
 UNION ALL SELECT x.id, p.name, x.event FROM audit_event x JOIN person p ON p.id = x.actor_id
  WHERE x.event IN ('role.granted', 'role.revoked') AND x.actor_id = x.subject_id AND x.period_id IS NULL
 ORDER BY 1""",
    _COUNT_DECIDED,
)

_OWN_UNIT = RowCheck(
    "decided_for_own_unit",
    N_("{who} decided about their own unit {about} ({act})"),
    "SELECT x.event, p.name AS who, u.name AS about, x.kind || '.' || x.outcome AS act FROM "
    + DECIDED
    + """ x JOIN person p ON p.id = x.actor_id JOIN """
    + UNIT
    + """
 WHERE x.kind IN ('organization', 'distribution') AND EXISTS (
   SELECT FROM segment m WHERE m.period_id = x.period_id AND m.unit_id = x.unit_id AND m.person_id = x.actor_id)
 ORDER BY 1""",
    "SELECT 0 AS count",
)

#: SPEC §2.6: an objection is decided by the rater's superior, never by a party, whatever they act as.
_PARTY = RowCheck(
    "party_decided",
    N_("{who} decided the objection of {about}, and is a party to it: rated, answered or objects"),
    "SELECT x.event, d.name AS who, p.name AS about FROM "
    + DECIDED
    + " x"
    + _WHO
    + """JOIN person d ON d.id = x.actor_id
 WHERE x.kind = 'objection' AND (x.actor_id IN (s.rater_id, s.person_id) OR EXISTS (
   SELECT FROM audit_event y WHERE y.segment_id = x.segment_id AND y.id < x.event AND y.actor_id = x.actor_id
      AND y.event IN ('evaluation.rated', 'objection.answered', 'objection.filed'))) ORDER BY 1""",
    "SELECT count(*) FROM audit_event WHERE event IN ('objection.upheld', 'objection.changed')",
)

#: SPEC §2.6, PP 30/2019 Pasal 59: both sides are heard. The rater answered before, or let the days for it pass: by
#: the clock of the events, whatever the row of the objection says of its date.
_UNHEARD = RowCheck(
    "decided_unheard",
    N_("the objection of {about} was decided before the rater had answered, and before the days for it were over"),
    "SELECT x.event, p.name AS about FROM "
    + DECIDED
    + " x"
    + _WHO
    + """JOIN period r ON r.id = x.period_id
  LEFT JOIN audit_event filed ON filed.subject_kind = 'objection' AND filed.subject_id = x.subject_id
   AND filed.event = 'objection.filed' AND filed.id < x.event
 WHERE x.kind = 'objection' AND NOT EXISTS (
     SELECT FROM audit_event y WHERE y.subject_kind = 'objection' AND y.subject_id = x.subject_id
        AND y.event = 'objection.answered' AND y.id < x.event)
   AND coalesce(x.occurred_at + interval '2 minutes' < ((filed.occurred_at AT TIME ZONE r.timezone)::date + 1
     + coalesce((r.definition #>> '{objection,answer_days}')::int, 5))::timestamp AT TIME ZONE r.timezone, true)
 ORDER BY 1""",
    "SELECT 0 AS count",
)
_NOT_ASKED = RowCheck(
    "rater_not_asked",
    N_("the objection of {about} was decided, and the rater was never asked to answer it"),
    "SELECT x.event, p.name AS about FROM "
    + DECIDED
    + " x"
    + _WHO
    + """WHERE x.kind = 'objection' AND NOT EXISTS (
   SELECT FROM notice n WHERE n.kind = 'objection_to_answer' AND split_part(n.key, ':', 3) = x.subject_id::text)
 ORDER BY 1""",
    "SELECT 0 AS count",
)

#: Days by the event's own clock, with the two minutes that an act may take; an early end by the order of events.
_IN_FORCE: LiteralString = """
SELECT FROM delegation d WHERE d.principal_id = x.acting_for_id AND d.deputy_id = x.actor_id
   AND (x.content ->> 'delegation' IS NULL OR d.id = (x.content ->> 'delegation')::bigint)
   AND d.starts <= (x.occurred_at AT TIME ZONE d.timezone)::date
   AND d.ends >= ((x.occurred_at - interval '2 minutes') AT TIME ZONE d.timezone)::date
   AND NOT EXISTS (SELECT FROM audit_event e WHERE e.subject_kind = 'delegation' AND e.subject_id = d.id
                      AND e.event = 'delegation.ended' AND e.actor_kind <> 'system' AND e.id < x.id)
   AND EXISTS (SELECT FROM audit_event e WHERE e.subject_kind = 'delegation' AND e.subject_id = d.id
                  AND e.event = 'delegation.made' AND e.id < x.id)
"""
_DEPUTY = RowCheck(
    "no_delegation",
    N_("{who} acted for {principal} ({act}), and no delegation was in force at that time"),
    """
SELECT x.id AS event, deputy.name AS who, principal.name AS principal, x.event AS act
  FROM audit_event x JOIN person deputy ON deputy.id = x.actor_id
  JOIN person principal ON principal.id = x.acting_for_id
 WHERE x.acting_for_id IS NOT NULL AND x.event <> 'access.denied' AND NOT EXISTS ("""
    + _IN_FORCE
    + ") ORDER BY 1",
    "SELECT count(*) FROM audit_event WHERE acting_for_id IS NOT NULL",
)

#: SPEC §2.7: a Plh sets no yearly ratings and makes none final.
_PLH = RowCheck(
    "plh_decided",
    N_("{who} decided as Plh what counts for the year ({act}, {about})"),
    "SELECT x.event, p.name AS who, x.kind || '.' || x.outcome AS act, coalesce("
    + PERSON
    + "x.segment_id), u.name) AS about FROM "
    + DECIDED
    + """ x JOIN delegation d ON d.id = (x.content ->> 'delegation')::bigint AND d.kind = 'plh'
  JOIN period y ON y.id = x.period_id AND y.kind = 'annual' JOIN person p ON p.id = x.actor_id
  JOIN """
    + UNIT
    + """
 WHERE x.outcome IN ('rated', 'set', 'justified', 'upheld', 'changed') ORDER BY 1""",
    "SELECT 0 AS count",
)

CHECKS = (_THEMSELVES, _OWN_UNIT, _PARTY, _UNHEARD, _NOT_ASKED, _DEPUTY, _PLH)
