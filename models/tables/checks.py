"""Checks of the ledger that auditors asked for, with their verdicts."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, reference


class LedgerCheck(SQLModel, table=True):
    """One check that was asked for; without an end it waits or is under way, and there is one such at most."""

    __tablename__ = "ledger_check"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (verdict IS NULL)", name="ledger_check_ended"),
        Index("ledger_check_one_at_a_time", text("(true)"), unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: int = identifier()
    asked_by: int = reference("person.id")
    asked_at: Moment = moment(default_now=True)
    #: The signed note that the ledger is held against; empty for none.
    checkpoint: str = Field(default="", sa_column_kwargs={"server_default": ""})
    began_at: Moment | None = moment()
    ended_at: Moment | None = moment()
    #: Counts and the first faults; `problem` where it could not be done.
    verdict: dict[str, Any] | None = document(nullable=True)
