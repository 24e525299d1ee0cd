"""Archives that auditors asked for in the portal, and what became of each."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, document, identifier, moment, reference


class AskedArchive(SQLModel, table=True):
    """One archive that was asked for; without an end it waits or is being written: a person has one such at most."""

    __tablename__ = "asked_archive"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="asked_archive_reason"),
        CheckConstraint(
            "num_nonnulls(name, problem) = CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END"
            " AND num_nulls(name, bytes, manifest) IN (0, 3)",
            name="asked_archive_ended",
        ),
        Index("asked_archive_one_each", "asked_by", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: int = identifier()
    asked_by: int = reference("person.id")
    period_id: int = reference("period.id")
    #: People whose names are put in.
    disclosed: list[int] = Field(
        sa_column=Column(ARRAY(BigInteger), server_default=text("'{}'::bigint[]"), nullable=False)
    )
    reason: str
    asked_at: Moment = moment(default_now=True)
    began_at: Moment | None = moment()
    percent: int = Field(default=0, sa_column=Column(BigInteger, server_default=text("0"), nullable=False))
    ended_at: Moment | None = moment()
    #: Of the file in the folder of archives.
    name: str | None = None
    bytes: int | None = Field(default=None, sa_column=Column(BigInteger))
    #: Hash of its manifest, as the event of the taking has it.
    manifest: str | None = None
    #: Why it could not be written.
    problem: dict[str, Any] | None = document(nullable=True)
    #: When its file went: after some days, or because somebody in it was erased.
    removed_at: Moment | None = moment()
