"""What a letter about somebody is made of: the facts at this moment, gathered for many people in one go.

Belongs here: reading them, one statement for each kind of fact. Does not: keeping them (letter_fixing), wording them
(letter_content). Every value is text, a whole number, true, a list or nothing, so that facts have one written form.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, LiteralString

from sqlmodel import Session

from models import plans, waivers
from models.acting_for import DECIDED_FOR, JOIN_DECIDED_FOR
from models.chain.pseudonyms import then
from models.database import Row, rows

Facts = dict[str, Any]
_MARK = ("code", "subject", "waived_reason", "waived_by")


def full_name(person: LiteralString) -> LiteralString:
    """SQL for the name of a row of `person` with titles, as they were in the period of a segment `s`."""
    front, name, back = (then(person, "s.period_id", part) for part in ("front_title", "name", "back_title"))
    return "concat_ws(', ', trim(concat_ws(' ', nullif(" + front + ", ''), " + name + ")), nullif(" + back + ", ''))"


_PARTIES: LiteralString = (
    "SELECT s.id AS segment, s.post, s.grade, s.starts, s.ends, s.functional_level, e.nip, "
    + full_name("e")
    + " AS name, "
    + full_name("r")
    + " AS rater, "
    + then("superior", "s.period_id", "name")
    + """ AS superior,
       unit.name AS unit, p.title, p.region_name, p.timezone, r.nip AS rater_nip,
       (SELECT post FROM segment b WHERE b.period_id = s.period_id AND b.person_id = s.rater_id AND NOT b.is_acting
         ORDER BY b.ends DESC, b.id LIMIT 1) AS rater_post
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
  JOIN period p ON p.id = s.period_id JOIN person r ON r.id = s.rater_id
  LEFT JOIN person superior ON superior.id = s.superior_id
 WHERE s.id = ANY(%(segments)s)
"""
)
_RESULTS: LiteralString = (
    """
SELECT DISTINCT ON (r.segment_id) r.segment_id AS segment, r.version, r.work_rating, r.behavior_rating, r.predicate,
       r.credit_points, v.feedback, b.published_at, by.name AS decided_by, """
    + DECIDED_FOR
    + """
  FROM result r JOIN publication b ON b.result_id = r.id JOIN evaluation v ON v.id = r.evaluation_id
  LEFT JOIN decision d ON d.approval_id = v.approval_id LEFT JOIN person by ON by.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + " WHERE r.segment_id = ANY(%(segments)s) ORDER BY r.segment_id, r.version DESC"
)
_ATTAINED: LiteralString = """
SELECT p.segment_id AS segment, w.number AS work_result, i.number AS indicator, i.statement, i.aspect,
       i.unit_of_measure, i.target_min, i.target_max, a.realized, a.percent, a.signal
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  LEFT JOIN indicator_attainment a ON a.indicator_id = i.id
 WHERE p.segment_id = ANY(%(segments)s) AND p.status = 'approved' ORDER BY p.segment_id, w.number, i.number
"""
#: What came after the ratings is not what they were given on.
_FEEDBACK: LiteralString = """
SELECT f.segment_id AS segment, f.core_value, f.kind, count(*)::int AS count
  FROM feedback f JOIN (SELECT segment_id, min(rated_at) AS rated_at FROM evaluation
                         WHERE segment_id = ANY(%(segments)s) GROUP BY segment_id) v USING (segment_id)
 WHERE f.core_value IS NOT NULL AND f.superseded_at IS NULL AND f.recorded_at <= v.rated_at
 GROUP BY f.segment_id, f.core_value, f.kind ORDER BY f.segment_id, f.core_value, f.kind
"""
_OBJECTIONS: LiteralString = (
    """
SELECT DISTINCT ON (r.segment_id) r.segment_id AS segment, o.statement, o.filed_at, o.rater_answer, d.outcome, d.reason,
       d.decided_at, by.name AS decided_by, r.work_rating AS old_work_rating, r.behavior_rating AS old_behavior_rating,
       r.predicate AS old_predicate, """
    + DECIDED_FOR
    + """
  FROM result r JOIN objection o ON o.result_id = r.id JOIN approval a ON a.key = 'objection:' || o.id
  JOIN decision d ON d.approval_id = a.id LEFT JOIN person by ON by.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + " WHERE r.segment_id = ANY(%(segments)s) ORDER BY r.segment_id, o.id DESC"
)
_PLANS: LiteralString = """
SELECT p.segment_id AS segment, p.id, p.version, coalesce(d.decided_at, p.submitted_at) AS decided_at
  FROM plan p
  LEFT JOIN LATERAL (SELECT d.decided_at FROM approval a JOIN decision d ON d.approval_id = a.id
                      WHERE a.kind = 'plan' AND a.segment_id = p.segment_id AND a.subject_version = p.version
                      ORDER BY d.decided_at DESC LIMIT 1) d ON true
 WHERE p.segment_id = ANY(%(segments)s) AND p.status = 'approved'
"""


def gathered(session: Session, kind: str, segments: Sequence[int]) -> Mapping[int, Facts]:
    """The facts of letters of `kind` about segments that have one (letter_fixing.AVAILABLE), by segment."""
    parties = {row.pop("segment"): row for row in rows(session, _PARTIES, segments=list(segments))}
    of_kind = _KINDS[kind](session, list(segments))
    return {segment: plain({"party": parties[segment]} | facts) for segment, facts in of_kind.items()}


def _evaluations(session: Session, segments: list[int]) -> dict[int, Facts]:
    indicators = _by_segment(session, _ATTAINED, segments)
    feedback = _by_segment(session, _FEEDBACK, segments)
    marks = waivers.of_segments(session, segments)
    return {
        segment: {
            "version": result["version"],
            "result": result,
            "indicators": indicators[segment],
            "feedback": feedback[segment],
            "waived": [{name: mark[name] for name in _MARK} for mark in marks.get(segment, [])],
        }
        for segment, result in _one_each(session, _RESULTS, segments).items()
    }


def _decisions(session: Session, segments: list[int]) -> dict[int, Facts]:
    results = _one_each(session, _RESULTS, segments)
    objections = _one_each(session, _OBJECTIONS, segments)
    return {
        segment: {"version": results[segment]["version"], "result": results[segment], "objection": objection}
        for segment, objection in objections.items()
    }


def _plans(session: Session, segments: list[int]) -> dict[int, Facts]:
    found = _one_each(session, _PLANS, segments)
    said = plans.read_all(session, [row["id"] for row in found.values()])
    return {
        segment: {
            "version": row["version"],
            "decided_at": row["decided_at"],
            "results": [result.model_dump() for result in said.get(row["id"], [])],
        }
        for segment, row in found.items()
    }


_KINDS = {"plan": _plans, "evaluation": _evaluations, "decision": _decisions}


def _one_each(session: Session, statement: LiteralString, segments: list[int]) -> dict[int, Row]:
    return {row.pop("segment"): row for row in rows(session, statement, segments=segments)}


def _by_segment(session: Session, statement: LiteralString, segments: list[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows(session, statement, segments=segments):
        found[row.pop("segment")].append(row)
    return found


def plain(value: Any) -> Any:
    """A value as it is kept: numbers with a fraction, days and moments as text."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
