"""The chain over the ledger: numbered leaves, the nodes of their tree, the signed roots; and pseudonyms in results."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, reference


def _number(*, unique: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=False, unique=unique)


def _hash() -> Column[bytes]:
    return Column(LargeBinary, nullable=False)


class LedgerLeaf(SQLModel, table=True):
    """One committed event under its number in the chain, with what it said then."""

    __tablename__ = "ledger_leaf"

    #: From 0, without gaps.
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    event_id: int = Field(sa_column=_number(unique=True))
    #: The event in canonical form (RFC 8785): when the event is changed later, this says what was changed.
    content: str
    hash: bytes = Field(sa_column=_hash())


class LedgerNode(SQLModel, table=True):
    """The hash over a full run of leaves: 2^level of them, the run number `place` of that level."""

    __tablename__ = "ledger_node"
    __table_args__ = (CheckConstraint("level > 0", name="ledger_node_level"),)

    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_column=_hash())


class LedgerRoot(SQLModel, table=True):
    """The root of the tree at a size, chained to the root before it and signed (C2SP tlog-checkpoint)."""

    __tablename__ = "ledger_root"
    __table_args__ = (CheckConstraint("size > 0", name="ledger_root_size"),)

    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=_hash())
    #: SHA-256 over the chain of the root before and this root.
    chain: bytes = Field(sa_column=_hash())
    note: str
    #: Every event with a number up to this one is in the tree, or was never committed.
    watermark: int = Field(sa_column=_number())
    #: The newest event that was seen, and the transaction number from which on later ones count.
    seen_event: int = Field(sa_column=_number())
    seen_transaction: int = Field(sa_column=_number())
    sealed_at: Moment = moment(default_now=True)


class Pseudonym(SQLModel, table=True):
    """What a person is called in the sealed results and archives of a period: different in each, told by a key.

    It is sha256(key + NIP), cut: whoever is given key and NIP can check it, nobody can guess it. It stays when the
    person's values are erased; the key goes with them, and so do the names that they had in that period.
    """

    __table_args__ = (
        CheckConstraint("pseudonym ~ '^[0-9a-f]{32}$'", name="pseudonym_form"),
        Index("pseudonym_once", "pseudonym", unique=True),
    )

    period_id: int = reference("period.id", primary_key=True)
    person_id: int = reference("person.id", primary_key=True)
    key: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    pseudonym: str
    name: str | None = None
    front_title: str | None = None
    back_title: str | None = None
