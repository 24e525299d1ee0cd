"""What a downtime moves: deadlines and objection clocks that fell inside it or soon after it, once, by the time lost.

Belongs here: which, and until when. Does not: recording the downtime (downtime).
The time lost is working time (outside earlier downtimes of the same place) between the beginning of the downtime and
its end or the deadline. So much working time later the new deadline falls, and it lasts to the end of that day:
people are given days. A downtime on a deadline's last day moves it by a day at least, also in the evening.
How soon "soon after" is, and from how much time lost on, are data of the period: `downtime`.
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import one, run
from models.decisions import STAGE_OF_KIND
from models.period_file import usual
from models.vocabulary import Stage

#: Dates in force that can move: for a downtime everywhere those of everybody, of units and of people; for that of one
#: unit the date that counts there, which becomes the unit's own, and its people's. Then the objection clocks.
_MOVE: LiteralString = """
WITH down AS MATERIALIZED (SELECT * FROM downtime WHERE id = %(downtime)s),
dated AS (
  SELECT d.period_id, d.stage, d.unit_id, d.segment_id, NULL::bigint AS result_id, d.due_at
    FROM (SELECT DISTINCT ON (period_id, stage, unit_id, segment_id) * FROM deadline
           ORDER BY period_id, stage, unit_id, segment_id, id DESC) d CROSS JOIN down
   WHERE down.unit_id IS NULL OR (d.unit_id = down.unit_id AND d.segment_id IS NOT NULL)
   UNION ALL
  SELECT u.period_id, stage, u.unit_id, NULL, NULL, stage_due(u.period_id, u.unit_id, NULL, stage)
    FROM down JOIN period_unit u ON u.unit_id = down.unit_id CROSS JOIN unnest(%(stages)s::text[]) AS stage
   UNION ALL
  SELECT s.period_id, 'objection', s.unit_id, s.id, b.result_id, b.objection_until
    FROM down JOIN publication b ON b.objection_until > down.starts_at AND b.accepted_at IS NULL
    JOIN result r ON r.id = b.result_id AND r.version = 1 JOIN segment s ON s.id = r.segment_id
   WHERE (down.unit_id IS NULL OR s.unit_id = down.unit_id)
     AND NOT EXISTS (SELECT FROM objection o WHERE o.result_id = r.id)),
near AS (
  SELECT dated.*, greatest(dated.due_at, down.ends_at) AS since, lost.spans,
         coalesce((p.definition #>> '{downtime,least_minutes}')::int, %(least)s) AS least
    FROM dated CROSS JOIN down JOIN period p ON p.id = dated.period_id AND p.closed_at IS NULL
    CROSS JOIN LATERAL (
      SELECT tstzmultirange(tstzrange(down.starts_at, least(down.ends_at, dated.due_at))) - coalesce((
        SELECT range_agg(tstzrange(o.starts_at, o.ends_at)) FROM downtime o
         WHERE o.id < down.id AND (o.unit_id IS NULL OR o.unit_id = dated.unit_id)), '{}'::tstzmultirange)
             AS spans) lost
   WHERE dated.due_at > down.starts_at
     AND dated.due_at <= down.ends_at
         + make_interval(days => coalesce((p.definition #>> '{downtime,within_days}')::int, %(within)s))
     AND EXISTS (SELECT FROM period_unit u
                  WHERE u.period_id = dated.period_id AND (dated.unit_id IS NULL OR u.unit_id = dated.unit_id)
                    AND u.position <= array_position(%(stages)s::text[], dated.stage))),
late AS (
  SELECT near.*, CASE WHEN isempty(spans) THEN 0
                      WHEN upper(spans) > due_at - interval '1 day' THEN greatest(minutes.lost, 1)
                      WHEN minutes.lost >= least THEN minutes.lost ELSE 0 END AS lost
    FROM near CROSS JOIN LATERAL (
      SELECT coalesce(sum(working_minutes(near.period_id, lower(span), upper(span))), 0)::int AS lost
        FROM unnest(near.spans) AS span) minutes),
moved AS MATERIALIZED (
  SELECT * FROM (SELECT late.*, worked_off(period_id, since, lost) AS until FROM late WHERE lost > 0) AS later
   WHERE until > due_at AND until > now()),
added AS (
  INSERT INTO deadline (period_id, unit_id, segment_id, stage, due_at, reason, downtime_id)
  SELECT moved.period_id, moved.unit_id, moved.segment_id, moved.stage, moved.until, down.reason, down.id
    FROM moved CROSS JOIN down WHERE moved.result_id IS NULL
  ON CONFLICT DO NOTHING RETURNING *),
clocks AS (
  UPDATE publication SET objection_until = moved.until FROM moved WHERE publication.result_id = moved.result_id
  RETURNING moved.*),
events AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, period_id, unit_id, segment_id, subject_kind,
                           subject_id, content)
  SELECT 'deadline.extended', %(actor_kind)s, %(actor_id)s::bigint, %(actor_name)s::text, period_id, unit_id,
         segment_id, 'deadline', array_position(%(stages)s::text[], stage),
         jsonb_build_object('stage', stage, 'until', due_at, 'downtime', downtime_id)
    FROM added
   UNION ALL
  SELECT 'objection.extended', %(actor_kind)s, %(actor_id)s::bigint, %(actor_name)s::text, period_id, unit_id,
         segment_id, 'result', result_id, jsonb_build_object('until', until, 'downtime', %(downtime)s::bigint)
    FROM clocks),
told AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT concat_ws(':', 'deadline_extended', 'clock', %(downtime)s::bigint, c.result_id, s.person_id), s.person_id,
         'deadline_extended', jsonb_build_object('segment', s.id, 'stage', 'objection', 'until', c.until)
    FROM clocks c JOIN segment s ON s.id = c.segment_id
  ON CONFLICT (key) DO NOTHING)
SELECT (SELECT count(*) FROM added) AS deadlines, (SELECT count(*) FROM clocks) AS clocks
"""
#: A second look, at the dates as they are now: requests get theirs, people are told the date that counts for them, and
#: units are looked at.
_REQUESTS = """
UPDATE approval a SET due_at = dates.until
  FROM (SELECT r.id, max(stage_due(r.period_id, r.unit_id, r.segment_id, d.stage)) AS until
          FROM deadline d JOIN unnest(%(kinds)s::text[], %(kind_stages)s::text[]) AS k(kind, stage) ON k.stage = d.stage
          JOIN approval r ON r.period_id = d.period_id AND r.kind = k.kind AND r.closed_at IS NULL
                         AND (d.unit_id IS NULL OR r.unit_id = d.unit_id)
                         AND (d.segment_id IS NULL OR r.segment_id = d.segment_id)
         WHERE d.downtime_id = %(downtime)s GROUP BY r.id) AS dates
 WHERE a.id = dates.id AND coalesce(a.due_at < dates.until, true)
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT concat_ws(':', 'deadline_extended', 'downtime', %(downtime)s::bigint, code, stage, person_id), person_id,
       'deadline_extended', jsonb_build_object('period', code, 'stage', stage, 'until', max(until))
  FROM (SELECT s.person_id, p.code, d.stage, d.due_at,
               CASE WHEN d.segment_id IS NULL AND NOT EXISTS (
                      SELECT FROM deadline o WHERE o.period_id = d.period_id AND o.stage = d.stage
                         AND o.unit_id = s.unit_id) THEN d.due_at
                    ELSE stage_due(s.period_id, s.unit_id, s.id, d.stage) END AS until
          FROM deadline d JOIN period p ON p.id = d.period_id
          JOIN segment s ON s.period_id = d.period_id AND (d.unit_id IS NULL OR s.unit_id = d.unit_id)
                        AND (d.segment_id IS NULL OR s.id = d.segment_id)
          JOIN period_unit u ON u.period_id = s.period_id AND u.unit_id = s.unit_id
                            AND u.position <= array_position(%(stages)s::text[], d.stage)
         WHERE d.downtime_id = %(downtime)s) AS theirs
 WHERE until = due_at GROUP BY person_id, code, stage
ON CONFLICT (key) DO NOTHING
"""
_WAKE = """
INSERT INTO wake (period_id, unit_id, cause)
SELECT DISTINCT u.period_id, u.unit_id, 'deadline' FROM deadline d JOIN period_unit u ON u.period_id = d.period_id
   AND (d.unit_id IS NULL OR u.unit_id = d.unit_id) AND u.position <= 9
 WHERE d.downtime_id = %(downtime)s
"""


@dataclass(frozen=True)
class Moved:
    """What a downtime moved: deadlines (of everybody, a unit or a person count one each), and objection clocks."""

    deadlines: int
    clocks: int


def extend(session: Session, downtime_id: int, *, by: Actor) -> Moved:
    """Move every open deadline and objection clock that a downtime concerns; a second time moves nothing."""
    stages = [str(stage) for stage in Stage]
    usually = usual("downtime")
    found = one(
        session,
        _MOVE,
        downtime=downtime_id,
        stages=stages,
        least=usually["least_minutes"],
        within=usually["within_days"],
        actor_kind=by.kind,
        actor_id=by.person_id,
        actor_name=by.name,
    )
    assert found is not None  # noqa: S101 - counts are always a row
    kinds = {"kinds": list(STAGE_OF_KIND), "kind_stages": [str(stage) for stage in STAGE_OF_KIND.values()]}
    run(session, _REQUESTS, downtime=downtime_id, **kinds)
    run(session, _TELL, downtime=downtime_id, stages=stages)
    run(session, _WAKE, downtime=downtime_id)
    return Moved(found["deadlines"], found["clocks"])
