"""The tables, one file per noun, as SQLModel classes with the constraints that make wrong states impossible.

Belongs here: columns, keys and CHECKs. Does not: behavior (the verbs in models/). Table classes do not validate.
"""

from sqlalchemy import Text
from sqlmodel import AutoString, SQLModel

from models.tables.approvals import Approval, Decision
from models.tables.attainment import IndicatorAttainment
from models.tables.evaluations import (
    Acknowledgement,
    DistributionCheck,
    Evaluation,
    Objection,
    OrganizationEvaluation,
    Publication,
    Result,
)
from models.tables.people import Discipline, Person, RoleAssignment
from models.tables.periods import Deadline, Period, PeriodUnit, Segment, StrategicTarget
from models.tables.plans import Indicator, Plan, Realization, RealizationReport, WorkResult
from models.tables.quality import Finding
from models.tables.records import AuditEvent, AuditText, Notice, StageRun, StageSeal, Wake
from models.tables.units import Unit

metadata = SQLModel.metadata
#: SQLModel declares str as VARCHAR; PostgreSQL's own type is TEXT, and values bound to both would be ambiguous.
for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, AutoString):
            _column.type = Text()

__all__ = [
    "Acknowledgement",
    "Approval",
    "AuditEvent",
    "AuditText",
    "Deadline",
    "Decision",
    "Discipline",
    "DistributionCheck",
    "Evaluation",
    "Finding",
    "Indicator",
    "IndicatorAttainment",
    "Notice",
    "Objection",
    "OrganizationEvaluation",
    "Period",
    "PeriodUnit",
    "Person",
    "Plan",
    "Publication",
    "Realization",
    "RealizationReport",
    "Result",
    "RoleAssignment",
    "Segment",
    "StageRun",
    "StageSeal",
    "StrategicTarget",
    "Unit",
    "Wake",
    "WorkResult",
    "metadata",
]
