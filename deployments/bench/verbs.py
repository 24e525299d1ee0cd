"""People's verbs with fifty clients at once, each request one transaction with its event, notice and wake.

Belongs here: fifty threads and how long each request took. Does not: the verbs (models).
Those who decide at one moment are stored together (models/decided_together). Of a verb for which that is not done, some
of the fifty are served at once, as in the portal, and the others wait for their turn; that is part of their time.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore
from typing import Any

from deployments.bench.lines import Line
from deployments.portal import THREADS
from models import approval, decided_together, scoring, target_setting
from models.actors import Actor
from models.database import Row, engine
from models.vocabulary import Rating

CLIENTS = 50
served = Semaphore(THREADS)

Verb = Callable[[Row], Any]


def by_clients(line: Line, verb: Verb, requests: Sequence[Row]) -> None:
    """Answer every request with `verb`, fifty at a time, and note how many there were and the 95th percentile."""

    def answer(request: Row) -> float:
        began = time.perf_counter()
        verb(request)
        return time.perf_counter() - began

    with ThreadPoolExecutor(CLIENTS) as clients:
        took = list(clients.map(answer, requests))
    engine().dispose()  # a worker that goes on has few connections, which know its statements
    line.rows = len(took)
    line.slowest = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else None


def approve_plan(request: Row) -> None:
    """Approve a submitted plan as its rater."""
    decided_together.decide(target_setting.approve, request["id"], by=Actor("person", request["assignee_id"]))


def rate_person(request: Row) -> None:
    """Rate a person's work and behavior as expected; for an agency head behavior only."""
    decided_together.decide(
        approval.rate,
        request["id"],
        by=Actor("person", request["assignee_id"]),
        work=None if request["is_agency_head"] else Rating.AS_EXPECTED,
        behavior=Rating.AS_EXPECTED,
        feedback="Sesuai rencana.",
    )


def justify(request: Row) -> None:
    """Justify a unit's distribution as the superior."""
    by = Actor("person", request["assignee_id"])
    with served:
        decided_together.decide(
            scoring.justify, request["id"], by=by, reason="Unit kecil; telah dibahas dengan tim kinerja."
        )
