"""Findings: what is wrong with which datum, whose turn it is, and how it ended."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference, row_key
from models.vocabulary import Severity


class Finding(SQLModel, table=True):
    """A datum that failed a quality rule (SPEC §5): open until new data fix it; may stand by name, reason, expiry."""

    __table_args__ = (
        one_of("severity", Severity, "finding_severity"),
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        CheckConstraint("num_nulls(waived_by, waived_reason, waived_until) IN (0, 3)", name="finding_waiver_complete"),
        Index("finding_once", "code", "subject", "segment_id", unique=True, postgresql_where=text("fixed_at IS NULL")),
        Index("finding_of_unit", "period_id", "unit_id", postgresql_where=text("fixed_at IS NULL")),
    )

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    segment_id: int = reference("segment.id")
    code: str
    severity: str
    #: What failed, as a natural key a person understands: "work result 2, indicator 1".
    subject: str
    observed: str
    expected: str
    owner_id: int = reference("person.id")
    stage_run_id: int = reference("stage_run.id")
    opened_at: Moment = moment(default_now=True)
    fixed_at: Moment | None = moment()
    waived_by: int | None = reference("person.id", nullable=True)
    waived_reason: str | None = None
    waived_until: Moment | None = moment()
