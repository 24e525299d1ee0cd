"""Approval: attainment is measured and summed up as evidence, then the rater's queue is opened, a request a segment.

One more asks the superior for the organization predicate. Data corrected since the quality stage are judged first.
"""

from typing import Any, LiteralString

from sqlmodel import Session

from models.database import run
from models.gates import OWN_DUE, due
from models.stage_records import Scope
from models.vocabulary import Stage
from tasks import evidence_summary
from tasks.attainment import measure
from tasks.quality import check_corrections

#: Nobody is asked about data with a blocking finding that nobody let stand.
#: A report returned by the rater comes back as a new request once a newer version is submitted; without any report
#: (the collection date passed) the rater decides on what there is. So does the rater of a returned report that never
#: came back, once approval is overdue: no employee can hold a unit up by silence. A silent rater's requests are handed
#: on by HR (models/reassignment).
_EVALUATIONS: LiteralString = (
    """
INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash,
                      assignee_id, due_at)
SELECT concat_ws(':', 'evaluation', s.id, coalesce(r.version, 0), nullif(asked.times, 0)), 'evaluation', s.period_id,
       s.unit_id, s.id, s.id, coalesce(r.version, 0),
       CASE asked.times WHEN 0 THEN coalesce(r.content_hash, '') ELSE '' END, s.rater_id, until.due_at
  FROM segment s LEFT JOIN LATERAL (SELECT version, content_hash FROM realization_report
                                     WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
  CROSS JOIN LATERAL (SELECT count(*) AS times, count(*) FILTER (WHERE closed_at IS NULL) AS open FROM approval
                       WHERE segment_id = s.id AND kind = 'evaluation' AND subject_version = coalesce(r.version, 0))
       AS asked
  LEFT JOIN """
    + OWN_DUE
    + """ AS own ON own.segment_id = s.id
  CROSS JOIN LATERAL (SELECT greatest(%(due)s::timestamptz, own.due_at) AS due_at) until
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
   AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = s.id)
   AND (asked.times = 0 OR (asked.open = 0 AND until.due_at <= now()))
   AND NOT EXISTS (SELECT FROM finding WHERE segment_id = s.id AND severity = 'block' AND fixed_at IS NULL
                      AND coalesce(waived_until < now(), true))
ON CONFLICT (key) DO NOTHING
"""
)
_ORGANIZATION = """
INSERT INTO approval (key, kind, period_id, unit_id, subject_id, subject_version, content_hash, assignee_id, due_at)
SELECT 'organization:' || period_id || ':' || unit_id, 'organization', period_id, unit_id, unit_id, 1, '', setter_id,
       %(due)s
  FROM period_unit WHERE period_id = %(period)s AND unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""
#: Told again when a request was opened since, for example on the next version of a report.
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'queue_open:' || max(id) || ':' || assignee_id, assignee_id, 'queue_open',
       jsonb_build_object('requests', count(*) FILTER (WHERE closed_at IS NULL))
  FROM approval WHERE period_id = %(period)s AND unit_id = %(unit)s AND kind IN ('evaluation', 'organization')
 GROUP BY assignee_id HAVING count(*) FILTER (WHERE closed_at IS NULL) > 0
ON CONFLICT (key) DO NOTHING
"""


def open_queue(session: Session, scope: Scope) -> dict[str, Any]:
    """Ask raters for both ratings and the superior for the organization predicate; each once per content.

    A blocking finding in corrected data holds the request of its segment until it is mended or waived (SPEC §5). What
    the data say of a person is stored before their rater is asked, so that a rating rests on what was before the rater.
    """
    place = {"period": scope.period_id, "unit": scope.unit_id}
    deadline = due(session, scope.period_id, [scope.unit_id], Stage.APPROVAL)[scope.unit_id]
    measured = measure(session, scope)
    checked = check_corrections(session, scope)
    summaries = evidence_summary.build(session, scope)
    opened = run(session, _EVALUATIONS, **place, due=deadline.at, stage=str(Stage.APPROVAL)).rowcount
    opened += run(session, _ORGANIZATION, **place, due=deadline.at).rowcount
    run(session, _TELL, **place)
    return {"opened": opened, "measured": measured, "summaries": summaries, **checked}
