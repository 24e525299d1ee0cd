"""The page of proofs as it is shown, also with what somebody typed and why it was refused.

Belongs here: gathering what the page says. Does not: what its forms do (checkpoints, asked_archives).
"""

from fastapi import Request
from fastapi.responses import Response

from models import board
from models.archive import asked
from models.chain import asked_checks, holders, keys
from models.database import transaction
from models.errors import KinerjaError, NotFoundError
from web.pages import page
from web.problems import status_of
from web.tracing import only_auditors
from web.visitor import Visitor


def shown(
    request: Request,
    visitor: Visitor,
    problem: KinerjaError | None = None,
    field: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """The page, for auditors alone; `problem` stands at `field`, and what was `typed` stays in the forms."""
    only_auditors(visitor, "ledger")
    with transaction() as session:
        found = holders.newest(session)
        mailed = holders.mailed(session)
        checks = asked_checks.newest(session)
        archives = asked.newest(session, by=visitor.actor)
        periods = board.periods(session)
    empty = dict.fromkeys(("checkpoint", "period", "reason", "disclose"), "")
    status = 422 if isinstance(problem, NotFoundError) else status_of(problem) if problem else 200
    return page(
        request, "checkpoints.html", status, newest=found, mailed=mailed, checks=checks, archives=archives,
        periods=periods, key=str(keys.signing_key().verifier) if found else "", problem=problem, field=field,
        typed=empty | (typed or {}), days=asked.days_kept(),
    )  # fmt: skip
