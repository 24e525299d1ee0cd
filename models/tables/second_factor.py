"""The second factor of whoever turned it on, their recovery codes, and sign-ins that wait for a code."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, reference, row_key


class SecondFactor(SQLModel, table=True):
    """What a person's app makes codes of; it is asked for at sign-in once it is confirmed."""

    __tablename__ = "second_factor"
    __table_args__ = (CheckConstraint("failures >= 0", name="second_factor_failures"),)

    person_id: int = reference("person.id", primary_key=True)
    #: Encrypted under the installation's secret (models/secret_key).
    secret: str
    begun_at: Moment = moment(default_now=True)
    confirmed_at: Moment | None = moment()
    #: The last time step whose code was accepted: no code of it or before it is accepted again.
    last_step: int | None = row_key(nullable=True)
    #: Wrong codes since the last right one.
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the app once; only its digest is stored. It ends with its second factor."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("recovery_code_of_person", "person_id"),)

    id: int = identifier()
    person_id: int = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("second_factor.person_id", ondelete="CASCADE"), nullable=False),
    )
    code_digest: str
    used_at: Moment | None = moment()


class SignInStep(SQLModel, table=True):
    """A sign-in whose password was right and which waits for its code; only the digest of its cookie is stored."""

    __tablename__ = "sign_in_step"
    __table_args__ = (Index("sign_in_step_of_person", "person_id", postgresql_where=text("ended_at IS NULL")),)

    id: int = identifier()
    token_digest: str = Field(unique=True)
    person_id: int = reference("person.id")
    begun_at: Moment = moment(default_now=True)
    expires_at: Moment = moment(nullable=False)
    ended_at: Moment | None = moment()
