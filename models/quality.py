"""Quality: findings have an owner, and end by new data or by a waiver with name, reason and expiry.

Belongs here: the verb and the gate of this stage. Does not: the rules (expectations) or finding failed rows (tasks).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.database import one
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import Gate, ask, counted
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Stage

#: At approval only what a correction brought: findings that were let stand at quality are part of what was sealed.
_MAY = """
SELECT f.*, %(until)s <= now() AS until_past,
       u.position = %(quality)s OR (u.position = %(approval)s AND f.severity = 'block' AND f.waived_by IS NULL) AS open,
       EXISTS (SELECT FROM role_assignment r WHERE r.person_id = %(by)s AND (r.role = 'hr_admin'
         OR (r.role = 'unit_admin' AND r.unit_id = f.unit_id))) AS may
  FROM finding f JOIN period_unit u USING (period_id, unit_id) WHERE id = %(finding)s FOR SHARE OF u
"""
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
        raise InvalidInputError(N_("Say why the finding may stand (--reason): the rater and the auditor read it."))
    found = one(session, _MAY, finding=finding_id, by=by.person_id, until=until, **_POSITIONS)
    if found is None:
        raise NotFoundError(N_("There is no finding {id}."), id=finding_id)
    if not found["may"]:
        raise NotAllowedError(N_("Only an HR administrator, or the administrator of the unit, may waive a finding."))
    if found["owner_id"] == by.person_id:
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
    ledger.record(session, "finding.waived", by=by, subject=about, text=reason, code=found["code"])
    wakes.wake(session, found["period_id"], found["unit_id"], "finding")


_OPEN = """
SELECT s.unit_id, count(f.id) AS total,
       count(f.id) FILTER (WHERE f.severity = 'block' AND (f.waived_until IS NULL OR f.waived_until < now()))
         AS remaining
  FROM period_unit s LEFT JOIN finding f ON f.period_id = s.period_id AND f.unit_id = s.unit_id AND f.fixed_at IS NULL
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when no blocking finding is open; warnings are shown and stop nothing."""
    text = N_("{remaining} blocking findings to fix or waive ({total} findings in all), due {due}")
    return ask(session, _OPEN, Stage.QUALITY, period_id, units, lambda row, due: counted(row, due, text))
