"""Quality: the rules as they were when they judged, what they said, and findings with an owner and an end."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, one_of, reference, row_key
from models.vocabulary import Severity

#: Who mends a finding (DESIGN §2).
OWNERS = ("employee", "rater", "superior", "unit_admin", "hr_admin")


class QualityRule(SQLModel, table=True):
    """A rule of a suite as the file said it when it was used: history, so that an old finding keeps its words."""

    __tablename__ = "quality_rule"
    __table_args__ = (
        one_of("severity", Severity, "quality_rule_severity"),
        one_of("owner", OWNERS, "quality_rule_owner"),
        Index("quality_rule_once", "suite", "suite_digest", "place", unique=True),
    )

    id: int = identifier()
    suite: str
    suite_digest: str
    place: int = Field(sa_column=Column(SmallInteger, nullable=False))
    #: The rule's own name within its suite: "R03-unreachable".
    name: str
    code: str
    severity: str
    owner: str
    failed_when: str
    #: English texts with {placeholders}; the catalog translates them.
    message: str
    expected: str
    remedy: str


class Validation(SQLModel, table=True):
    """What Great Expectations said of one suite on one unit's rows: kept for auditors, never changed."""

    __table_args__ = (
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        Index("validation_of_unit", "period_id", "unit_id", "suite", "id"),
    )

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    suite: str
    suite_digest: str
    engine: str
    #: How many events of new data the unit had: the verdict holds as long as there are no more.
    mark: int
    settings_digest: str
    success: bool
    evaluated: int
    failed: int
    #: The engine's own result, and this unit's share of it: {"rules": [{name, code, evaluated, failed, samples}], …}.
    result: dict[str, Any] = document()
    #: Units judged together share a run.
    run_key: UUID
    judged_at: Moment = moment(default_now=True)


class ValidationFault(SQLModel, table=True):
    """One row that failed one rule in one validation."""

    __tablename__ = "validation_fault"

    validation_id: int = reference("validation.id", primary_key=True)
    number: int = Field(primary_key=True)
    rule_id: int = reference("quality_rule.id")
    segment_id: int | None = reference("segment.id", nullable=True)
    subject: str
    observed: str
    #: Values for the rule's texts.
    details: dict[str, Any] = document()


class StageValidation(SQLModel, table=True):
    """Which validations a stage run rested on."""

    __tablename__ = "stage_validation"

    stage_run_id: int = reference("stage_run.id", primary_key=True)
    validation_id: int = reference("validation.id", primary_key=True)


class Finding(SQLModel, table=True):
    """A datum that failed a quality rule (SPEC §5): open until new data fix it; may stand by name, reason, expiry."""

    __table_args__ = (
        one_of("severity", Severity, "finding_severity"),
        one_of("owner_role", OWNERS, "finding_owner_role"),
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        CheckConstraint("num_nulls(waived_by, waived_reason, waived_until) IN (0, 3)", name="finding_waiver_complete"),
        Index(
            "finding_once",
            "period_id",
            "unit_id",
            "rule",
            "subject",
            text("coalesce(segment_id, 0)"),
            unique=True,
            postgresql_where=text("fixed_at IS NULL"),
        ),
        Index("finding_of_unit", "period_id", "unit_id", postgresql_where=text("fixed_at IS NULL")),
        Index("finding_of_segment", "segment_id"),
        Index("finding_of_owner", "owner_id", postgresql_where=text("fixed_at IS NULL")),
    )

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    #: None where the datum is the unit's: a budget line, a survey.
    segment_id: int | None = reference("segment.id", nullable=True)
    code: str
    #: The rule's own name within its code, and its words as they were; findings of old have none.
    rule: str = Field(default="", sa_column_kwargs={"server_default": ""})
    rule_id: int | None = reference("quality_rule.id", nullable=True)
    details: dict[str, Any] = document()
    severity: str
    #: What failed, as a natural key a person understands: "work result 2, indicator 1".
    subject: str
    observed: str
    expected: str
    owner_id: int = reference("person.id")
    owner_role: str = Field(default="employee", sa_column_kwargs={"server_default": "employee"})
    stage_run_id: int = reference("stage_run.id")
    opened_at: Moment = moment(default_now=True)
    fixed_at: Moment | None = moment()
    waived_by: int | None = reference("person.id", nullable=True)
    waived_reason: str | None = None
    waived_until: Moment | None = moment()
