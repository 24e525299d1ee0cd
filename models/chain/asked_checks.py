"""Checks of the ledger that auditors ask for: one at a time, done beside the stack, with the verdict kept.

Belongs here: asking, taking one up, what it found. Does not: checking (verifying), the thread (deployments/checking).
That a check was done, and whether the ledger held, is an event: whoever edits a verdict here cannot edit that unseen.
"""

from collections.abc import Callable, Mapping
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import asked_work, ledger
from models.actors import Actor
from models.chain import key_changes, notes
from models.chain.faults import Verdict
from models.database import Row, one, rows, transaction
from models.errors import NotAllowedError
from models.language import N_, Message
from models.ledger import Subject

#: Faults that are kept: whoever has more needs the command line, and knows already that something is wrong.
MOST_FAULTS = 100
COUNTS = ("events", "roots", "seals", "rows", "duties", "waiting", "prefect", "checkpoint")

_MAY = """
SELECT FROM role_assignment WHERE person_id = %(by)s AND role IN ('auditor', 'hr_admin')
"""
_ASK = "INSERT INTO ledger_check (asked_by, checkpoint) VALUES (%(by)s, %(checkpoint)s) RETURNING id"
_LIST: LiteralString = """
SELECT c.*, p.name FROM ledger_check c JOIN person p ON p.id = c.asked_by
"""
_NEWEST: LiteralString = _LIST + " ORDER BY c.id DESC LIMIT %(limit)s"
_ONE: LiteralString = _LIST + " WHERE c.id = %(number)s"
_WAITING = "SELECT id, asked_by, checkpoint, began_at IS NOT NULL AS begun FROM ledger_check WHERE ended_at IS NULL"
_BEGIN = "UPDATE ledger_check SET began_at = now() WHERE id = %(number)s AND ended_at IS NULL"
_END = """
UPDATE ledger_check SET ended_at = now(), verdict = %(verdict)s WHERE id = %(number)s AND ended_at IS NULL RETURNING id
"""


def ask(session: Session, *, by: Actor, checkpoint: str = "") -> int:
    """Ask for a check of the whole ledger, also against a signed `checkpoint` that was kept elsewhere.

    Raises:
        NotAllowedError: neither auditor nor HR administrator.
        NotACheckpointError: the given text is no checkpoint that a known key signed.
        ConflictError: one waits or is under way already.
    """
    if by.kind != "person" or by.acting_for is not None or one(session, _MAY, by=by.person_id) is None:
        raise NotAllowedError(N_("Only an auditor or an HR administrator may ask for a check of the ledger."))
    note = checkpoint.replace("\r\n", "\n").strip("\n ")
    note = f"{note}\n" if note else ""
    if note:
        notes.opened(note, key_changes.trusted(session, ()))
    busy = N_("A check is under way already. Look at its verdict when it has ended.")
    return asked_work.asked(session, _ASK, busy, by=by.person_id, checkpoint=note)


def newest(session: Session, *, limit: int = 10) -> list[Row]:
    """The newest checks, by whom they were asked for and with their verdicts."""
    return rows(session, _NEWEST, limit=limit)


def check(session: Session, number: int) -> Row | None:
    """One check; its verdict's faults are messages."""
    return one(session, _ONE, number=number)


def faults(verdict: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The faults that were kept of a verdict, their words as messages of the reader's language."""
    return [{**each, "message": Message.of_data(each["message"])} for each in verdict.get("faults", ())]


def problem(verdict: Mapping[str, Any]) -> Message | None:
    """Why a check could not be done; None for one that was."""
    return Message.of_data(verdict["problem"]) if "problem" in verdict else None


def work_off(verify: Callable[[Session, str], Verdict]) -> int | None:
    """Do the check that waits, if one does and nobody else is at it; returns its number.

    `verify` checks in the session that it is given, against a checkpoint (empty for none).
    """
    with asked_work.taken_up("ledger check", _WAITING, _BEGIN) as (session, waiting):
        if waiting is None:
            return None
        found = asked_work.outcome(waiting, lambda: verify(session, waiting["checkpoint"]))
        verdict = {"problem": found.as_data()} if isinstance(found, Message) else _kept(found)
        with transaction() as other:
            _end(other, waiting, verdict)
    return int(waiting["id"])


def _kept(verdict: Verdict) -> dict[str, Any]:
    found = [
        {"code": each.code, "event": each.event, "message": each.message.as_data()}
        for each in verdict.faults[:MOST_FAULTS]
    ]
    counts = {name: getattr(verdict, name) for name in COUNTS}
    return {"holds": verdict.holds, "wrong": len(verdict.faults), "faults": found} | counts


def _end(session: Session, waiting: Row, verdict: dict[str, Any]) -> None:
    if one(session, _END, number=waiting["id"], verdict=Jsonb(verdict)) is None:
        return
    ledger.record(
        session, "ledger.checked", by=Actor("person", waiting["asked_by"]),
        subject=Subject(kind="ledger", id=waiting["id"]), holds=verdict.get("holds"), wrong=verdict.get("wrong"),
        events=verdict.get("events"),
    )  # fmt: skip
