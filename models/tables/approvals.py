"""Requests that wait for a person's decision, and the one decision each can have."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, one_of, reference, row_key

KINDS = ("plan", "evaluation", "organization", "distribution", "objection")
OUTCOMES = ("approved", "returned", "rated", "set", "justified", "upheld", "changed", "fixed")


class Approval(SQLModel, table=True):
    """A request for a decision: what (kind, subject, version, content), of whom, from whom, by when."""

    __table_args__ = (
        one_of("kind", KINDS, "approval_kind"),
        CheckConstraint("(escalated_at IS NULL) = (escalated_to IS NULL)", name="approval_escalated"),
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        Index("approval_inbox", "assignee_id", "due_at", postgresql_where=text("closed_at IS NULL")),
        Index("approval_of_unit", "period_id", "unit_id", "kind"),
        Index("approval_of_segment", "segment_id"),
    )

    id: int = identifier()
    #: One request per effect: "plan:17", "evaluation:204:1" …; asking twice is asking once.
    key: str = Field(unique=True)
    kind: str
    period_id: int = row_key()
    unit_id: int = row_key()
    segment_id: int | None = reference("segment.id", nullable=True)
    subject_id: int = row_key()
    subject_version: int
    content_hash: str
    assignee_id: int = reference("person.id")
    opened_at: Moment = moment(default_now=True)
    due_at: Moment | None = moment()
    #: When and whom the sweep told that no decision had come; nothing else follows from it.
    escalated_at: Moment | None = moment()
    escalated_to: int | None = reference("person.id", nullable=True)
    #: Set with the decision, or when the request was withdrawn; kept here so that the inbox is one index.
    closed_at: Moment | None = moment()


class Decision(SQLModel, table=True):
    """The decision on a request. Its key is the request: there can be no second one."""

    __table_args__ = (one_of("outcome", OUTCOMES, "decision_outcome"),)

    approval_id: int = reference("approval.id", primary_key=True)
    outcome: str
    reason: str = ""
    content: dict[str, Any] = document()
    content_hash: str
    decided_by: int = reference("person.id")
    #: When a deputy decided: for whom, and by which delegation.
    acting_for_id: int | None = reference("person.id", nullable=True)
    delegation_id: int | None = reference("delegation.id", nullable=True)
    decided_at: Moment = moment(default_now=True)
