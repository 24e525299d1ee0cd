"""One file or answer of a source is brought in: read, converted, placed, compared and stored, all of it or nothing.

Belongs here: the order of these steps and the delivery's record. Does not: any one step, fetching (tasks/ingest).
The same file twice changes nothing; a row that is wrong is held back with its reason and never holds up the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.database import Row, one, rows, run, transaction
from models.datasets.dataset import Dataset
from models.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from models.files.spool import Spooled, spooled
from models.language import N_, Message
from models.ledger import Subject
from models.sources import held, placing, staging, storing, storing_realizations
from models.sources.converting import Writing
from models.sources.definition import SourceFile
from models.sources.registry import load, may_bring
from models.sources.table import Line, Sheet, lines_of
from models.vocabulary import Stage

#: With more rows wrong than this, and more than half of them, the declaration is wrong and not the rows.
_MOST_HELD = 1000


@dataclass(frozen=True)
class Brought:
    """What a file or answer brought: the delivery, and how many rows were new, corrected, unchanged or held back.

    `message` says why it was refused or had nothing new, or what is to be noted of a file that is stored.
    """

    delivery_id: int
    outcome: str
    rows: int = 0
    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    held: int = 0
    message: Message | None = None


class _RefusedError(Exception):
    """Ends the transaction of a file that is refused as a whole."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def bring_in(
    source_id: int,
    path: Path,
    *,
    way: str,
    name: str,
    by: Actor,
    flow_run_id: UUID | None = None,
    again: bool = False,
    expect_rows: int | None = None,
    dry_run: bool = False,
) -> Brought:
    """Bring in a file of a source. A file that is wrong as a whole is recorded as refused, with the reason.

    Args:
        source_id: the version of the source in force (registry.in_force).
        path: the file; it is copied and hashed first, so that it cannot change while it is read.
        way: how it came: file, folder, http or sql.
        name: what people call it: its file name or address, without secrets.
        by: who answers for it.
        flow_run_id: the Prefect run that fetched it.
        again: read it even though it was read before and something newer came since.
        expect_rows: the control total: how many rows it must have (DQ-X01).
        dry_run: do everything and keep nothing.

    Raises:
        NotFoundError: no such source.
        NotAllowedError: neither HR administrator nor administrator of the source's unit.
        WrongStateError: the source was retired, or the period is closed.
        ConflictError: an older file of this source, which newer ones have corrected since; says which.
        InvalidInputError: the file cannot be copied: gone, too large, or changing (nothing is recorded).
    """
    with transaction() as session:
        source, definition = load(session, source_id)
        _check_may(session, source, by)
    with spooled(path) as spool:
        delivery = _Delivery(source, definition, spool, way, name, by, flow_run_id)
        before = delivery.before(again=again)
        if before is not None:
            return before
        try:
            with transaction() as session:
                brought = delivery.store(session, expect_rows)
                if dry_run:
                    session.rollback()
                return brought
        except (_RefusedError, InvalidInputError) as refusal:
            if dry_run:
                return Brought(0, "refused", message=refusal.message)
            with transaction() as session:
                return delivery.refuse(session, refusal.message)


def _check_may(session: Session, source: Row, by: Actor) -> None:
    if not may_bring(session, by, source["unit_id"]):
        raise NotAllowedError(N_("Only an HR administrator, or the administrator of the unit, may bring in its data."))
    if source["retired_at"]:
        raise WrongStateError(N_("This version of source {code} is no longer in force."), code=source["code"])
    if source["closed_at"]:
        raise WrongStateError(N_("Period {period} is closed; nothing more is stored."), period=source["period_code"])


_VERSIONS = "SELECT id FROM source WHERE period_id = %(period)s AND code = %(code)s"
_BEFORE = """
SELECT d.id, d.received_at, d.source_id = %(source)s AS same_declaration,
       EXISTS (SELECT FROM held_row h WHERE h.delivery_id = d.id AND h.settled_by IS NULL) AS holds,
       (SELECT max(n.id) FROM delivery n WHERE n.source_id = ANY(%(sources)s) AND n.id > d.id AND n.outcome = 'stored'
           AND n.corrected > 0) AS newer
  FROM delivery d WHERE d.source_id = ANY(%(sources)s) AND d.sha256 = %(sha256)s AND d.outcome = 'stored'
 ORDER BY d.id DESC LIMIT 1
"""
_RECORD = """
INSERT INTO delivery (period_id, source_id, way, name, sha256, bytes, stamped, imported_by, operator, flow_run_id,
                      outcome, message, rows, added, corrected, unchanged, held)
VALUES (%(period)s, %(source)s, %(way)s, %(name)s, %(sha256)s, %(bytes)s, %(stamped)s, %(person)s, %(operator)s,
        %(flow_run)s, %(outcome)s, %(message)s, %(rows)s, %(added)s, %(corrected)s, %(unchanged)s, %(held)s)
RETURNING id
"""
#: One event and one wake for each unit whose data changed; corrected data are judged again.
_CHANGED_UNITS = """
SELECT i.unit_id, count(*) AS rows, u.position
  FROM incoming i JOIN incoming_change c USING (row) JOIN period_unit u ON u.unit_id = i.unit_id
   AND u.period_id = %(period)s
 WHERE i.problem IS NULL GROUP BY i.unit_id, u.position ORDER BY i.unit_id
"""


@dataclass
class _Delivery:
    """One file on its way in."""

    source: Row
    definition: SourceFile
    spool: Spooled
    way: str
    name: str
    by: Actor
    flow_run_id: UUID | None

    @property
    def dataset(self) -> Dataset:
        return self.definition.kind_of_data

    def before(self, *, again: bool) -> Brought | None:
        """What there is to say of a file that came before; None when it must be read."""
        with transaction() as session:
            found = one(
                session,
                _BEFORE,
                source=self.source["id"],
                sources=self._versions(session),
                sha256=self.spool.sha256,
            )
        if found is None or again:
            return None
        if found["newer"]:
            raise ConflictError(
                N_(
                    "{name} was brought in at {at:%Y-%m-%d %H:%M} UTC (import {id}), and import {newer} has corrected "
                    "rows since. To go back to it all the same, add --again."
                ),
                name=self.name,
                at=found["received_at"],
                id=found["id"],
                newer=found["newer"],
            )
        if found["holds"] or not found["same_declaration"]:
            return None
        text = N_("The same file was brought in before (import {id}); nothing was changed.")
        return Brought(found["id"], "same", message=Message(text, {"id": found["id"]}))

    def _versions(self, session: Session) -> list[int]:
        found = rows(session, _VERSIONS, period=self.source["period_id"], code=self.source["code"])
        return [row["id"] for row in found]

    def store(self, session: Session, expect_rows: int | None) -> Brought:
        """Read the file and store what can be stored, in one transaction.

        Raises:
            InvalidInputError, _RefusedError: the file is wrong as a whole.
        """
        run(
            session,
            "SELECT pg_advisory_xact_lock(hashtextextended('deliveries:' || %(code)s, %(period)s))",
            code=self.source["code"],
            period=self.source["period_id"],
        )
        sheet, unread = Sheet(), list[Line]()
        staging.make(session, self.dataset)
        staging.fill(session, self.dataset, self._sound(sheet, unread), ZoneInfo(self.source["timezone"]))
        self._check_rows(sheet, unread, expect_rows)
        staging.index(session)
        placing.place(session, self.dataset, self.source)
        sources = self._versions(session)
        if self.dataset.name == "realization":
            counts = storing_realizations.compare(session, sources)
        else:
            counts = storing.compare(session, self.dataset, self.source, sources)
        held_back, note = counts.held + len(unread), self._note(session, sheet, sources)
        brought = Brought(0, "stored", sheet.rows, counts.added, counts.corrected, counts.unchanged, held_back, note)
        self._check_held(session, brought)
        return self._keep(session, brought, sheet.stamped, unread, sources)

    def _sound(self, sheet: Sheet, unread: list[Line]) -> Iterator[Line]:
        """The rows whose cells could all be read; the others are set aside."""
        writing = Writing(self.definition, self.source["starts"].year, ZoneInfo(self.source["timezone"]))
        for line in lines_of(self.spool.path, self.name, writing, sheet):
            if line.problems:
                unread.append(line)
            else:
                yield line

    def _note(self, session: Session, sheet: Sheet, sources: list[int]) -> Message | None:
        """What is to be said of a file that is stored: a column that is gone, which is no error and may be one."""
        gone = storing.given_before(session, self.dataset, sources, sheet.absent)
        if not gone:
            return None
        text = N_(
            "{name} has no column {columns}, which earlier files of this source had; in its rows that now counts as "
            "empty. If it was left out by mistake, add it and bring the file in again."
        )
        columns = ", ".join(self.definition.columns.get(name, self.dataset[name].column) for name in gone)
        return Message(text, {"name": self.name, "columns": columns})

    def _check_rows(self, sheet: Sheet, unread: list[Line], expect_rows: int | None) -> None:
        if expect_rows is not None and sheet.rows != expect_rows:
            text = N_("{name} has {rows} rows, not {expected} as its control total says (DQ-X01). Was it cut off?")
            raise _RefusedError(Message(text, {"name": self.name, "rows": sheet.rows, "expected": expect_rows}))
        if not sheet.rows:
            text = N_("{name} has headings but no rows below them (DQ-X01). Export it again.")
            raise _RefusedError(Message(text, {"name": self.name}))
        if len(unread) > _MOST_HELD and 2 * len(unread) > sheet.rows:
            first = held.sentences(unread[0].problems, held.headings(self.dataset, self.definition.columns))[0]
            text = N_(
                "{wrong} of {rows} rows of {name} cannot be read, so the source is declared wrong rather than they "
                "(DQ-X01). The first, row {row}: {first}"
            )
            values = {
                "wrong": len(unread), "rows": sheet.rows, "name": self.name, "row": unread[0].number, "first": first,
            }  # fmt: skip
            raise _RefusedError(Message(text, values))

    def _check_held(self, session: Session, brought: Brought) -> None:
        """A file none of whose many rows has an owner is of another period or unit."""
        if brought.held > _MOST_HELD and 2 * brought.held > brought.rows:
            worst = one(session, _COMMONEST) or {"text": "", "rows": 0, "values": {}}
            text = N_(
                "{wrong} of {rows} rows of {name} belong to nobody here (DQ-X01); most often expected was {expected}. "
                "Is it the file of another period or agency?"
            )
            expected = Message(worst["text"], dict.fromkeys(("first",), "…"))
            values = {"wrong": brought.held, "rows": brought.rows, "name": self.name, "expected": expected}
            raise _RefusedError(Message(text, values))

    def _keep(
        self, session: Session, brought: Brought, stamped: str, unread: list[Line], sources: list[int]
    ) -> Brought:
        delivery_id = self._record(session, brought, stamped)
        if self.dataset.name == "realization":
            storing_realizations.store(session, self.source, delivery_id)
        else:
            storing.store(session, self.dataset, self.source, delivery_id)
        held.keep(session, delivery_id, unread)
        held.settle(session, delivery_id, sources)
        self._tell(session, delivery_id, brought)
        return Brought(**{**brought.__dict__, "delivery_id": delivery_id})

    def _tell(self, session: Session, delivery_id: int, brought: Brought) -> None:
        """Record the delivery, and for each unit that its data changed; wake units that judge them again."""
        period = self.source["period_id"]
        counts = {"added": brought.added, "corrected": brought.corrected, "held": brought.held}
        about = Subject(period, self.source["unit_id"], None, "delivery", delivery_id)
        content: dict[str, Any] = {"source": self.source["code"], "dataset": self.dataset.name, **counts}
        if self.flow_run_id:
            content["flow_run"] = str(self.flow_run_id)
        ledger.record(session, "data.delivered", by=self.by, subject=about, sha256=self.spool.sha256, **content)
        for unit in rows(session, _CHANGED_UNITS, period=period):
            here = Subject(period, unit["unit_id"], None, "delivery", delivery_id)
            said = {"dataset": self.dataset.name, "sha256": self.spool.sha256, "rows": unit["rows"]}
            ledger.record(session, "data.imported", by=self.by, subject=here, **said)
            if unit["position"] >= Stage.QUALITY.position:
                wakes.wake(session, period, unit["unit_id"], "data")

    def refuse(self, session: Session, message: Message) -> Brought:
        """Record that the file was refused, and why."""
        delivery_id = self._record(session, Brought(0, "refused", message=message), "")
        about = Subject(self.source["period_id"], self.source["unit_id"], None, "delivery", delivery_id)
        ledger.record(
            session, "data.refused", by=self.by, subject=about, source=self.source["code"], sha256=self.spool.sha256
        )
        return Brought(delivery_id, "refused", message=message)

    def _record(self, session: Session, brought: Brought, stamped: str) -> int:
        message = brought.message
        added = one(
            session,
            _RECORD,
            period=self.source["period_id"],
            source=self.source["id"],
            way=self.way,
            name=self.name[:500],
            sha256=self.spool.sha256,
            bytes=self.spool.bytes,
            stamped=stamped[:200],
            person=self.by.person_id,
            operator=self.by.name,
            flow_run=self.flow_run_id,
            outcome=brought.outcome,
            message=Jsonb(message.as_data()) if message else None,
            rows=brought.rows,
            added=brought.added,
            corrected=brought.corrected,
            unchanged=brought.unchanged,
            held=brought.held,
        )
        assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
        return int(added["id"])


_COMMONEST = """
SELECT problem -> 0 ->> 'text' AS text, count(*) AS rows FROM incoming WHERE problem IS NOT NULL
 GROUP BY 1 ORDER BY 2 DESC LIMIT 1
"""
