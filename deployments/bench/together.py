"""Plans approved together, as raters do from one page: fifty of them at once, each with the plans of their own people.

Belongs here: who approves what, and how long a page full took. Does not: approving (models/plans_together).
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from deployments.bench.lines import Line
from deployments.bench.verbs import CLIENTS, served
from models import plans_together
from models.actors import Actor
from models.database import Row, rows, transaction

#: Requests that are read in one go, so that a million of them do not fill the memory.
_AT_ONCE = 50_000
_PAGES = """
SELECT assignee_id, array_agg(id || ':' || content_hash ORDER BY id) AS chosen
  FROM (SELECT id, assignee_id, content_hash,
               (row_number() OVER (PARTITION BY assignee_id ORDER BY id) - 1) / %(page)s AS page
          FROM (SELECT * FROM approval WHERE period_id = %(period)s AND kind = 'plan' AND closed_at IS NULL
                 ORDER BY assignee_id, id LIMIT %(most)s) AS next) AS numbered
 GROUP BY assignee_id, page ORDER BY count(*) DESC, assignee_id, page
"""


def approve(period_id: int, line: Line | None = None) -> None:
    """Approve every submitted plan; notes in `line`, if given, how many and the 95th percentile of a page.

    Raises:
        RuntimeError: one was refused: the figures would be wrong.
    """
    done, took = 0, []
    with ThreadPoolExecutor(CLIENTS) as clients:
        while pages := _pages(period_id):
            for approved, seconds in clients.map(_approve, pages):
                done += approved
                took.append(seconds)
    if line:
        line.rows = done
        line.slowest = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else None


def _pages(period_id: int) -> list[Row]:
    with transaction() as session:
        return rows(session, _PAGES, period=period_id, page=plans_together.MOST, most=_AT_ONCE)


def _approve(page: Row) -> tuple[int, float]:
    began = time.perf_counter()
    with served:
        outcome = plans_together.approve(page["chosen"], by=Actor("person", page["assignee_id"]))
    if outcome.refused:
        raise RuntimeError(outcome.refused[0])
    return outcome.approved, time.perf_counter() - began
