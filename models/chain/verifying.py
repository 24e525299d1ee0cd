"""Checking the ledger: the chain, then today's rows against what the chain says, in one reading.

Belongs here: what is checked, in which order. Does not: any one check, repairing (nobody does), the stand-alone
verifier. Read only: an auditor's login is enough.
"""

from collections.abc import Callable, Sequence
from functools import partial

from sqlmodel import Session

from models.chain import (
    decision_rows,
    destroyed_rows,
    duty_checks,
    erased_words,
    late_checks,
    notes,
    order_checks,
    person_rows,
    plan_rows,
    plan_words,
    row_checks,
    run_checks,
    seal_checks,
    side_by_side,
    tree_checks,
    word_rows,
)
from models.chain.faults import Fault, Verdict, combined
from models.chain.notes import VerifierKey

__all__ = ["Fault", "Verdict", "verify"]

_Part = Callable[[Session, Verdict], None]
_ROWS = (
    *plan_rows.CHECKS,
    *decision_rows.CHECKS,
    *person_rows.CHECKS,
    *word_rows.CHECKS,
    *destroyed_rows.CHECKS,
    *run_checks.CHECKS,
)
_DUTIES = (*duty_checks.CHECKS, *order_checks.CHECKS, *late_checks.CHECKS)


def verify(
    session: Session,
    keys: Sequence[VerifierKey],
    *,
    checkpoint: str = "",
    patience: int = 60,
    domain: bool = True,
    prefect: run_checks.PrefectRuns | None = None,
) -> Verdict:
    """Check the whole ledger, and that it still begins as a `checkpoint` (a signed note) says.

    Events without a number count as missing after `patience` seconds. With `domain`, today's rows are compared with
    what was sealed and with what the events say, and whoever decided is held against the duties that part them.
    `prefect` is what Prefect still knows of its runs, if it was asked.

    Raises:
        NotACheckpointError: the given text is none, or no key of `keys` signed it.
    """
    given = notes.opened(checkpoint, keys) if checkpoint else None
    parts: list[_Part] = [lambda own, verdict: tree_checks.check(own, verdict, keys, given, patience)]
    if domain:
        parts += [seal_checks.check, _rows, _duties]
    verdicts = [Verdict() for _part in parts]
    side_by_side.read(session, [partial(_into, *each) for each in zip(parts, verdicts, strict=True)])
    verdict = combined(verdicts)
    if prefect is not None:
        run_checks.compare(session, verdict, prefect)
    return verdict


def _into(part: _Part, verdict: Verdict, session: Session) -> None:
    part(session, verdict)


def _rows(session: Session, verdict: Verdict) -> None:
    verdict.rows += row_checks.check(session, verdict, _ROWS)
    plan_words.check(session, verdict)
    erased_words.check(session, verdict)
    destroyed_rows.check(session, verdict)


def _duties(session: Session, verdict: Verdict) -> None:
    verdict.duties += row_checks.check(session, verdict, _DUTIES)
