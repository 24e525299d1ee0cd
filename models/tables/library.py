"""The indicator library: measurable indicators for each kind of post, by version."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference
from models.tables.periods import POST_KINDS


class LibraryIndicator(SQLModel, table=True):
    """One version of an indicator that people may take into their plans; a retired one stays on record."""

    __tablename__ = "library_indicator"
    __table_args__ = (
        one_of("post_kind", POST_KINDS, "library_post_kind"),
        one_of("aspect", ("quantity", "quality", "time", "cost"), "library_aspect"),
        one_of("direction", ("normal", "reversed"), "library_direction"),
        CheckConstraint("(retired_at IS NULL) = (retired_reason IS NULL)", name="library_retired_with_reason"),
        Index("library_version", "number", "version", unique=True),
        Index("library_current", "number", unique=True, postgresql_where=text("superseded_at IS NULL")),
    )

    id: int = identifier()
    #: The same in every version of one indicator.
    number: int
    version: int
    post_kind: str
    aspect: str
    statement: str
    unit_of_measure: str
    direction: str
    data_source: str
    note: str = ""
    recorded_by: int = reference("person.id")
    recorded_at: Moment = moment(default_now=True)
    superseded_at: Moment | None = moment()
    retired_at: Moment | None = moment()
    retired_reason: str | None = None
