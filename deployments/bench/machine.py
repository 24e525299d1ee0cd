"""The machine's part of a period over all units: two workers, as a dispatcher has, each with one unit at a time.

Belongs here: running stages as tasks/stage does, without Prefect. Does not: what people do in between.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from models import stage_records
from models.database import rows, transaction
from models.vocabulary import Stage
from tasks.scoring import score_unit
from tasks.stage import run_stage

#: As many as flows/dispatch has; Prefect is not imported to ask.
WORKERS = 2


class _NotKeptError(Exception):
    """Ends a transaction whose work is only timed."""


def units_of(period: str) -> list[str]:
    """Codes of the units of a period, the largest first, so that no worker waits for it at the end."""
    with transaction() as session:
        found = rows(session, _UNITS, period=period)
    return [row["code"] for row in found]


_UNITS = """
SELECT u.code, count(*) FROM period p JOIN segment s ON s.period_id = p.id JOIN unit u ON u.id = s.unit_id
 WHERE p.code = %(period)s GROUP BY u.code ORDER BY count(*) DESC, u.code
"""


def run_stage_everywhere(stage: Stage, period: str, units: Iterable[str]) -> dict[str, int]:
    """Run one stage of every unit once; returns how many ended how ("sealed", "waiting" …)."""
    ended: dict[str, int] = {}
    for outcome in in_parallel(lambda unit: run_stage(stage, period, unit).outcome, units):
        ended[outcome] = ended.get(outcome, 0) + 1
    return ended


def advance(period: str, unit: str) -> str:
    """Take one unit as far as its gates allow, as flows/unit_cycle does; returns where it stopped."""
    for stage in Stage:
        if run_stage(stage, period, unit).outcome in {"waiting", "busy"}:
            return str(stage)
    return "finished"


def apply_rules(period: str, units: Iterable[str]) -> None:
    """Apply the rule pack to every unit and keep nothing: the part of scoring that grows with the people."""
    for _done in in_parallel(lambda unit: _score_and_forget(period, unit), units):
        pass


def _score_and_forget(period: str, unit: str) -> None:
    with suppress(_NotKeptError), transaction() as session:
        place = stage_records.find_unit(session, period, unit)
        score_unit(session, stage_records.begin(session, place, Stage.SCORING, None))
        raise _NotKeptError


def in_parallel(work: Callable[[str], str | None], units: Iterable[str]) -> list[str]:
    """Do `work` for every unit, two at a time."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="unit") as workers:
        return [str(done) for done in workers.map(work, units)]
