"""Every attempt to tell somebody something: by which way, with which words, and what became of it."""

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

#: "file": a mail kept in a folder, where no mail server is used (the demo).
DELIVERY_CHANNELS = ("mail", "chat", "file")
#: "deferred", "refused" and "timed_out" are tried again, "unknown" once; "bounced" and "rejected" are final.
OUTCOMES = ("sent", "deferred", "bounced", "rejected", "refused", "timed_out", "unknown")


class NoticeDelivery(SQLModel, table=True):
    """One attempt for one notice; a daily summary is one message with a row for each notice in it. History."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        one_of("channel", DELIVERY_CHANNELS, "notice_delivery_channel"),
        one_of("outcome", OUTCOMES, "notice_delivery_outcome"),
        Index("notice_delivery_once", "notice_id", "attempt", "channel", unique=True),
        Index("notice_delivery_bounced", "notice_id", postgresql_where=text("outcome = 'bounced'")),
    )

    id: int = identifier()
    notice_id: int = reference("notice.id")
    attempt: int
    channel: str
    outcome: str
    #: The same at each try, so that a mail program shows a message that came twice once.
    message_id: str
    content_hash: str
    #: SHA-256 of message_id, a line break and the address: whether it was the address that is known now, and no more.
    address_hash: str
    #: The server's reply code, and the first line of its answer.
    code: int | None = None
    answer: str | None = None
    at: Moment = moment(default_now=True)
