"""Who looked at whose record, a line for each day."""

import datetime as dt

from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, moment, reference


class RecordLook(SQLModel, table=True):
    """That somebody else opened a person's record on a day; the person reads it (SPEC §9)."""

    __tablename__ = "record_look"

    segment_id: int = reference("segment.id", primary_key=True)
    person_id: int = reference("person.id", primary_key=True)
    day: dt.date = Field(primary_key=True)
    #: As what they saw it: rater, superior, asked, or the role.
    seen_as: str
    first_at: Moment = moment(default_now=True)


class OperatorLook(SQLModel, table=True):
    """That an operator, who is no person here, had a record shown at the command line on a day."""

    __tablename__ = "operator_look"

    segment_id: int = reference("segment.id", primary_key=True)
    #: "cli:" and the login.
    operator: str = Field(primary_key=True)
    day: dt.date = Field(primary_key=True)
    first_at: Moment = moment(default_now=True)
