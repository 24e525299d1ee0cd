"""Legal holds, which keep a person from being erased; what destroying leaves: files, salts, lists of rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

#: Where erased files lay: the store of evidence and photos, the folder of mails, that of archives.
FILE_PLACES = ("evidence", "mail", "archive")


class LegalHold(SQLModel, table=True):
    """That a person's values must be kept, by decree: a dispute, an examination, a court."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("btrim(decree) <> ''", name="legal_hold_decree"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason IS NULL)", name="legal_hold_lifted"),
        Index("legal_hold_once", "person_id", unique=True, postgresql_where=text("lifted_at IS NULL")),
    )

    id: int = identifier()
    person_id: int = reference("person.id")
    decree: str
    reason: str
    held_at: Moment = moment(default_now=True)
    lifted_at: Moment | None = moment()
    lifted_reason: str | None = None


class ErasedFile(SQLModel, table=True):
    """A file of somebody who was erased: named in the act's transaction, removed from the disk afterwards."""

    __tablename__ = "erased_file"
    __table_args__ = (one_of("place", FILE_PLACES, "erased_file_place"),)

    place: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    queued_at: Moment = moment(default_now=True)
    removed_at: Moment | None = moment()


class ErasedRest(SQLModel, table=True):
    """The salt of the digest of words of which an erasure left something: it goes when they do."""

    __tablename__ = "erased_rest"

    event_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    #: "table.column" of what repeats the words of that event.
    place: str = Field(primary_key=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DestroyedRows(SQLModel, table=True):
    """The rows of a table that one act of the retention schedule destroyed; the event of the act has the digest."""

    __tablename__ = "destroyed_rows"

    act: UUID = Field(primary_key=True)
    #: The table.
    place: str = Field(primary_key=True)
    #: Keys of the rows (of audit_text: numbers of events), as runs.
    numbers: Any = Field(sa_column=Column(INT8MULTIRANGE, nullable=False))
