"""Delegations (Plt, Plh): who acts for whom, by which decree, on which days."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

#: Pelaksana tugas (the post is vacant) and pelaksana harian (its holder is away for a short time; SPEC §2.7).
DELEGATION_KINDS = ("plt", "plh")


class Delegation(SQLModel, table=True):
    """One person decides for another by decree; the days alone say whether it is in force, nobody has to end it."""

    __table_args__ = (
        one_of("kind", DELEGATION_KINDS, "delegation_kind"),
        CheckConstraint("principal_id <> deputy_id", name="delegation_to_another"),
        CheckConstraint("starts <= ends", name="delegation_dates"),
        CheckConstraint("btrim(decree) <> ''", name="delegation_decree"),
        CheckConstraint("ended_at IS NOT NULL OR ended_by IS NULL", name="delegation_end"),
        #: One deputy at a time; a range of one number needs no extension for its index.
        ExcludeConstraint(
            (func.int8range(text("principal_id"), text("principal_id"), text("'[]'")), "&&"),
            (func.daterange(text("starts"), text("ends"), text("'[]'")), "&&"),
            where=text("ended_at IS NULL"),
            name="delegation_overlap",
        ),
        Index("delegation_of_deputy", "deputy_id"),
        Index("delegation_of_principal", "principal_id"),
    )

    id: int = identifier()
    principal_id: int = reference("person.id")
    deputy_id: int = reference("person.id")
    kind: str
    decree: str
    decree_date: date
    #: First and last day, as the calendar stands in `timezone`.
    starts: date
    ends: date
    timezone: str
    #: The HR administrator; empty when an operator entered it (the ledger names them).
    made_by: int | None = reference("person.id", nullable=True)
    made_at: Moment = moment(default_now=True)
    #: Ended before its last day.
    ended_at: Moment | None = moment()
    ended_by: int | None = reference("person.id", nullable=True)
