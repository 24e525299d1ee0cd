"""How a person wants to be told what concerns them."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, SmallInteger
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, one_of, reference

#: "portal": by mail only what the law requires; everything else stands on the portal's page of notices.
CHANNELS = ("mail", "chat", "both", "portal")


def _hour(default: int) -> Any:
    column = Column(SmallInteger, server_default=str(default), nullable=False)
    return Field(default=default, sa_column=column)


class NoticePreference(SQLModel, table=True):
    """A person's own choice; who has no row is told by mail, gathered at seven, and never at night."""

    __tablename__ = "notice_preference"
    __table_args__ = (
        one_of("channel", CHANNELS, "notice_preference_channel"),
        CheckConstraint(
            "digest_hour BETWEEN 5 AND 18 AND quiet_from BETWEEN 17 AND 23 AND quiet_until BETWEEN 4 AND 9",
            name="notice_preference_hours",
        ),
        CheckConstraint("channel NOT IN ('chat', 'both') OR chat_sealed IS NOT NULL", name="notice_preference_chat"),
    )

    person_id: int = reference("person.id", primary_key=True)
    channel: str = Field(default="mail", sa_column_kwargs={"server_default": "mail"})
    #: Hours of the day in the time zone of the person's newest period.
    digest_hour: int = _hour(7)
    quiet_from: int = _hour(20)
    quiet_until: int = _hour(6)
    #: The address of a chat, with which anybody may write there: sealed (models/secret_key).
    chat_sealed: str | None = None
    changed_at: Moment = moment(default_now=True)
