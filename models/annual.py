"""The result of a year: of several segments one gives the predicate, and all give credit points (SPEC §2.7, §3.3).

Belongs here: putting a person's segments together. Does not: the choice itself (rules/segments), scoring (tasks).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import LiteralString

from sqlmodel import Session

from models import waivers
from models.actors import Actor
from models.board import find_period
from models.database import Row, rows
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.credit_points import Level, by_level
from models.rules.exact import half_up
from models.rules.segments import Segment, main_segment
from models.rules.settings import RuleSettings
from models.unpublished import OWN_RESULT
from models.vocabulary import Predicate

_SEGMENTS: LiteralString = (
    """
SELECT s.id, e.nip, e.name, u.name AS unit, s.post, s.functional_level, s.starts, s.ends, s.is_acting,
       months_begun(s.starts, s.ends) AS months, """
    + OWN_RESULT
    + """ AND r.id IS NOT NULL AS hidden,
       CASE WHEN NOT """
    + OWN_RESULT
    + """ THEN r.predicate END AS predicate, r.version AS result_version,
       EXISTS (SELECT FROM discipline d WHERE d.person_id = s.person_id AND d.starts <= s.ends AND d.ends >= s.starts)
         AS under_discipline
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  LEFT JOIN LATERAL (SELECT id, predicate, version FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r
    ON true
 WHERE s.period_id = %(period)s AND (%(nip)s::text IS NULL OR e.nip = %(nip)s) ORDER BY e.name, e.nip, s.starts
"""
)


@dataclass(frozen=True)
class AnnualResult:
    """One person's year: predicate and post of the main segment, credit points by level, and what stands beside it."""

    nip: str
    name: str
    unit: str
    post: str
    #: None while the main segment is not scored, or when all segments are as acting official.
    predicate: str | None
    segments: int
    acting_segments: int
    #: Months of the year in a segment that is not acting; under 12, the year was not worked in full.
    months: int
    #: Rounded as the region prints them; summed before rounding.
    credit_points: dict[str, Decimal] = field(default_factory=dict)
    #: A sanction in force in the period: beside the result, never part of it (SPEC §2.7 △).
    under_discipline: bool = False
    #: What stands by a waiver in the data of the year.
    waived: list[Row] = field(default_factory=list)
    #: The reader's own, scored and not published: without predicate and credit points.
    hidden: bool = False


def annual_results(
    session: Session,
    code: str,
    *,
    nip: str | None = None,
    by: Actor | None = None,
    instead: Mapping[int, str] = MappingProxyType({}),
) -> list[AnnualResult]:
    """The year of everybody in a period (code), or of one person, by name.

    The main segment is the latest that is not acting, or the longest where the region decided so; its predicate is
    that of the year and of all credit points (SPEC §2.7, §3.3; case IMPORT-01). Of `by` themselves what is not
    published is left out (`hidden`). `instead`: predicates of segments as they were before, to see what a change did.

    Raises:
        NotFoundError: no such period.
        TwoMainSegmentsError: two segments of a person end on the same day (DQ-S02).
    """
    period = find_period(session, code)
    settings = settings_on(period["ends"], choices_of(period["definition"]))
    of_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows(session, _SEGMENTS, period=period["id"], nip=nip, reader=by.person_id if by else None):
        shown = row if row["hidden"] or row["id"] not in instead else row | {"predicate": instead[row["id"]]}
        of_person[row["nip"]].append(shown)
    marks = waivers.of_segments(session, (row["id"] for segments in of_person.values() for row in segments))
    return [_year(segments, settings, marks) for segments in of_person.values()]


def _year(segments: list[Row], settings: RuleSettings, marks: Mapping[int, list[Row]]) -> AnnualResult:
    main = main_segment(
        [Segment(str(row["id"]), row["starts"], row["ends"], row["is_acting"]) for row in segments],
        settings.main_segment,
    )
    shown = next((row for row in segments if main and str(row["id"]) == main.key), segments[-1])
    regular = [row for row in segments if not row["is_acting"]]
    predicate = shown["predicate"] if main else None
    return AnnualResult(
        nip=shown["nip"],
        name=shown["name"],
        unit=shown["unit"],
        post=shown["post"],
        predicate=predicate,
        segments=len(segments),
        acting_segments=len(segments) - len(regular),
        months=sum(row["months"] for row in regular),
        credit_points=_credit(regular, predicate, settings.credit_decimals),
        under_discipline=any(row["under_discipline"] for row in segments),
        waived=[mark for row in segments for mark in marks.get(row["id"], [])],
        hidden=any(row["hidden"] for row in segments),
    )


def _credit(segments: list[Row], predicate: str | None, decimals: int) -> dict[str, Decimal]:
    if predicate is None:
        return {}
    functional = [row for row in segments if row["functional_level"]]
    totals: dict[Level, Fraction] = by_level(
        (Level(row["functional_level"]), Predicate(predicate), row["months"]) for row in functional
    )
    return {str(level): half_up(points, decimals) for level, points in totals.items()}
