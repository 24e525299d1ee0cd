"""Taking results out of the system: who took which results of whom and when is on record (UU 27/2022; faults L).

Belongs here: permission and the event beside each export. Does not: what a file says (siasn, books, reconciliation).
"""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.board import find_period
from models.database import Row, one
from models.deadlines import is_hr_administrator
from models.errors import InvalidInputError, NotAllowedError, WrongStateError
from models.exchange import books, reconciliation, siasn
from models.language import N_
from models.ledger import Subject


def taken(session: Session, code: str, kind: str, *, by: Actor) -> siasn.Export:
    """The final results of a period in SIASN's fields (siasn.KINDS), with what is held back; the taking is recorded.

    Raises:
        NotFoundError: no such period.
        InvalidInputError: no such kind.
        WrongStateError: a file about a year, of a period that is none.
        NotAllowedError: not an HR administrator (an operator at the command line may).
    """
    if kind not in siasn.KINDS:
        raise InvalidInputError(
            N_("There is no export {kind}. There are: {all}."), kind=kind, all=", ".join(siasn.KINDS)
        )
    period = _allowed(session, code, by)
    if kind in siasn.OF_A_YEAR and period["kind"] != "annual":
        raise WrongStateError(
            N_("Period {code} is not a whole year, and {kind} is about a year. Choose the annual period, or periodic."),
            code=code, kind=kind,
        )  # fmt: skip
    export = siasn.KINDS[kind](session, period)
    _record(session, period, kind, by, rows=len(export.rows), held=len(export.held))
    return export


def book(session: Session, code: str, path: Path, *, unit: str | None, by: Actor) -> list[Row]:
    """Write the workbook of a unit (code) or of the region to `path`; returns its people; the taking is recorded.

    Raises:
        NotFoundError: no such period or unit.
        NotAllowedError: not an HR administrator (an operator at the command line may).
        InvalidInputError: the file cannot be written.
    """
    period = _allowed(session, code, by)
    found = books.write_unit(session, period, unit, path) if unit else books.write_region(session, period, path)
    held = sum(bool(row["held"]) for row in found)
    _record(session, period, "unit" if unit else "region", by, of_unit(session, unit), rows=len(found), held=held)
    return found


def compared(session: Session, code: str, *, by: Actor, written: bool) -> list[Row]:
    """Our results beside e-Kinerja's (reconciliation.compare); recorded when they are `written` to a file.

    Raises:
        NotFoundError: no such period.
        NotAllowedError: not an HR administrator (an operator at the command line may).
    """
    period = _allowed(session, code, by)
    found = reconciliation.compare(session, period)
    if written:
        _record(session, period, "comparison", by, rows=len(found), held=0)
    return found


@dataclass(frozen=True)
class Whose:
    """Of whom a file is, by number: of one unit or one segment, else of the whole period."""

    unit: int | None = None
    segment: int | None = None


def of_unit(session: Session, code: str | None) -> Whose:
    """Of the unit with this code; of everybody without one."""
    return Whose((one(session, "SELECT id FROM unit WHERE code = %(code)s", code=code) or {"id": None})["id"])


def letters_taken(session: Session, code: str, kind: str, count: int, *, by: Actor, whose: Whose = Whose()) -> None:
    """Record that somebody took the letters (`kind`) of so many people of a period out; nothing for none.

    Raises:
        NotFoundError: no such period.
        NotAllowedError: not an HR administrator (an operator at the command line may).
    """
    period = _allowed(session, code, by)
    if count:
        _record(session, period, f"letter_{kind}", by, whose, rows=count, held=0)


def _allowed(session: Session, code: str, by: Actor) -> Row:
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator may take results out. Ask your HR office for the file."))
    return find_period(session, code)


def _record(
    session: Session, period: Row, kind: str, by: Actor, whose: Whose = Whose(), *, rows: int, held: int
) -> None:
    about = Subject(period["id"], whose.unit, whose.segment, kind="period", id=period["id"])
    ledger.record(session, "results.exported", by=by, subject=about, file=kind, rows=rows, held=held)
