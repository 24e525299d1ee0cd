"""Closing: a unit's period ends when its results are final; the last unit closes the period.

Belongs here: the gate of this stage and the closing of the period. Does not: sealing (tasks/stage).
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import ledger
from models.actors import SYSTEM
from models.database import one
from models.gates import Gate
from models.ledger import Subject

_CLOSE = """
UPDATE period SET closed_at = now() WHERE id = %(period)s AND closed_at IS NULL
   AND NOT EXISTS (SELECT FROM period_unit WHERE period_id = %(period)s AND position < 10) RETURNING id
"""


def gate(_session: Session, _period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open at once: everything it depends on was sealed before."""
    return {unit: Gate(True, 0, 0) for unit in units}


def close_period(session: Session, period_id: int) -> bool:
    """Close the period once every unit has sealed every stage; says whether this call closed it."""
    closed = one(session, _CLOSE, period=period_id) is not None
    if closed:
        ledger.record(session, "period.closed", by=SYSTEM, subject=Subject(period_id, kind="period", id=period_id))
    return closed
