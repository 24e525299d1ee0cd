"""Quality: findings have an owner, and end by new data or by a waiver with name, reason and expiry.

Belongs here: the verb and the gate of this stage. Does not: the rules (expectations) or finding failed rows (tasks).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString

from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.database import Row, one
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import Due, Gate, ask
from models.language import N_, Message
from models.ledger import Subject
from models.vocabulary import Stage

#: At approval only what holds somebody: findings that were let stand at quality are part of what was sealed.
_MAY: LiteralString = """
SELECT f.*, s.person_id, %(until)s::timestamptz <= now() AS until_past,
       coalesce(f.waived_until >= now(), false) AS waived_now,
       u.position = %(quality)s OR (u.position = %(approval)s AND f.severity = 'block'
         AND coalesce(f.waived_until < now(), true)) AS open,
       EXISTS (SELECT FROM role_assignment r WHERE r.person_id = %(by)s AND (r.role = 'hr_admin'
         OR (r.role = 'unit_admin' AND r.unit_id = f.unit_id))) AS may
  FROM finding f JOIN period_unit u USING (period_id, unit_id) LEFT JOIN segment s ON s.id = f.segment_id
 WHERE f.id = %(finding)s
"""
#: The stage cannot be sealed between the look at it and the waiver.
_MAY_NOW: LiteralString = _MAY + " FOR SHARE OF u"
_WAIVE = """
UPDATE finding SET waived_by = %(by)s, waived_reason = %(reason)s, waived_until = %(until)s
 WHERE id = %(finding)s AND fixed_at IS NULL AND (waived_until IS NULL OR waived_until < now()) RETURNING id
"""
_POSITIONS = {"quality": Stage.QUALITY.position, "approval": Stage.APPROVAL.position}


def waive(session: Session, finding_id: int, *, by: Actor, reason: str, until: datetime) -> None:
    """Let a finding stand: by name, with a reason, until a date. The datum is marked wherever it is shown.

    Raises:
        NotFoundError: no such finding.
        NotAllowedError: neither HR administrator nor administrator of this unit.
        InvalidInputError: no reason, or a date that lies in the past.
        WrongStateError: the unit is at neither quality nor approval, where corrected data are judged again.
        ConflictError: it was fixed already, or a waiver of it still runs.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the finding may stand: the rater and the auditor read it."))
    found = one(session, _MAY_NOW, finding=finding_id, by=by.person_id, until=until, **_POSITIONS)
    if found is None:
        raise NotFoundError(N_("There is no finding {id}."), id=finding_id)
    if not found["may"]:
        raise NotAllowedError(N_("Only an HR administrator, or the administrator of the unit, may waive a finding."))
    if _about_own(found, by):
        raise NotAllowedError(
            N_("This finding is about your own data: another administrator decides whether it stands.")
        )
    if found["until_past"]:
        raise InvalidInputError(N_("The waiver would end before it begins: {until} lies in the past."), until=until)
    if not found["open"]:
        raise WrongStateError(N_("The stage quality of this unit is sealed; its findings stay as they are."))
    if one(session, _WAIVE, finding=finding_id, by=by.person_id, reason=reason, until=until) is None:
        raise ConflictError(N_("Finding {id} was fixed or waived already; nothing was changed."), id=finding_id)
    about = Subject(found["period_id"], found["unit_id"], found["segment_id"], "finding", finding_id)
    said = {"code": found["code"], "until": until.isoformat()}
    ledger.record(session, "finding.waived", by=by, subject=about, text=reason, **said)
    wakes.wake(session, found["period_id"], found["unit_id"], "finding")


def may_waive(session: Session, finding_id: int, *, by: Actor) -> bool:
    """Whether `by` may let this finding stand now: the form is shown to whom it is of use, `waive` asks again."""
    found = one(session, _MAY, finding=finding_id, by=by.person_id, until=None, **_POSITIONS)
    if found is None or not (found["may"] and found["open"]) or _about_own(found, by):
        return False
    return found["fixed_at"] is None and not found["waived_now"]


def _about_own(found: Row, by: Actor) -> bool:
    return by.person_id in {found["person_id"], found["owner_id"] if found["owner_role"] == "employee" else None}


#: Blocking findings hold the segments they touch and no others; a waiver that ran out holds again.
_HELD = """
SELECT u.unit_id, u.people AS total, coalesce(h.held, 0) AS remaining, coalesce(h.findings, 0) AS findings, h.owners,
       coalesce(h.others, 0) AS others
  FROM (SELECT unit_id, count(*) AS people FROM segment WHERE period_id = %(period)s AND unit_id = ANY(%(units)s)
         GROUP BY unit_id) u
  LEFT JOIN (SELECT unit_id, count(DISTINCT segment_id) AS held, count(*) AS findings,
                    (array_agg(DISTINCT e.name))[1:3] AS owners, greatest(0, count(DISTINCT e.id) - 3) AS others
               FROM finding f JOIN person e ON e.id = f.owner_id
              WHERE f.period_id = %(period)s AND f.unit_id = ANY(%(units)s) AND f.severity = 'block'
                AND f.fixed_at IS NULL AND coalesce(f.waived_until < now(), true) GROUP BY unit_id) h USING (unit_id)
"""


def _judge(row: Row, due: Due) -> Gate:
    if not row["remaining"]:
        return Gate(True, 0, row["total"])
    values = {**row, "due": due.said, "owners": ", ".join(row["owners"])}
    if row["others"]:
        values["owners"] = Message(N_("{owners} and {others} more"), dict(values))
    text = N_(
        "{remaining} of {total} people are held by {findings} blocking findings; it is the turn of {owners}, due {due}"
    )
    return Gate(row["remaining"] < row["total"], row["remaining"], row["total"], Message(text, values))


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open while somebody of the unit can go on: a blocking finding holds the segments it touches, and no others.

    Shut only where every segment is held; whose rating is held is asked about once the datum is mended or let stand
    (tasks/approval), and nobody rates before that (rating_holds).
    """
    return ask(session, _HELD, Stage.QUALITY, period_id, units, _judge)
