"""What is recorded for ever: stage runs and seals, audit events; and what leaves afterwards: wakes and notices."""

from typing import Any, LiteralString
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, one_of, reference, row_key
from models.vocabulary import RUN_OUTCOMES, Stage

#: Events after which the machine works on a stage again: people entered or decided something it has not seen.
NEW_DATA: LiteralString = (
    "event IN ('realization.recorded', 'report.submitted', 'finding.waived', 'objection.changed', 'objection.upheld',"
    " 'data.imported', 'log.recorded', 'log.decided', 'evidence.attached', 'evidence.withdrawn', 'evidence.checked',"
    " 'feedback.given', 'shortfall.explained')"
)
#: "withheld": not sent on purpose; its `outcome` says why, as it does for a failed one.
NOTICE_STATES = ("queued", "sending", "sent", "failed", "withheld")
#: Why a notice ended unsent. "unknown": the connection broke twice just when the server should have confirmed.
FAILURES = ("no_address", "bounced", "rejected", "unknown", "gave_up")
WITHHELD = ("portal", "nothing_waits", "nobody")


class StageRun(SQLModel, table=True):
    """One execution of a stage for a unit: when, in which Prefect run, on what, with which outcome. Never deleted."""

    __tablename__ = "stage_run"
    __table_args__ = (
        one_of("stage", Stage, "stage_run_stage"),
        one_of("outcome", RUN_OUTCOMES, "stage_run_outcome"),
        CheckConstraint("(outcome = 'running') = (ended_at IS NULL)", name="stage_run_ended"),
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        Index("stage_run_attempt", "period_id", "unit_id", "stage", "attempt", unique=True),
        Index("stage_run_running", "started_at", postgresql_where=text("outcome = 'running'")),
    )

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    stage: str
    attempt: int
    flow_run_id: UUID | None = None
    worker: str
    started_at: Moment = moment(default_now=True)
    ended_at: Moment | None = moment()
    outcome: str = Field(default="running", sa_column_kwargs={"server_default": "running"})
    message: dict[str, Any] = document()
    counts: dict[str, Any] = document()
    inputs_digest: str | None = None
    outputs_digest: str | None = None
    rule_pack: str
    software_version: str


class StageSeal(SQLModel, table=True):
    """A stage finished for a unit. The key to itself makes a stage without its predecessor impossible."""

    __tablename__ = "stage_seal"
    __table_args__ = (
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        ForeignKeyConstraint(
            ["period_id", "unit_id", "previous"],
            ["stage_seal.period_id", "stage_seal.unit_id", "stage_seal.position"],
            name="stage_seal_in_order",
        ),
        CheckConstraint("position BETWEEN 1 AND 9", name="stage_seal_position"),
    )

    period_id: int = row_key(primary_key=True)
    unit_id: int = row_key(primary_key=True)
    position: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    previous: int | None = Field(
        default=None,
        sa_column=Column(SmallInteger, Computed("CASE WHEN position > 1 THEN position - 1 END", persisted=True)),
    )
    stage_run_id: int = reference("stage_run.id", unique=True)
    outputs_digest: str
    sealed_at: Moment = moment(default_now=True)


class AuditEvent(SQLModel, table=True):
    """One thing that happened, written in the transaction of what it records. No foreign keys: history stands alone."""

    __tablename__ = "audit_event"
    __table_args__ = (
        one_of("actor_kind", ("person", "operator", "system"), "audit_event_actor_kind"),
        CheckConstraint("event ~ '^[a-z_]+[.][a-z_]+$'", name="audit_event_name"),
        CheckConstraint("(actor_kind = 'person') = (actor_id IS NOT NULL)", name="audit_event_actor"),
        Index("audit_event_of_segment", "segment_id", "id"),
        Index("audit_event_of_subject", "subject_kind", "subject_id", "id"),
        Index("audit_event_of_unit", "unit_id", "id"),
        Index("audit_event_of_period", "period_id", "id"),
        Index("audit_event_of_request", text("((content ->> 'approval')::bigint)")),
        Index("audit_event_of_actor", "actor_id", "id"),
        Index("audit_event_of_new_data", "period_id", "unit_id", "occurred_at", postgresql_where=text(NEW_DATA)),
    )

    id: int = identifier()
    occurred_at: Moment = Field(
        default=None,
        sa_column=Column(DateTime(timezone=True), server_default=text("clock_timestamp()"), nullable=False),
    )
    #: subject.action, for example "plan.approved".
    event: str
    actor_kind: str
    actor_id: int | None = row_key(nullable=True)
    actor_name: str | None = None
    acting_for_id: int | None = row_key(nullable=True)
    period_id: int | None = row_key(nullable=True)
    unit_id: int | None = row_key(nullable=True)
    segment_id: int | None = row_key(nullable=True)
    subject_kind: str | None = None
    subject_id: int | None = row_key(nullable=True)
    subject_version: int | None = None
    #: Codes, counts and hashes only; words a person wrote are in audit_text, so that they can be erased.
    content: dict[str, Any] = document()
    text_digest: str | None = None
    stage_run_id: int | None = row_key(nullable=True)
    flow_run_id: UUID | None = None


class AuditText(SQLModel, table=True):
    """Words a person wrote with an event (a reason); erasable, while the event keeps their salted digest."""

    __tablename__ = "audit_text"

    event_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    text: str


class Wake(SQLModel, table=True):
    """A hint that a unit's gate may have opened. Only an optimization: the sweep finds whatever a lost wake forgot.

    No foreign keys: each would lock the row of the period for all who decide at one moment.
    """

    __table_args__ = (Index("wake_waiting", "period_id", "unit_id"),)

    id: int = identifier()
    period_id: int = row_key()
    unit_id: int = row_key()
    cause: str
    created_at: Moment = moment(default_now=True)
    taken_at: Moment | None = moment()


class Notice(SQLModel, table=True):
    """A message to a person, queued in the transaction of its cause and sent afterwards."""

    __table_args__ = (
        one_of("status", NOTICE_STATES, "notice_status"),
        Index("notice_to_send", "next_try_at", postgresql_where=text("status IN ('queued', 'sending')")),
        Index("notice_of_person", "person_id", "id"),
        Index("notice_failed", "id", postgresql_where=text("status = 'failed'")),
        CheckConstraint(
            "outcome IN ('no_address', 'bounced', 'rejected', 'unknown', 'gave_up') AND status = 'failed'"
            " OR outcome IN ('portal', 'nothing_waits', 'nobody') AND status = 'withheld'"
            " OR outcome IS NULL AND status NOT IN ('failed', 'withheld')",
            name="notice_outcome",
        ),
    )

    id: int = identifier()
    #: One notice per effect and person; queuing twice is queuing once.
    key: str = Field(unique=True)
    person_id: int = reference("person.id")
    kind: str
    content: dict[str, Any] = document()
    status: str = Field(default="queued", sa_column_kwargs={"server_default": "queued"})
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    queued_at: Moment = moment(default_now=True)
    next_try_at: Moment = moment(default_now=True)
    sent_at: Moment | None = moment()
    last_error: str | None = None
    #: Notices that were claimed together first stay one message, however often that is tried.
    batch: UUID | None = None
    #: Whose claim it is while it is being sent; `next_try_at` is when that claim runs out.
    lease: UUID | None = None
    first_try_at: Moment | None = moment()
    outcome: str | None = None
