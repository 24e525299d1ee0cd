"""Periods, the units taking part, their deadlines, strategic targets, and the frozen segments of every person."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, exact, finite, identifier, moment, one_of, reference, row_key
from models.vocabulary import Stage

POST_KINDS = ("JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "PELAKSANA", "FUNGSIONAL")
DIRECTIONS = ("normal", "reversed")


class Period(SQLModel, table=True):
    """One appraisal period of a region, as launched; its definition never changes afterwards."""

    __table_args__ = (
        CheckConstraint("starts <= ends", name="period_dates"),
        one_of("kind", ("annual", "periodic"), "period_kind"),
        ExcludeConstraint(
            (func.daterange(text("starts"), text("ends"), text("'[]'")), "&&"),
            where=text("kind = 'annual'"),
            name="period_annual_overlap",
        ),
        ExcludeConstraint(
            (func.daterange(text("starts"), text("ends"), text("'[]'")), "&&"),
            where=text("kind = 'periodic'"),
            name="period_periodic_overlap",
        ),
    )

    id: int = identifier()
    code: str = Field(unique=True)
    title: str
    kind: str
    region_name: str
    regional_head_id: int = reference("person.id")
    starts: date
    ends: date
    timezone: str
    rule_pack: str
    definition: dict[str, Any] = document()
    definition_digest: str
    roster_digest: str
    software_version: str
    launched_at: Moment = moment(default_now=True)
    closed_at: Moment | None = moment()


class PeriodUnit(SQLModel, table=True):
    """An agency (OPD) in a period. Its row is the lock between people's verbs and seals."""

    __tablename__ = "period_unit"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 10", name="period_unit_position"),)

    period_id: int = reference("period.id", primary_key=True)
    unit_id: int = reference("unit.id", primary_key=True)
    #: As it was called at the launch; queries read it in the view agency_then.
    name: str
    #: Who sets the organization predicate: the leader of the organization above.
    setter_id: int = reference("person.id")
    #: Position of the first stage not yet sealed; 10 when all are.
    position: int = Field(default=1, sa_column=Column(SmallInteger, server_default="1", nullable=False))


class Deadline(SQLModel, table=True):
    """When a stage is due, for the whole period, one unit or one person; the newest row counts, older ones stay."""

    __table_args__ = (
        one_of("stage", Stage, "deadline_stage"),
        CheckConstraint("segment_id IS NULL OR unit_id IS NOT NULL", name="deadline_of_person"),
        Index("deadline_of_period", "period_id", "stage"),
        Index(
            "deadline_of_downtime", "downtime_id", "period_id", "stage", "unit_id", "segment_id", unique=True,
            postgresql_nulls_not_distinct=True, postgresql_where=text("downtime_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: int = identifier()
    period_id: int = reference("period.id")
    unit_id: int | None = reference("unit.id", nullable=True)
    #: One person's own, beside the unit's.
    segment_id: int | None = reference("segment.id", nullable=True)
    stage: str
    due_at: Moment = moment(nullable=False)
    reason: str = ""
    set_at: Moment = moment(default_now=True)
    #: The downtime that moved it; each moves a deadline once.
    downtime_id: int | None = reference("downtime.id", nullable=True)


class Downtime(SQLModel, table=True):
    """Time in which people could not work in the appraisal, everywhere or in one unit; deadlines near it move on.

    Not an outage of a service to citizens (`Outage`), which stops that service's clock.
    """

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="downtime_times"),
        CheckConstraint("btrim(reason) <> ''", name="downtime_reason"),
        ExcludeConstraint(
            (func.int8range(func.coalesce(text("unit_id"), 0), func.coalesce(text("unit_id"), 0), text("'[]'")), "&&"),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            name="downtime_overlap",
        ),
    )

    id: int = identifier()
    unit_id: int | None = reference("unit.id", nullable=True)
    starts_at: Moment = moment(nullable=False)
    ends_at: Moment = moment(nullable=False)
    reason: str
    #: The system noticed itself that it had not run.
    noticed: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    #: The HR administrator; empty when an operator entered it or the system noticed it (the ledger names them).
    recorded_by: int | None = reference("person.id", nullable=True)
    recorded_at: Moment = moment(default_now=True)


class Heartbeat(SQLModel, table=True):
    """When a part of the running system was last at work, by the database's clock."""

    name: str = Field(primary_key=True)
    at: Moment = moment(default_now=True)


class StrategicTarget(SQLModel, table=True):
    """A strategic target of the region that planned results contribute to."""

    __tablename__ = "strategic_target"
    __table_args__ = (
        Index("strategic_target_code", "period_id", "code", unique=True),
        one_of("direction", DIRECTIONS, "strategic_target_direction"),
        finite("target", "strategic_target_finite"),
    )

    id: int = identifier()
    period_id: int = reference("period.id")
    code: str
    statement: str
    indicator: str
    unit_of_measure: str
    target: Decimal = exact(nullable=False)
    direction: str


class Segment(SQLModel, table=True):
    """Employee, position, unit, rater and dates: what a plan, an evaluation and a result hang on (SPEC §2.7)."""

    __table_args__ = (
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        CheckConstraint("starts <= ends", name="segment_dates"),
        CheckConstraint("rater_id <> person_id", name="segment_rater_is_another"),
        CheckConstraint(
            "superior_id IS NULL OR superior_id NOT IN (person_id, rater_id)", name="segment_superior_is_third"
        ),
        one_of("post_kind", POST_KINDS, "segment_post_kind"),
        #: One post once; one person may act in several posts from the same day (SPEC §2.7).
        Index("segment_of_person", "period_id", "person_id", "starts", "is_acting", "subunit_id", "post", unique=True),
        Index("segment_of_unit", "period_id", "unit_id"),
        Index("segment_of_rater", "rater_id"),
        Index("segment_of_superior", "superior_id"),
        Index("segment_of_head", "period_id", "unit_id", postgresql_where=text("is_agency_head")),
    )

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    person_id: int = reference("person.id")
    subunit_id: int = reference("unit.id")
    post: str
    post_kind: str
    grade: str
    echelon: str
    functional_level: str
    rater_id: int = reference("person.id")
    #: The rater's superior (atasan pejabat penilai); none where the regional head rates.
    superior_id: int | None = reference("person.id", nullable=True)
    is_agency_head: bool
    is_acting: bool
    level: int = Field(sa_column=Column(SmallInteger, nullable=False))
    starts: date
    ends: date
