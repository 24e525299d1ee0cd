"""How columns are declared here: identifiers, moments, closed word lists and exact numbers, each in one way only."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def identifier() -> Any:
    """The surrogate key of a row: a bigint the database numbers."""
    return Field(default=None, sa_column=Column(BigInteger, Identity(always=False), primary_key=True))


def reference(target: str, *, nullable: bool = False, unique: bool = False, primary_key: bool = False) -> Any:
    """A bigint that points at `target` ("table.column")."""
    return Field(
        default=None, foreign_key=target, nullable=nullable, unique=unique, primary_key=primary_key, sa_type=BigInteger
    )


def row_key(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """A bigint identifying a row elsewhere without a foreign key of its own (a composite key or history holds it)."""
    return Field(default=None, nullable=nullable, primary_key=primary_key, sa_type=BigInteger)


def moment(*, default_now: bool = False, nullable: bool = True) -> Any:
    """A point in time with time zone; `default_now` lets the database clock fill it in."""
    filled = {"server_default": text("now()")} if default_now else {}
    return Field(
        default=None,
        sa_type=cast("Any", DateTime(timezone=True)),
        nullable=nullable and not default_now,
        sa_column_kwargs=filled,
    )


def document(*, nullable: bool = False) -> Any:
    """A JSON document; empty unless given."""
    default = None if nullable else text("'{}'::jsonb")
    return Field(default=None, sa_column=Column(JSONB, server_default=default, nullable=nullable))


def exact(*, nullable: bool = True) -> Any:
    """An exact number of any size (NUMERIC): never a float."""
    return Field(default=None, nullable=nullable, sa_type=Numeric)


def one_of(column: str, words: type[StrEnum] | Iterable[str], name: str) -> CheckConstraint:
    """CHECK that `column` holds one of `words`."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def finite(column: str, name: str) -> CheckConstraint:
    """CHECK that a NUMERIC is a number: NaN and infinities are refused."""
    return CheckConstraint(f"{column} NOT IN ('NaN', 'Infinity', '-Infinity')", name=name)


Moment = datetime
