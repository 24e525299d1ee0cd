"""Organizational units (unor): the tree of agencies (OPD) and their parts."""

from sqlmodel import Field, SQLModel

from models.tables.columns import identifier, reference


class Unit(SQLModel, table=True):
    """One unit (unor) with its parent and the agency (OPD, unor induk) it belongs to."""

    id: int = identifier()
    code: str = Field(unique=True)
    name: str
    parent_id: int | None = reference("unit.id", nullable=True)
    agency_id: int | None = reference("unit.id", nullable=True)
    head_post: str = Field(default="", sa_column_kwargs={"server_default": ""})
    echelon: str = Field(default="", sa_column_kwargs={"server_default": ""})
