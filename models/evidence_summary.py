"""The evidence summary: what the data say of one person, read alike by that person, the rater and whoever checks.

Belongs here: who may read it, and whether it is live or as it was stored for the rater. Does not: the statement
(evidence_summary_sql), storing in bulk (tasks/evidence_summary). Sources: SPEC §3.6 (advisory, never a score), §9, §10.
"""

from decimal import Decimal
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import access, acting_for, budget_figures, evidence_reading, service_figures, work_calendar
from models.actors import Actor
from models.database import Row, one
from models.errors import NotFoundError
from models.evidence_summary_sql import BUILT_ALONE
from models.language import N_
from models.period_rules import rules_of
from models.rules.settings import RuleSettings
from models.vocabulary import Stage

#: The person, whoever is asked to rate them or to decide their objection, the rater's superior, administrators and
#: auditors (SPEC §9).
_PLACE: LiteralString = (
    """
SELECT s.id AS segment, s.period_id, s.unit_id, p.code AS period, p.timezone, e.nip, e.name, s.post, unit.name AS unit,
       s.starts, s.ends, rater.name AS rater, u.position, v.summary_id
  FROM segment s JOIN period p ON p.id = s.period_id JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
  JOIN period_unit u ON u.period_id = s.period_id AND u.unit_id = s.unit_id
  LEFT JOIN LATERAL (SELECT summary_id FROM evaluation WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) v ON true
 WHERE s.id = %(segment)s
   AND (s.person_id = %(by)s OR %(seat)s IN (s.rater_id, s.superior_id)
        OR EXISTS (SELECT FROM approval a WHERE a.segment_id = s.id AND a.kind IN ('evaluation', 'objection')
                      AND """
    + access.STILL_ASKED
    + """)
        OR EXISTS (SELECT FROM role_assignment r WHERE r.person_id = %(by)s
                      AND (r.role IN ('hr_admin', 'auditor') OR (r.role = 'unit_admin' AND r.unit_id = s.unit_id))))
"""
)
_STORED = """
SELECT id, version, built_at, digest, content FROM evidence_summary WHERE segment_id = %(segment)s
 ORDER BY version DESC LIMIT 1
"""
_KEPT = """
SELECT id, version, built_at, digest, content FROM evidence_summary
 WHERE segment_id = %(segment)s AND version = %(version)s
"""
_LIVE: LiteralString = BUILT_ALONE + " SELECT digest, content FROM digested"
#: A case whose minutes were never derived would be missing from every figure.
_UNDERIVED = """
SELECT EXISTS (SELECT FROM service_case WHERE period_id = %(period)s AND unit_id = %(unit)s AND superseded_at IS NULL
                  AND completed_at IS NOT NULL AND working_minutes IS NULL) AS found
"""


def summary_of(session: Session, segment_id: int, *, by: Actor, version: int | None = None) -> dict[str, Any]:
    """What the data say of a segment, the same for everybody who may read it.

    Until approval begins it is worked out live (`version` None). From then on it is the newest that was stored for the
    rater, with its version and time; `newer` says that the data have changed since, `rated_on` which one the rater had.
    `proofs` is the evidence in force now, which may be opened; `notes` says each finding in words.
    With `version`, the stored one of that number as it was then: evidence and findings of that moment too.

    Raises:
        NotFoundError: no such segment or version, or not for this person to read: its existence is told to nobody else.
    """
    acting_for.delegation_of(session, by)
    place = one(session, _PLACE, segment=segment_id, by=by.person_id, seat=by.seat)
    if place is None:
        raise NotFoundError(N_("There is no appraisal {id} that you may read."), id=segment_id)
    if version is not None:
        return _header(place) | _kept(session, segment_id, version)
    stored = one(session, _STORED, segment=segment_id) if place["position"] >= Stage.APPROVAL.position else None
    shown = {"version": None, "built_at": None, "newer": False}
    behind = {
        "proofs": evidence_reading.proofs(session, segment_id),
        "notes": evidence_reading.notes(session, segment_id),
    }
    header = _header(place) | behind
    if stored and place["position"] > Stage.APPROVAL.position:  # nothing may change any more
        return header | {**shown, **_as_stored(stored)}
    live = _live(session, place)
    if stored is None:
        return header | {**shown, "digest": live["digest"], "content": live["content"]}
    return header | {**shown, **_as_stored(stored), "newer": live["digest"] != stored["digest"]}


def _kept(session: Session, segment_id: int, version: int) -> dict[str, Any]:
    stored = one(session, _KEPT, segment=segment_id, version=version)
    if stored is None:
        raise NotFoundError(
            N_("There is no version {version} of this summary. Choose one from the list of its versions."),
            version=version,
        )
    at = stored["built_at"]
    behind = {
        "proofs": evidence_reading.proofs(session, segment_id, at=at),
        "notes": evidence_reading.notes(session, segment_id, at=at),
    }
    return behind | {"newer": False, **_as_stored(stored)}


def summary_for(session: Session, approval_id: int, *, by: Actor, version: int | None = None) -> dict[str, Any]:
    """What the data say of the person whom a request is about, as `summary_of` tells it.

    Raises:
        NotFoundError: no such request, none about a person, or not for this person to read.
    """
    found = one(session, "SELECT segment_id FROM approval WHERE id = %(approval)s", approval=approval_id)
    try:
        return summary_of(session, (found or {}).get("segment_id") or 0, by=by, version=version)
    except NotFoundError as problem:
        raise NotFoundError(
            N_("There is no request {id} about a person that you may read."), id=approval_id
        ) from problem


def _header(place: Row) -> dict[str, Any]:
    about = {name: place[name] for name in ("segment", "period", "nip", "name", "post", "unit", "rater")}
    return about | {
        "starts": place["starts"].isoformat(),
        "ends": place["ends"].isoformat(),
        "timezone": place["timezone"],
        "rated_on": place["summary_id"],
    }


def _as_stored(stored: Row) -> dict[str, Any]:
    return {name: stored[name] for name in ("id", "version", "built_at", "digest", "content")}


def _live(session: Session, place: Row) -> Row:
    period, unit = place["period_id"], place["unit_id"]
    settings = rules_of(session, period)
    figures = unit_figures(session, period, unit, settings)
    if _underived(session, period, unit, figures):
        work_calendar.derive_service_minutes(session, period, [unit])
        figures = unit_figures(session, period, unit, settings)
    given = values(period, unit, settings) | {"of_unit": Jsonb(figures)}
    found = one(session, _LIVE, segment=place["segment"], **given)
    assert found is not None  # noqa: S101 - the segment exists
    return found


def _underived(session: Session, period_id: int, unit_id: int, figures: dict[str, Any]) -> bool:
    """Whether minutes of cases are missing; those are among the unclear ones, so that mostly nothing is searched."""
    if not any(service["unclear"] for service in figures["services"]):
        return False
    return bool((one(session, _UNDERIVED, period=period_id, unit=unit_id) or {}).get("found"))


def inputs(session: Session, period_id: int, unit_id: int) -> dict[str, Any]:
    """The values that the statement takes beside the segment: place, settings in force, and the unit's figures."""
    settings = rules_of(session, period_id)
    return values(period_id, unit_id, settings) | {
        "of_unit": Jsonb(unit_figures(session, period_id, unit_id, settings))
    }


def values(period_id: int, unit_id: int, settings: RuleSettings) -> dict[str, Any]:
    """The place and the settings in force, as the statement takes them."""
    inside = settings.inside_range_percent
    return {
        "period": period_id,
        "unit": unit_id,
        "inside": Decimal(inside.numerator) / Decimal(inside.denominator),
        "signal_below": settings.signal_below,
        "signal_above": settings.signal_above,
        "limits": Jsonb(settings.complaint_limits),
    }


def unit_figures(session: Session, period_id: int, unit_id: int, settings: RuleSettings) -> dict[str, Any]:
    """What is the unit's and stands beside everybody's own: services, survey, complaints, budget (SPEC §3.6)."""
    return {
        "services": service_figures.services(session, period_id, unit_id),
        "survey": service_figures.surveys(session, period_id, unit_id, settings),
        "complaints": service_figures.complaints(session, period_id, unit_id, settings),
        "budget": budget_figures.programs(session, period_id, unit_id),
    }
