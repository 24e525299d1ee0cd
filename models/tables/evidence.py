"""What stands beside the facts for a rater: explanations of shortfalls, opened evidence, and the evidence summary."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, one_of, reference

#: Why a target was missed (SPEC §2.3 △).
CAUSES = (
    "EXTRA_WORK",
    "LATE_BUDGET",
    "EQUIPMENT",
    "REGULATION",
    "OTHER_UNIT",
    "LESS_DEMAND",
    "COMPETENCE",
    "LEAVE",
    "DISASTER",
    "OTHER",
)


class Explanation(SQLModel, table=True):
    """Why an indicator stayed under its target, in the employee's words; a new one follows, the old one stays."""

    __table_args__ = (
        one_of("cause", CAUSES, "explanation_cause"),
        CheckConstraint("btrim(words) <> ''", name="explanation_words"),
        Index("explanation_version", "indicator_id", "version", unique=True),
        Index("explanation_of_segment", "segment_id"),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    indicator_id: int = reference("indicator.id")
    version: int
    cause: str
    words: str
    #: What will be done about it; may stay empty.
    remedy: str = Field(default="", sa_column_kwargs={"server_default": ""})
    recorded_by: int = reference("person.id")
    recorded_at: Moment = moment(default_now=True)


class EvidenceCheck(SQLModel, table=True):
    """Whether a piece of evidence could be opened when it was tried: the newest trial counts."""

    __tablename__ = "evidence_check"
    __table_args__ = (
        one_of("outcome", ("opened", "refused", "sign_in", "missing", "unreachable", "damaged"), "evidence_outcome"),
        Index("evidence_check_newest", "evidence_id", "id"),
    )

    id: int = identifier()
    evidence_id: int = reference("evidence.id")
    outcome: str
    detail: str = ""
    checked_at: Moment = moment(default_now=True)


class EvidenceSummary(SQLModel, table=True):
    """What the data say of one segment, as the rater and the employee see it; each change is a new version."""

    __tablename__ = "evidence_summary"
    __table_args__ = (Index("evidence_summary_version", "segment_id", "version", unique=True),)

    id: int = identifier()
    segment_id: int = reference("segment.id")
    version: int
    #: SHA-256 of the content: a rating keeps which summary its rater had before them.
    digest: str
    content: dict[str, Any] = document()
    stage_run_id: int | None = reference("stage_run.id", nullable=True)
    built_at: Moment = moment(default_now=True)


class WorkDay(SQLModel, table=True):
    """One day of a period's calendar: its working hours, and the working minutes of all days before it."""

    __tablename__ = "work_day"
    __table_args__ = (
        CheckConstraint("cardinality(opens) = cardinality(closes)", name="work_day_hours"),
        CheckConstraint("minutes_before >= 0", name="work_day_minutes"),
    )

    period_id: int = reference("period.id", primary_key=True)
    day: date = Field(primary_key=True)
    minutes_before: int
    #: Minutes after midnight at which work begins and ends: [450, 780] and [720, 960] are 07:30-12:00 and 13:00-16:00.
    opens: list[int] = Field(sa_column=Column(ARRAY(INTEGER), nullable=False, server_default=text("'{}'")))
    closes: list[int] = Field(sa_column=Column(ARRAY(INTEGER), nullable=False, server_default=text("'{}'")))
