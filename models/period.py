"""The stages of a period and their gates: which come in which order, and when each may be sealed for a unit.

Start reading here, then flows/unit_cycle.py. Belongs here: the table of gates. Does not: any one condition.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import (
    approval,
    briefing,
    closing,
    collection,
    notification,
    objection,
    quality,
    scoring,
    target_setting,
)
from models.gates import Gate, GateFunction
from models.vocabulary import Stage

#: stage → its gate, in order. What people do in a stage is in the module of the same name.
GATES: Mapping[Stage, GateFunction] = {
    Stage.BRIEFING: briefing.gate,
    Stage.TARGET_SETTING: target_setting.gate,
    Stage.COLLECTION: collection.gate,
    Stage.QUALITY: quality.gate,
    Stage.APPROVAL: approval.gate,
    Stage.SCORING: scoring.gate,
    Stage.NOTIFICATION: notification.gate,
    Stage.OBJECTION: objection.gate,
    Stage.CLOSING: closing.gate,
}

#: A unit in which nobody is appraised waits for nobody.
_NOTHING_TO_DO = Gate(True, 0, 0)


def gates(session: Session, period_id: int, units: Sequence[int], stage: Stage) -> dict[int, Gate]:
    """The gate of `stage` for each of `units`, in one statement."""
    found = GATES[stage](session, period_id, units)
    return {unit: found.get(unit, _NOTHING_TO_DO) for unit in units}
