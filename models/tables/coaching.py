"""Coaching records: what rater and employee talked over and agreed, confirmed by both."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

#: Guidance and counseling of performance (bimbingan kinerja, konseling kinerja; PP 30/2019, SPEC §2.3).
COACHING_KINDS = ("guidance", "counseling")


class Coaching(SQLModel, table=True):
    """One version of a coaching record; the rater's words and the employee's remark stand beside each other."""

    __table_args__ = (
        one_of("kind", COACHING_KINDS, "coaching_kind"),
        CheckConstraint("btrim(talked) <> '' AND btrim(agreed) <> ''", name="coaching_words"),
        Index("coaching_version", "segment_id", "number", "version", unique=True),
        Index(
            "coaching_current", "segment_id", "number", unique=True, postgresql_where=text("superseded_at IS NULL")
        ),
    )  # fmt: skip

    id: int = identifier()
    segment_id: int = reference("segment.id")
    #: 1 for the segment's first record; a correction keeps it and counts the version up.
    number: int
    version: int
    kind: str
    held_on: date
    talked: str
    agreed: str
    follow_up_on: date | None = None
    recorded_by: int = reference("person.id")
    #: The rater, when their deputy recorded the talk.
    acting_for_id: int | None = reference("person.id", nullable=True)
    recorded_at: Moment = moment(default_now=True)
    superseded_at: Moment | None = moment()
    confirmed_at: Moment | None = moment()
    remark: str = ""
