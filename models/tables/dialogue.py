"""What employee and rater write to each other about an appraisal."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, reference


class Dialogue(SQLModel, table=True):
    """One message in the dialogue of a segment; its words stand in audit_text, where they can be erased."""

    __table_args__ = (Index("dialogue_of_segment", "segment_id", "id"),)

    id: int = identifier()
    segment_id: int = reference("segment.id")
    written_by: int = reference("person.id")
    #: The rater, when their deputy wrote.
    acting_for_id: int | None = reference("person.id", nullable=True)
    written_at: Moment = moment(default_now=True)
