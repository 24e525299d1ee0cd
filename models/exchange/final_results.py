"""Results that may be used further, and those that may not yet: until a result is final its use is held (SPEC §2.6).

Belongs here: one row for each segment or person, with the reason why it is held. Does not: the form of a file (siasn).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import LiteralString

from sqlmodel import Session

from models.chain.pseudonyms import then
from models.database import Row, rows
from models.language import N_
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.segments import Segment, TwoMainSegmentsError, main_segment

#: Why a result is not used yet, in the order in which a result passes them.
HELD: Mapping[str, str] = {
    "not_scored": N_("not scored yet"),
    "not_published": N_("not published yet"),
    "objection_open": N_("an objection is not decided yet"),
    "scored_anew": N_("a decided objection changed it; the new result is not published yet"),
    "may_object": N_("the person may still object"),
    "two_main": N_("two segments end on the same day, so that none is the main one (DQ-S02)"),
    "acting_only": N_("only segments as acting official (Plt/Plh)"),
    "erased": N_("the person's values were erased by decree"),
}
#: A rater who is no civil servant here, such as the regional head, has no post, grade or unit in a roster.
_RESULTS: LiteralString = (
    "SELECT s.id AS segment, s.person_id, e.nip, "
    + then("e", "s.period_id", "name")
    + " AS name, "
    + then("e", "s.period_id", "front_title")
    + " AS front_title, "
    + then("e", "s.period_id", "back_title")
    + " AS back_title, "
    + then("rater", "s.period_id", "name")
    + """ AS rater, s.post, s.post_kind, s.grade,
       s.functional_level, s.starts, s.ends, s.is_acting, months_begun(s.starts, s.ends) AS months,
       unit.code AS unit_code, unit.name AS unit, r.work_rating, r.behavior_rating, r.predicate, r.version,
       r.credit_points, rater.nip AS rater_nip, raters.post AS rater_post,
       raters.grade AS rater_grade, raters.unit AS rater_unit,
       CASE WHEN r.id IS NULL THEN 'not_scored'
            WHEN p.result_id IS NULL THEN 'not_published'
            WHEN o.id IS NOT NULL AND d.approval_id IS NULL THEN 'objection_open'
            WHEN EXISTS (SELECT FROM evaluation v JOIN evaluation scored ON scored.id = r.evaluation_id
                          WHERE v.segment_id = s.id AND v.version > scored.version) THEN 'scored_anew'
            WHEN o.id IS NULL AND p.accepted_at IS NULL AND p.objection_until > now() AND r.version = 1
              THEN 'may_object' END AS held
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
  LEFT JOIN LATERAL (SELECT * FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
  LEFT JOIN publication p ON p.result_id = r.id LEFT JOIN objection o ON o.result_id = r.id
  LEFT JOIN approval a ON a.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = a.id
  LEFT JOIN LATERAL (SELECT b.post, b.grade, place.name AS unit FROM segment b
                       JOIN agency_then place ON (place.period_id, place.id) = (b.period_id, b.unit_id)
                      WHERE b.period_id = s.period_id AND b.person_id = s.rater_id AND NOT b.is_acting
                      ORDER BY b.ends DESC, b.id LIMIT 1) raters ON true
 WHERE s.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s)
 ORDER BY name, e.nip, s.starts, s.id
"""
)


def by_segment(session: Session, period: Row, *, unit: str | None = None) -> list[Row]:
    """Every segment of a period (board.find_period), of one unit (code) if given, with its newest result.

    `held` is None where the result is final: published, and accepted, decided on an objection, or the clock run out.
    """
    return rows(session, _RESULTS, period=period["id"], unit=unit)


def by_person(session: Session, period: Row) -> list[tuple[Row, list[Row]]]:
    """Everybody's main segment with all of their segments that are not acting; the main one's `held` counts.

    Somebody who only acted (Plt/Plh), or of whose segments two claim to be the main one, has no result of the year:
    their last segment stands for them, held.
    """
    rule = settings_on(period["ends"], choices_of(period["definition"])).main_segment
    people: dict[int, list[Row]] = defaultdict(list)
    for row in by_segment(session, period):
        people[row["person_id"]].append(row)
    chosen: list[tuple[Row, list[Row]]] = []
    for segments in people.values():
        try:
            main = main_segment([_of(row) for row in segments], rule)
        except TwoMainSegmentsError:
            chosen.append((segments[-1] | {"held": "two_main"}, []))
            continue
        shown = next((row for row in segments if main and str(row["segment"]) == main.key), None)
        regular = [row for row in segments if not row["is_acting"]]
        chosen.append((shown or segments[-1] | {"held": "acting_only"}, regular))
    return chosen


def held_back(found: Sequence[Row]) -> dict[str, int]:
    """How many rows are held for which reason; reasons without a row are left out."""
    counts = {reason: sum(row["held"] == reason for row in found) for reason in HELD}
    return {reason: number for reason, number in counts.items() if number}


def _of(row: Row) -> Segment:
    return Segment(str(row["segment"]), row["starts"], row["ends"], row["is_acting"])
