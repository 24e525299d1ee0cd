"""Sources as declared, each file or answer as it was delivered, and the rows that were held back with their reasons."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, one_of, reference

WAYS = ("file", "folder", "http", "sql")
DELIVERY_OUTCOMES = ("stored", "same", "refused")


class Source(SQLModel, table=True):
    """A source of data as declared: dataset, way, columns, writing of numbers; a change is a new version."""

    __table_args__ = (
        CheckConstraint("code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$'", name="source_code"),
        Index("source_version", "period_id", "code", "version", unique=True),
        Index("source_in_force", "period_id", "code", unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    id: int = identifier()
    period_id: int = reference("period.id")
    #: The agency whose data it gives; none where its rows name their unit or person themselves.
    unit_id: int | None = reference("unit.id", nullable=True)
    code: str
    version: int
    dataset: str
    definition: dict[str, Any] = document()
    definition_digest: str
    registered_by: str
    registered_at: Moment = moment(default_now=True)
    retired_at: Moment | None = moment()
    #: When it was last asked, for sources that are pulled, and what went wrong if something did.
    pulled_at: Moment | None = moment()
    pull_problem: dict[str, Any] | None = document(nullable=True)


class Delivery(SQLModel, table=True):
    """One file or answer of a source: its hash, who brought it in which run, and what became of its rows."""

    __table_args__ = (
        one_of("way", WAYS, "delivery_way"),
        one_of("outcome", DELIVERY_OUTCOMES, "delivery_outcome"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="delivery_hash"),
        Index("delivery_of_source", "source_id", "id"),
        Index("delivery_of_content", "source_id", "sha256"),
    )

    id: int = identifier()
    period_id: int = reference("period.id")
    source_id: int = reference("source.id")
    way: str
    #: File name or address, never with a secret.
    name: str
    sha256: str
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    #: Where the delivery says itself when its data were drawn (e-Kinerja exports do).
    stamped: str = Field(default="", sa_column_kwargs={"server_default": ""})
    imported_by: int | None = reference("person.id", nullable=True)
    operator: str | None = None
    flow_run_id: UUID | None = None
    received_at: Moment = moment(default_now=True)
    outcome: str
    #: Why it was refused or had nothing new, or what is to be noted of it.
    message: dict[str, Any] | None = document(nullable=True)
    rows: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    added: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    corrected: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unchanged: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    held: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class HeldRow(SQLModel, table=True):
    """A row that was not stored: its cells as they came, what is wrong with each, and the delivery that settled it."""

    __tablename__ = "held_row"
    __table_args__ = (Index("held_row_open", "delivery_id", postgresql_where=text("settled_by IS NULL")),)

    delivery_id: int = reference("delivery.id", primary_key=True)
    row: int = Field(primary_key=True)
    #: The agency whose administrator can mend it, where the row or source names it.
    unit_id: int | None = reference("unit.id", nullable=True)
    #: The row's natural key, where its cells could be read.
    key: str | None = None
    cells: dict[str, Any] = document()
    #: [{code, field, observed, text, values, remedy}], texts as message ids.
    problems: list[Any] = Field(sa_column=Column(JSONB, nullable=False))
    settled_by: int | None = reference("delivery.id", nullable=True)
