"""Findings as people read them: what is wrong with which datum, whose turn it is, and what stands by a waiver.

Belongs here: reading, and a waiver through the end of a day. Does not: who may waive (quality), finding (tasks).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import quality
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.language import N_
from models.unpublished import OWN_RATINGS
from models.validation_page import said
from models.vocabulary import Stage

#: A finding is mended by judging again: until the unit is past approval, or past the stage that found it if that is
#: later. After that it is a record.
MENDABLE: LiteralString = (
    "(pu.position <= greatest(%(approval)s, array_position(%(stages)s::text[], run.stage)) AND f.fixed_at IS NULL)"
)
_SHOWN: LiteralString = """
SELECT f.id, f.segment_id AS segment, p.code AS period, u.code AS unit_code, u.name AS unit, who.nip,
       coalesce(who.name, u.name) AS name, s.post,
       f.code, f.rule, f.severity, f.subject, f.observed, f.expected, r.message, r.remedy, f.details,
       owner.name AS owner, owner.nip AS owner_nip, f.owner_role, f.opened_at, f.fixed_at, f.stage_run_id,
       waiver.name AS waived_by, f.waived_reason, f.waived_until, coalesce(f.waived_until > now(), false) AS waived,
       (f.waived_until AT TIME ZONE p.timezone)::date AS waived_through, """
_FROM: LiteralString = (
    """
  FROM finding f JOIN period p ON p.id = f.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (f.period_id, f.unit_id)
  JOIN period_unit pu ON pu.period_id = f.period_id AND pu.unit_id = f.unit_id
  JOIN stage_run run ON run.id = f.stage_run_id
  LEFT JOIN segment s ON s.id = f.segment_id LEFT JOIN person who ON who.id = s.person_id
  LEFT JOIN quality_rule r ON r.id = f.rule_id
  JOIN person owner ON owner.id = f.owner_id LEFT JOIN person waiver ON waiver.id = f.waived_by
 WHERE (f.fixed_at IS NULL OR f.id = %(finding)s)
   AND (%(finding)s::bigint IS NULL OR f.id = %(finding)s)
   AND (%(owner)s::bigint IS NULL OR f.owner_id = %(owner)s)
   AND (%(period)s::bigint IS NULL OR f.period_id = %(period)s)
   AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
   AND (%(units)s::text[] IS NULL OR (u.code = ANY(%(units)s) AND r.suite IS DISTINCT FROM 'ratings'))
   AND NOT (r.suite IS NOT DISTINCT FROM 'ratings' AND """
    + OWN_RATINGS
    + """)
   AND (%(severity)s::text IS NULL OR f.severity = %(severity)s)
   AND (%(code)s::text IS NULL OR f.code = %(code)s)
   AND (NOT %(holding)s OR (f.severity = 'block' AND (f.waived_until IS NULL OR f.waived_until < now())))
   AND (%(mendable)s::boolean IS NULL OR %(mendable)s::boolean = """
    + MENDABLE
    + ")"
)
_OPEN: LiteralString = (
    _SHOWN
    + MENDABLE
    + " AS mendable"
    + _FROM
    + """
 ORDER BY array_position(ARRAY['block', 'warn', 'info'], f.severity), u.name, who.name, f.code, f.subject, f.id
 LIMIT %(limit)s OFFSET %(skip)s
"""
)
_COUNT: LiteralString = "SELECT count(*) AS number" + _FROM
#: The values that `MENDABLE` takes.
STAGES: dict[str, Any] = {"approval": Stage.APPROVAL.position, "stages": [str(stage) for stage in Stage]}


@dataclass(frozen=True)
class Only:
    """Which findings of a list: of some units (codes), of one severity, of one rule's code; None: all.

    With `reader` (a person), without what was found on their own ratings before publication.
    """

    units: Sequence[str] | None = None
    severity: str | None = None
    code: str | None = None
    reader: int | None = None


def open_findings(
    session: Session,
    *,
    owner: int | None = None,
    period: str | None = None,
    unit: str | None = None,
    only: Only = Only(),
    holding: bool = False,
    passed: bool = False,
    limit: int = 100,
    skip: int = 0,
) -> list[Row]:
    """Findings that can still be mended, blocking ones first; `holding`: only those that hold a unit up now.

    `owner` is the person whose turn it is, `period` and `unit` are codes. `waived_through` is the waiver's last day.
    At most `limit` of them, after the first `skip`.
    `passed`: also those that stay as they are, because their unit is past the stage that judges the datum again.

    Raises:
        NotFoundError: no such period or unit: a mistyped code must not look like clean data.
    """
    asked = _asked(session, owner, period, unit, holding=holding, mendable=None if passed else True)
    return [spoken(row) for row in rows(session, _OPEN, **asked | vars(only), limit=limit, skip=skip)]


def count_passed(
    session: Session,
    *,
    owner: int | None = None,
    period: str | None = None,
    unit: str | None = None,
    only: Only = Only(),
    holding: bool = False,
) -> int:
    """How many findings stay as they are, because their unit is past the stage that judges the datum again.

    Raises:
        NotFoundError: no such period or unit.
    """
    asked = _asked(session, owner, period, unit, holding=holding, mendable=False) | vars(only)
    found = one(session, _COUNT, **asked)
    return int(found["number"]) if found else 0


def _asked(
    session: Session, owner: int | None, period: str | None, unit: str | None, *, holding: bool, mendable: bool | None
) -> dict[str, Any]:
    if unit is not None and one(session, "SELECT 1 FROM unit WHERE code = %(unit)s", unit=unit) is None:
        raise NotFoundError(
            N_("There is no unit {unit}. Copy its code from the list of units of the period."), unit=unit
        )
    place = find_period(session, period)["id"] if period is not None else None
    asked = {"owner": owner, "period": place, "unit": unit, "holding": holding, "mendable": mendable, "finding": None}
    return asked | vars(Only()) | STAGES


def finding(session: Session, number: int) -> Row:
    """One finding, also one that is mended: what is wrong, what to do and whose turn it is or was.

    Raises:
        NotFoundError: there is none with this number.
    """
    nothing = dict.fromkeys(("owner", "period", "unit", "mendable")) | vars(Only())
    found = rows(session, _OPEN, **nothing, **STAGES, holding=False, limit=1, skip=0, finding=number)
    if not found:
        raise NotFoundError(N_("There is no finding {id}. Look for it in the list of findings."), id=number)
    return spoken(found[0])


#: What becomes of a finding, in the order of a moment.
EVENTS = ("opened", "waived", "fixed")
#: What was said and done about the datum by the same rule: this finding, those before and after, and every waiver.
_HISTORY = """
SELECT same.id, h.at, h.event, h.by, h.reason, same.observed, h.stage_run_id, h.flow_run_id
  FROM finding f
  JOIN finding same ON same.period_id = f.period_id AND same.unit_id = f.unit_id AND same.rule = f.rule
   AND same.code = f.code AND same.subject = f.subject AND same.segment_id IS NOT DISTINCT FROM f.segment_id
  CROSS JOIN LATERAL (
    SELECT same.opened_at AS at, 1 AS place, 'opened' AS event, NULL AS by, NULL AS reason,
           same.stage_run_id, (SELECT flow_run_id FROM stage_run r WHERE r.id = same.stage_run_id) AS flow_run_id
     UNION ALL
    SELECT e.occurred_at, 2, 'waived', coalesce(p.name, e.actor_name), t.text, NULL, NULL
      FROM audit_event e LEFT JOIN person p ON p.id = e.actor_id LEFT JOIN audit_text t ON t.event_id = e.id
     WHERE e.subject_kind = 'finding' AND e.subject_id = same.id AND e.event = 'finding.waived'
     UNION ALL
    SELECT same.fixed_at, 3, 'fixed', NULL, NULL, NULL, NULL WHERE same.fixed_at IS NOT NULL) h
 WHERE f.id = %(finding)s ORDER BY h.at, same.id, h.place
"""


def history(session: Session, number: int) -> list[Row]:
    """What became of a finding and of others on the same datum by the same rule, in order.

    `event` is "opened", "waived" (with whom and why) or "fixed".
    """
    return rows(session, _HISTORY, finding=number)


def spoken(row: Row) -> Row:
    """A finding with its problem, expectation and remedy in the reader's language, and the command that shows it."""
    texts = {name: said(row[name], row["details"]) for name in ("message", "expected", "remedy")}
    return {**row, **texts, "link": f"kinerja findings show {row['id']}"}


_ZONE = "SELECT p.timezone FROM finding f JOIN period p ON p.id = f.period_id WHERE f.id = %(finding)s"


def waive_through(session: Session, finding_id: int, *, by: Actor, reason: str, last_day: date) -> None:
    """Let a finding stand through the end of `last_day` in the region's time zone.

    Raises:
        NotFoundError, NotAllowedError, InvalidInputError, WrongStateError, ConflictError: as for `quality.waive`.
    """
    found = one(session, _ZONE, finding=finding_id)
    if found is None:
        raise NotFoundError(N_("There is no finding {id}. Look for it in the list of findings."), id=finding_id)
    until = datetime.combine(last_day, time.max, ZoneInfo(found["timezone"]))
    quality.waive(session, finding_id, by=by, reason=reason, until=until)
