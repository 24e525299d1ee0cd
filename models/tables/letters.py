"""Letters that were made, by the code that stands on each."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, one_of, reference

LETTER_KINDS = ("plan", "evaluation", "decision")


class Letter(SQLModel, table=True):
    """What a letter was about and the digest of what it said; whoever holds one can check it by its code."""

    __table_args__ = (
        one_of("kind", LETTER_KINDS, "letter_kind"),
        one_of("language", ("id", "en"), "letter_language"),
        CheckConstraint("code ~ '^[A-Z2-7]{16}$'", name="letter_code"),
        UniqueConstraint("kind", "segment_id", "version", "language", "content_digest"),
        Index("letter_of_segment", "segment_id"),
    )

    code: str = Field(primary_key=True)
    kind: str
    segment_id: int = reference("segment.id")
    #: Version of the result or plan it is about.
    version: int
    language: str
    content_digest: str
    made_at: Moment = moment(default_now=True)
