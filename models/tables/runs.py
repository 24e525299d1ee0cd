"""Prefect runs of ours, one line each: kept after Prefect has forgotten them."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, one_of, reference

#: The flows whose runs are on record; a sweep touches no unit's stages, and there is one each minute.
FLOWS = ("unit-cycle", "appraisal-period", "ingest")
FLOW_OUTCOMES = ("running", "waiting", "finished", "failed")


class FlowRun(SQLModel, table=True):
    """One Prefect run, also where it only waited or found nothing to do: what it was about, and how it ended.

    The runs of stages that it made name it (`StageRun.flow_run_id`). One that stays "running" was lost.
    """

    __tablename__ = "flow_run"
    __table_args__ = (
        one_of("flow", FLOWS, "flow_run_flow"),
        one_of("outcome", FLOW_OUTCOMES, "flow_run_outcome"),
        CheckConstraint("(outcome = 'running') = (ended_at IS NULL)", name="flow_run_ended"),
        Index("flow_run_of_unit", "period_id", "unit_id", "began_at"),
        Index("flow_run_began", "began_at"),
    )

    #: Prefect's own number.
    id: UUID = Field(primary_key=True)
    flow: str
    period_id: int | None = reference("period.id", nullable=True)
    unit_id: int | None = reference("unit.id", nullable=True)
    source_id: int | None = reference("source.id", nullable=True)
    began_at: Moment = moment(default_now=True)
    ended_at: Moment | None = moment()
    outcome: str = Field(default="running", sa_column_kwargs={"server_default": "running"})
    said: str = Field(default="", sa_column_kwargs={"server_default": ""})
