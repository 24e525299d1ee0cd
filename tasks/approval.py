"""Approval: the rater's queue is opened, one request per segment, and one for the organization predicate."""

from typing import Any

from sqlmodel import Session

from models.database import run
from models.gates import due
from models.stage_records import Scope
from models.vocabulary import Stage

#: A report returned by the rater comes back as a new request once a newer version is submitted; without any report
#: (the collection date passed) the rater decides on what there is.
_EVALUATIONS = """
INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash,
                      assignee_id, due_at)
SELECT 'evaluation:' || s.id || ':' || coalesce(r.version, 0), 'evaluation', s.period_id, s.unit_id, s.id, s.id,
       coalesce(r.version, 0), coalesce(r.content_hash, ''), s.rater_id, %(due)s
  FROM segment s LEFT JOIN LATERAL (SELECT version, content_hash FROM realization_report
                                     WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
   AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = s.id)
ON CONFLICT (key) DO NOTHING
"""
#: A newer report replaces the request on the older one: the rater decides on the newest content only.
_WITHDRAW = """
UPDATE approval a SET closed_at = now()
 WHERE a.period_id = %(period)s AND a.unit_id = %(unit)s AND a.kind = 'evaluation' AND a.closed_at IS NULL
   AND a.subject_version < (SELECT max(version) FROM realization_report WHERE segment_id = a.segment_id)
"""
_ORGANIZATION = """
INSERT INTO approval (key, kind, period_id, unit_id, subject_id, subject_version, content_hash, assignee_id, due_at)
SELECT 'organization:' || period_id || ':' || unit_id, 'organization', period_id, unit_id, unit_id, 1, '', setter_id,
       %(due)s
  FROM period_unit WHERE period_id = %(period)s AND unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'queue_open:' || %(period)s || ':' || %(unit)s || ':' || assignee_id, assignee_id, 'queue_open',
       jsonb_build_object('requests', count(*))
  FROM approval WHERE period_id = %(period)s AND unit_id = %(unit)s AND closed_at IS NULL GROUP BY assignee_id
ON CONFLICT (key) DO NOTHING
"""


def open_queue(session: Session, scope: Scope) -> dict[str, Any]:
    """Ask raters for both ratings and the superior for the organization predicate; each once per content."""
    place = {"period": scope.period_id, "unit": scope.unit_id}
    deadline = due(session, scope.period_id, [scope.unit_id], Stage.APPROVAL)[scope.unit_id].at
    withdrawn = run(session, _WITHDRAW, **place).rowcount
    opened = run(session, _EVALUATIONS, **place, due=deadline).rowcount
    opened += run(session, _ORGANIZATION, **place, due=deadline).rowcount
    run(session, _TELL, **place)
    return {"opened": opened, "withdrawn": withdrawn}
