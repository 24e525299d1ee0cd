"""Attainment of every indicator of a unit in one statement: evidence for the rater, never a rating (SPEC §3.6).

Belongs here: the bulk use of the attainment functions, whose plain-Python twin is models/rules/permenpanrb8. What is
measured, and what it indicates, is one statement with the evidence summary (models/evidence_summary_sql).
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import run
from models.evidence_summary import values
from models.evidence_summary_sql import MEASURED, MINE
from models.period_rules import rules_of
from models.stage_records import Scope

_MEASURE: LiteralString = (
    "WITH"
    + MINE
    + ","
    + MEASURED
    + """
INSERT INTO indicator_attainment (segment_id, indicator_id, realized, percent, signal)
SELECT segment_id, indicator_id, realized, percent, signal FROM measured
ON CONFLICT (indicator_id) DO UPDATE SET realized = excluded.realized, percent = excluded.percent,
   signal = excluded.signal
   WHERE (indicator_attainment.realized, indicator_attainment.percent, indicator_attainment.signal)
         IS DISTINCT FROM (excluded.realized, excluded.percent, excluded.signal)
"""
)


def measure(session: Session, scope: Scope) -> int:
    """Work out what the unit reached of its targets; returns how many indicators are new or changed."""
    settings = rules_of(session, scope.period_id)
    place = values(scope.period_id, scope.unit_id, settings)
    return run(session, _MEASURE, **place).rowcount
