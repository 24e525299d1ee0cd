"""Plans (SKP), their work results and indicators, and what was realized month by month."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, exact, finite, identifier, moment, one_of, reference
from models.tables.periods import DIRECTIONS

PLAN_STATES = ("draft", "submitted", "returned", "approved", "superseded")
ASPECTS = ("quantity", "quality", "time", "cost")


class Plan(SQLModel, table=True):
    """One version of an employee's targets (SKP). Only a draft changes; every submitted version stays as it was."""

    __table_args__ = (
        one_of("status", PLAN_STATES, "plan_status"),
        CheckConstraint("(status = 'draft') = (content_hash IS NULL)", name="plan_is_hashed_when_submitted"),
        CheckConstraint("(content_hash IS NULL) = (submitted_at IS NULL)", name="plan_submitted_at"),
        Index("plan_version", "segment_id", "version", unique=True),
        Index("plan_one_open", "segment_id", unique=True, postgresql_where=text("status IN ('draft', 'submitted')")),
        Index("plan_one_approved", "segment_id", unique=True, postgresql_where=text("status = 'approved'")),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    version: int
    status: str = Field(default="draft", sa_column_kwargs={"server_default": "draft"})
    content_hash: str | None = None
    #: Goes before the words when they are hashed: whoever has the hash alone cannot try out what they may have been.
    salt: bytes = Field(
        default=None,
        sa_column=Column(LargeBinary, server_default=text("uuid_send(gen_random_uuid())"), nullable=False),
    )
    submitted_at: Moment | None = moment()
    created_at: Moment = moment(default_now=True)


class WorkResult(SQLModel, table=True):
    """A planned work result (RHK), main or additional, and what it supports above it."""

    __tablename__ = "work_result"
    __table_args__ = (
        one_of("kind", ("main", "additional"), "work_result_kind"),
        CheckConstraint("num_nonnulls(supports_id, strategic_target_id) <= 1", name="work_result_supports_one"),
        CheckConstraint("btrim(statement) <> ''", name="work_result_statement"),
        Index("work_result_number", "plan_id", "number", unique=True),
        Index("work_result_supports", "supports_id"),
    )

    id: int = identifier()
    plan_id: int = reference("plan.id")
    number: int
    kind: str
    statement: str
    supports_id: int | None = reference("work_result.id", nullable=True)
    strategic_target_id: int | None = reference("strategic_target.id", nullable=True)


class Indicator(SQLModel, table=True):
    """An individual indicator (IKI): what is measured, in which unit, toward which target, from which source."""

    __table_args__ = (
        one_of("aspect", ASPECTS, "indicator_aspect"),
        one_of("direction", DIRECTIONS, "indicator_direction"),
        CheckConstraint("target_min <= target_max", name="indicator_range"),
        finite("target_min", "indicator_min_finite"),
        finite("target_max", "indicator_max_finite"),
        Index("indicator_number", "work_result_id", "number", unique=True),
    )

    id: int = identifier()
    work_result_id: int = reference("work_result.id")
    number: int
    aspect: str
    statement: str
    unit_of_measure: str
    target_min: Decimal = exact(nullable=False)
    target_max: Decimal = exact(nullable=False)
    direction: str
    data_source: str


class Realization(SQLModel, table=True):
    """What was realized on one indicator in one month; a correction is a new version, the old value stays."""

    __table_args__ = (
        CheckConstraint("month = date_trunc('month', month)::date", name="realization_month_starts"),
        finite("value", "realization_finite"),
        Index("realization_version", "indicator_id", "month", "version", unique=True),
        Index(
            "realization_current", "indicator_id", "month", unique=True, postgresql_where=text("superseded_at IS NULL")
        ),
    )

    id: int = identifier()
    indicator_id: int = reference("indicator.id")
    month: date
    version: int
    value: Decimal = exact(nullable=False)
    source: str
    #: Where the value was delivered by a source: which, in which delivery and row.
    source_id: int | None = reference("source.id", nullable=True)
    delivery_id: int | None = reference("delivery.id", nullable=True)
    source_row: int | None = None
    recorded_by: int | None = reference("person.id", nullable=True)
    recorded_at: Moment = moment(default_now=True)
    superseded_at: Moment | None = moment()


class RealizationReport(SQLModel, table=True):
    """The employee's word that the realizations are complete: what the rater is asked to approve, by content hash."""

    __tablename__ = "realization_report"
    __table_args__ = (Index("realization_report_version", "segment_id", "version", unique=True),)

    id: int = identifier()
    segment_id: int = reference("segment.id")
    version: int
    content_hash: str
    submitted_at: Moment = moment(default_now=True)
