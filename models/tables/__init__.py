"""The tables, one file per noun, as SQLModel classes with the constraints that make wrong states impossible.

Belongs here: columns, keys and CHECKs. Does not: behavior (the verbs in models/). Table classes do not validate.
"""

from sqlalchemy import Text
from sqlmodel import AutoString, SQLModel

from models.tables.accounts import Account, ApiToken, SignInLink, WebSession
from models.tables.approvals import Approval, Decision
from models.tables.archives import AskedArchive
from models.tables.attainment import IndicatorAttainment
from models.tables.chain import LedgerLeaf, LedgerNode, LedgerRoot, Pseudonym
from models.tables.checks import LedgerCheck
from models.tables.coaching import Coaching
from models.tables.delegation import Delegation
from models.tables.deliveries import NoticeDelivery
from models.tables.dialogue import Dialogue
from models.tables.erasure import DestroyedRows, ErasedFile, ErasedRest, LegalHold
from models.tables.evaluations import (
    Acknowledgement,
    DistributionCheck,
    Evaluation,
    Objection,
    OrganizationEvaluation,
    Publication,
    Result,
)
from models.tables.evidence import EvidenceCheck, EvidenceSummary, Explanation, WorkDay
from models.tables.facts import (
    ActivityLog,
    Attendance,
    BknRating,
    BknTarget,
    BudgetLine,
    Complaint,
    Evidence,
    Feedback,
    Leave,
    Outage,
    ServiceCase,
    ServiceStandard,
    SurveyAnswer,
)
from models.tables.letters import Letter, LetterContent
from models.tables.library import LibraryIndicator
from models.tables.looks import OperatorLook, RecordLook
from models.tables.people import Discipline, Person, RoleAssignment
from models.tables.periods import Deadline, Downtime, Heartbeat, Period, PeriodUnit, Segment, StrategicTarget
from models.tables.photos import LogPhoto
from models.tables.plans import Indicator, Plan, Realization, RealizationReport, WorkResult
from models.tables.preferences import NoticePreference
from models.tables.quality import Finding, QualityRule, StageValidation, Validation, ValidationFault
from models.tables.records import AuditEvent, AuditText, Notice, StageRun, StageSeal, Wake
from models.tables.rounds import FeedbackRound, RoundGiver, RoundText, RoundValue
from models.tables.runs import FlowRun
from models.tables.second_factor import RecoveryCode, SecondFactor, SignInStep
from models.tables.sources import Delivery, HeldRow, Source
from models.tables.units import Unit

metadata = SQLModel.metadata
#: SQLModel declares str as VARCHAR; PostgreSQL's own type is TEXT, and values bound to both would be ambiguous.
for _table in metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, AutoString):
            _column.type = Text()

__all__ = [
    "Account",
    "Acknowledgement",
    "ActivityLog",
    "ApiToken",
    "Approval",
    "AskedArchive",
    "Attendance",
    "AuditEvent",
    "AuditText",
    "BknRating",
    "BknTarget",
    "BudgetLine",
    "Coaching",
    "Complaint",
    "Deadline",
    "Decision",
    "Delegation",
    "Delivery",
    "DestroyedRows",
    "Dialogue",
    "Discipline",
    "DistributionCheck",
    "Downtime",
    "ErasedFile",
    "ErasedRest",
    "Evaluation",
    "Evidence",
    "EvidenceCheck",
    "EvidenceSummary",
    "Explanation",
    "Feedback",
    "FeedbackRound",
    "Finding",
    "FlowRun",
    "Heartbeat",
    "HeldRow",
    "Indicator",
    "IndicatorAttainment",
    "Leave",
    "LedgerCheck",
    "LedgerLeaf",
    "LedgerNode",
    "LedgerRoot",
    "LegalHold",
    "Letter",
    "LetterContent",
    "LibraryIndicator",
    "LogPhoto",
    "Notice",
    "NoticeDelivery",
    "NoticePreference",
    "Objection",
    "OperatorLook",
    "OrganizationEvaluation",
    "Outage",
    "Period",
    "PeriodUnit",
    "Person",
    "Plan",
    "Pseudonym",
    "Publication",
    "QualityRule",
    "Realization",
    "RealizationReport",
    "RecordLook",
    "RecoveryCode",
    "Result",
    "RoleAssignment",
    "RoundGiver",
    "RoundText",
    "RoundValue",
    "SecondFactor",
    "Segment",
    "ServiceCase",
    "ServiceStandard",
    "SignInLink",
    "SignInStep",
    "Source",
    "StageRun",
    "StageSeal",
    "StageValidation",
    "StrategicTarget",
    "SurveyAnswer",
    "Unit",
    "Validation",
    "ValidationFault",
    "Wake",
    "WebSession",
    "WorkDay",
    "WorkResult",
    "metadata",
]
