"""What share of a target was reached, by indicator: shown to the rater as evidence, never turned into a rating."""

from decimal import Decimal

from sqlalchemy import Index
from sqlmodel import SQLModel

from models.tables.columns import exact, finite, identifier, one_of, reference


class IndicatorAttainment(SQLModel, table=True):
    """Attainment of one indicator from its latest realization, in whole percent, and what it indicates (SPEC §3.6)."""

    __tablename__ = "indicator_attainment"
    __table_args__ = (
        one_of("signal", ("below", "at", "above", "missing", "no_target"), "indicator_attainment_signal"),
        finite("percent", "indicator_attainment_finite"),
        Index("indicator_attainment_of_segment", "segment_id"),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    indicator_id: int = reference("indicator.id", unique=True)
    realized: Decimal | None = exact()
    percent: Decimal | None = exact()
    signal: str
