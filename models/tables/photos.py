"""Photos of what a daily log says was done."""

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")
_IN_FORCE = text("withdrawn_at IS NULL")


class LogPhoto(SQLModel, table=True):
    """A photo of one version of a log entry; the file is kept by its hash (evidence_store), without its place."""

    __tablename__ = "log_photo"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="log_photo_hash"),
        one_of("media_type", PHOTO_TYPES, "log_photo_kind"),
        CheckConstraint("bytes > 0", name="log_photo_bytes"),
        Index("log_photo_once", "log_id", "sha256", unique=True, postgresql_where=_IN_FORCE),
        Index("log_photo_of_segment", "segment_id", "log_id", postgresql_where=_IN_FORCE),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    log_id: int = reference("activity_log.id")
    sha256: str
    media_type: str
    bytes: int = Field(sa_type=BigInteger)
    name: str
    recorded_by: int = reference("person.id")
    recorded_at: Moment = moment(default_now=True)
    withdrawn_at: Moment | None = moment()
