"""Persons and the roles they hold."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference

ROLES = ("hr_admin", "unit_admin", "performance_team", "auditor")


class Person(SQLModel, table=True):
    """A civil servant (ASN, known by NIP) or an official who only decides, such as the regional head."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(nip, official_code) = 1", name="person_has_one_key"),
        CheckConstraint("nip ~ '^[0-9]{18}$'", name="person_nip_is_18_digits"),
        CheckConstraint("nik ~ '^[0-9]{16}$'", name="person_nik_is_16_digits"),
        one_of("kind", ("PNS", "CPNS", "PPPK", "OFFICIAL"), "person_kind"),
        one_of("language", ("id", "en"), "person_language"),
    )

    id: int = identifier()
    nip: str | None = Field(default=None, unique=True)
    official_code: str | None = Field(default=None, unique=True)
    kind: str
    nik: str | None = Field(default=None, unique=True)
    name: str
    front_title: str = Field(default="", sa_column_kwargs={"server_default": ""})
    back_title: str = Field(default="", sa_column_kwargs={"server_default": ""})
    birth_date: date | None = None
    sex: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = Field(default="id", sa_column_kwargs={"server_default": "id"})
    #: When this person's values were taken away (models/erasure); numbers and decisions stay under the row's number.
    erased_at: Moment | None = moment()


class RoleAssignment(SQLModel, table=True):
    """A role beside being appraised: HR administrator, unit administrator, performance team or auditor."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        one_of("role", ROLES, "role_assignment_role"),
        CheckConstraint("(role = 'unit_admin') = (unit_id IS NOT NULL)", name="role_assignment_unit"),
        Index("role_assignment_once", "person_id", "role", text("coalesce(unit_id, 0)"), unique=True),
    )

    id: int = identifier()
    person_id: int = reference("person.id")
    role: str
    unit_id: int | None = reference("unit.id", nullable=True)
    granted_at: Moment = moment(default_now=True)


class Discipline(SQLModel, table=True):
    """A disciplinary sanction (hukuman disiplin) in force, by decree: shown beside a result, never part of it."""

    __table_args__ = (
        CheckConstraint("starts <= ends", name="discipline_dates"),
        CheckConstraint("btrim(decree) <> ''", name="discipline_decree"),
        Index("discipline_once", "person_id", "decree", unique=True),
    )

    id: int = identifier()
    person_id: int = reference("person.id")
    kind: str
    decree: str
    starts: date
    ends: date
