"""Letters that were made, by the code that stands on each, and what letters about somebody say for good."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, one_of, reference

#: Letters about somebody, and those about a unit or a period.
LETTER_KINDS, SURVEY_KINDS = ("plan", "evaluation", "decision"), ("recapitulation", "report")


class Letter(SQLModel, table=True):
    """What a letter was about and the digest of what it said; whoever holds one can check it by its code."""

    __table_args__ = (
        one_of("kind", (*LETTER_KINDS, *SURVEY_KINDS), "letter_kind"),
        one_of("language", ("id", "en"), "letter_language"),
        CheckConstraint("code ~ '^[A-Z2-7]{16}$'", name="letter_code"),
        CheckConstraint("num_nonnulls(segment_id, period_id) = 1", name="letter_about_one"),
        UniqueConstraint("kind", "segment_id", "version", "language", "content_digest"),
        Index("letter_of_segment", "segment_id"),
        Index("letter_of_period", "period_id", "unit_id"),
    )

    code: str = Field(primary_key=True)
    kind: str
    segment_id: int | None = reference("segment.id", nullable=True)
    #: Version of the result or plan it is about; of a letter about a unit or period, how many final results it counts.
    version: int
    language: str
    content_digest: str
    made_at: Moment = moment(default_now=True)
    period_id: int | None = reference("period.id", nullable=True)
    unit_id: int | None = reference("unit.id", nullable=True)


class LetterContent(SQLModel, table=True):
    """What a letter about somebody says, in no language: fixed once, whatever changes later in what it came from.

    Only erasing a person's values takes it away; its salted digest, and the codes made of that, stay.
    """

    __tablename__ = "letter_content"
    __table_args__ = (
        one_of("kind", LETTER_KINDS, "letter_content_kind"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="letter_content_digest"),
    )

    kind: str = Field(primary_key=True)
    segment_id: int = reference("segment.id", primary_key=True)
    #: Version of the result or plan.
    version: int = Field(primary_key=True)
    #: Canonical JSON (RFC 8785); the digest is over these bytes.
    content: str | None = None
    digest: str
    #: That the result is sealed (chain/results), as it is first shown; a later proof says no more and has other bytes.
    proof: str | None = None
    fixed_at: Moment = moment(default_now=True)
