"""What Prefect itself costs: one period twice, once by plain calls and once through a real Prefect server.

Belongs here: the difference of the two. Does not: the stages' own time (bench). Both run in a stack of their own, made
for this and removed, so that the user's Prefect keeps its history as it was.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from deployments.bench import floor, machine, people, planning, sample, together, verbs
from deployments.bench.database import environment, own_database
from models import actors
from models.database import one, transaction
from models.launch import launch
from models.postgres import start
from models.roster.checking import check_roster
from models.roster.reading import read_roster

#: People of each unit: few, because the time of their stages is not what is measured.
_PEOPLE = 10

Advance = Callable[[str], int]


def bookkeeping(units: int) -> dict[str, Any]:
    """Take a period of `units` units through all its stages with Prefect and without; seconds and runs."""
    spawned = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="kinerja-bench-", ignore_cleanup_errors=True) as folder,
        # Prefect reads its settings when it is imported: in a process of its own it imports them anew.
        ProcessPoolExecutor(1, mp_context=spawned) as process,
    ):
        return process.submit(_compare, Path(folder), units).result()


def _compare(folder: Path, units: int) -> dict[str, Any]:
    """Both periods in a stack whose home is `folder`, which is stopped at the end."""
    home = folder / "home"
    nothing = {"KINERJA_DATABASE_URL": "", "KINERJA_OWNER_DATABASE_URL": "", "KINERJA_PREFECT_API_URL": ""}
    with environment(KINERJA_HOME=str(home), PREFECT_LOGGING_LEVEL="ERROR", **nothing):
        files = sample.write_files(folder, units * _PEOPLE, units, seed=7, months=1)
        try:
            plain, _runs = whole_period(files, plainly)
            with_prefect, runs = _with_prefect(home, files)
        finally:
            start(home).stop()
    spent = with_prefect - plain
    return {
        "units": units,
        "runs": runs,
        "seconds_without": round(plain, 2),
        "seconds_with": round(with_prefect, 2),
        "bookkeeping_seconds": round(spent, 2),
        "bookkeeping_per_run_ms": round(1000 * spent / runs),
    }


def _with_prefect(home: Path, files: sample.Files) -> tuple[float, int]:
    from deployments import prefect_server  # noqa: PLC0415 - its settings come before Prefect itself

    server = prefect_server.start(home)
    try:
        with environment(**server.environment):
            from flows.dispatch import settle  # noqa: PLC0415 - imports Prefect

            return whole_period(files, lambda _period: settle())
    finally:
        server.stop()


def plainly(period: str) -> int:
    """Move every unit of a period (code) as far as it can without Prefect; returns how many units there are."""
    units = machine.units_of(period)
    machine.in_parallel(lambda unit: machine.advance(period, unit), units)
    return len(units)


def whole_period(files: sample.Files, advance: Advance) -> tuple[float, int]:
    """A whole period; `advance` moves every unit as far as it can. Seconds spent in it, and the runs it took."""
    with own_database():
        period_id, code = _launch(files)
        seconds, runs = 0.0, 0
        for act in (None, *_ACTS):
            if act:
                act(period_id)
                people.wake_all(period_id)
            floor.analyze()
            began = time.perf_counter()
            runs += advance(code)
            seconds += time.perf_counter() - began
        _check_finished(period_id)
        return seconds, runs


def _launch(files: sample.Files) -> tuple[int, str]:
    definition = files.definition
    report = check_roster(read_roster(files.people, files.units), on=definition.starts)
    with transaction() as session:
        launched = launch(
            session, definition, report.accepted, report.units, roster_digest="bench", by=actors.operator(),
            held=report.held,
        )  # fmt: skip
    return launched.period_id, launched.code


def _agree(period_id: int) -> None:
    planning.write_plans(period_id)
    for level in planning.put_in_order():
        planning.submit(level)
        together.approve(period_id)


def _justify(period_id: int) -> None:
    for request in people.open_requests(period_id, "distribution", 10_000):
        verbs.justify(request)


#: What people do between the runs: each opens the gate at which every unit waits.
_ACTS: tuple[Callable[[int], object], ...] = (
    _agree,
    people.report,
    people.rate,
    _justify,
    people.accept,
)


def _check_finished(period_id: int) -> None:
    with transaction() as session:
        left = one(session, _LEFT, period=period_id)
    assert left is not None  # noqa: S101 - an aggregate gives a row
    if left["units"]:
        raise RuntimeError(f"{left['units']} units did not reach the end of their period: the figures would be wrong")


_LEFT = "SELECT count(*) AS units FROM period_unit WHERE period_id = %(period)s AND position < 10"
