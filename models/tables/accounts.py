"""How a person signs in to the portal: account, one-time links, sessions kept on the server, and tokens of programs."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, reference


class Account(SQLModel, table=True):
    """What a person signs in with; no row, or none with a password, until a one-time link was used."""

    __table_args__ = (CheckConstraint("failures >= 0", name="account_failures"),)

    person_id: int = reference("person.id", primary_key=True)
    #: Argon2id, with its parameters and salt.
    password_hash: str | None = None
    password_set_at: Moment | None = moment()
    #: Wrong passwords in a row.
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    locked_until: Moment | None = moment()
    disabled_at: Moment | None = moment()


class SignInLink(SQLModel, table=True):
    """A link by which its person sets a password once; only its digest is stored."""

    __tablename__ = "sign_in_link"
    __table_args__ = (Index("sign_in_link_of_person", "person_id", postgresql_where=text("used_at IS NULL")),)

    id: int = identifier()
    token_digest: str = Field(unique=True)
    person_id: int = reference("person.id")
    issued_by: str
    issued_at: Moment = moment(default_now=True)
    expires_at: Moment = moment(nullable=False)
    used_at: Moment | None = moment()


class WebSession(SQLModel, table=True):
    """A signed-in browser: the cookie holds a random token, the row its digest, idle and absolute end."""

    __tablename__ = "web_session"
    __table_args__ = (Index("web_session_of_person", "person_id", postgresql_where=text("ended_at IS NULL")),)

    id: int = identifier()
    token_digest: str = Field(unique=True)
    person_id: int = reference("person.id")
    #: The delegation by which this browser acts for somebody; the days of the delegation still decide.
    delegation_id: int | None = reference("delegation.id", nullable=True)
    began_at: Moment = moment(default_now=True)
    seen_at: Moment = moment(default_now=True)
    expires_at: Moment = moment(nullable=False)
    ended_at: Moment | None = moment()
    agent: str = ""


class ApiToken(SQLModel, table=True):
    """A token by which a person's program reads what they may read, for one purpose and so many days."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("btrim(purpose) <> ''", name="api_token_purpose"),
        Index("api_token_of_person", "person_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: int = identifier()
    token_digest: str = Field(unique=True)
    person_id: int = reference("person.id")
    purpose: str
    issued_at: Moment = moment(default_now=True)
    expires_at: Moment = moment(nullable=False)
    ended_at: Moment | None = moment()
    #: The day on which it was last used: a token that nobody uses should end.
    used_on: date | None = None
