"""What the sweep finds: open gates nobody woke up for, finished periods, and workers that were lost."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import LiteralString

from sqlmodel import Session

from models import (
    approval,
    closing,
    delegation,
    downtime,
    escalation,
    leftovers,
    monthly_report,
    reminder_ladder,
    stage_records,
    wakes,
)
from models.database import one, rows, transaction
from models.errors import NotFoundError
from models.language import N_
from models.period import gates
from models.tables.records import NEW_DATA
from models.vocabulary import Stage, stage_name


@dataclass(frozen=True)
class Swept:
    """How many units were woken, and the Prefect runs whose worker is gone."""

    woken: int
    lost_runs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Progress:
    """How far a period has come: units in all, unfinished ones, and where they stand ("3 at approval")."""

    units: int
    unfinished: int
    stages: str


_UNFINISHED = """
SELECT u.period_id, u.unit_id, u.position FROM period_unit u JOIN period p ON p.id = u.period_id
 WHERE p.closed_at IS NULL AND u.position < 10
   AND NOT EXISTS (SELECT FROM wake w WHERE w.period_id = u.period_id AND w.unit_id = u.unit_id)
"""
_NEVER_RUN = """
SELECT u.period_id, u.unit_id FROM period_unit u JOIN period p ON p.id = u.period_id
 WHERE p.closed_at IS NULL AND u.position < 10 AND NOT EXISTS (
   SELECT FROM stage_run r WHERE r.period_id = u.period_id AND r.unit_id = u.unit_id AND r.outcome <> 'lost'
      AND r.outcome <> 'failed' AND r.stage = (%(stages)s::text[])[u.position])
"""
#: Stages that work on what people enter meanwhile: a unit whose newest run there failed, was lost, or began before
#: the newest of it, waits for a run that no wake may tell of.
_UNSEEN: LiteralString = (
    """
SELECT u.period_id, u.unit_id FROM period_unit u JOIN period p ON p.id = u.period_id
  JOIN LATERAL (SELECT outcome, started_at FROM stage_run WHERE period_id = u.period_id AND unit_id = u.unit_id
                   AND stage = (%(stages)s::text[])[u.position] ORDER BY attempt DESC LIMIT 1) r ON true
 WHERE p.closed_at IS NULL AND u.position = ANY(%(repeated)s) AND r.outcome <> 'running'
   AND (r.outcome IN ('failed', 'lost') OR EXISTS (
     SELECT FROM audit_event e WHERE e.period_id = u.period_id AND e.unit_id = u.unit_id
        AND e.occurred_at > r.started_at AND e."""
    + NEW_DATA
    + """))
   AND NOT EXISTS (SELECT FROM wake w WHERE w.period_id = u.period_id AND w.unit_id = u.unit_id)
"""
)


def sweep_all() -> Swept:
    """Wake what is due, close what is finished, end the records of lost workers."""
    with transaction() as session:
        lost = stage_records.declare_lost(session)
        for run in lost:
            wakes.wake(session, run["period_id"], run["unit_id"], "lost worker")
        woken = _wake_open_gates(session)
    with transaction() as session:
        reminder_ladder.climb(session)
        escalation.escalate(session)
    with transaction() as session:
        monthly_report.queue(session)
        delegation.tell(session)
    with transaction() as session:
        for period in rows(session, "SELECT id FROM period WHERE closed_at IS NULL"):
            closing.close_period(session, period["id"])
    with transaction() as session:
        leftovers.sweep(session)  # last: a disk that refuses keeps nobody waiting
    return Swept(woken + len(lost), [str(run["flow_run_id"]) for run in lost if run["flow_run_id"]])


def at_work() -> int:
    """Say that the system runs; returns how many downtimes of its own it noticed (models/downtime)."""
    with transaction() as session:
        return downtime.beat(session)


def _wake_open_gates(session: Session) -> int:
    waiting = defaultdict(list)
    for unit in rows(session, _UNFINISHED):
        waiting[unit["period_id"], unit["position"]].append(unit["unit_id"])
    stages = [str(stage) for stage in Stage]
    repeated = [stage.position for stage in _REPEATED]
    due = {(unit["period_id"], unit["unit_id"]) for unit in rows(session, _NEVER_RUN, stages=stages)}
    due |= {(unit["period_id"], unit["unit_id"]) for unit in rows(session, _UNSEEN, stages=stages, repeated=repeated)}
    for (period_id, position), units in waiting.items():
        answers = gates(session, period_id, units, list(Stage)[position - 1])
        due |= {(period_id, unit) for unit, gate in answers.items() if gate.open}
        if position == Stage.APPROVAL.position:
            due |= {(period_id, unit) for unit in approval.unasked(session, period_id, units)}
    for period_id, unit_id in sorted(due):
        wakes.wake(session, period_id, unit_id, "sweep")
    return len(due)


def would_move(session: Session, due: wakes.Due) -> bool:
    """Whether a run of this unit could do anything now: its gate is open, or its stage was never run.

    Spares a run for each of a hundred decisions of which only the last opens the gate.
    """
    place = one(
        session,
        "SELECT position FROM period_unit WHERE period_id = %(period)s AND unit_id = %(unit)s",
        period=due.period_id,
        unit=due.unit_id,
    )
    if place is None or place["position"] > len(Stage):
        return False
    stage = list(Stage)[place["position"] - 1]
    if gates(session, due.period_id, [due.unit_id], stage)[due.unit_id].open:
        return True
    return one(session, _RAN, period=due.period_id, unit=due.unit_id, stage=str(stage)) is None or stage in _REPEATED


_RAN = """
SELECT 1 AS ran FROM stage_run WHERE period_id = %(period)s AND unit_id = %(unit)s AND stage = %(stage)s
   AND outcome IN ('waiting', 'sealed') LIMIT 1
"""
#: Stages whose work depends on what people did since: new data are checked again, new reports open new requests,
#: decided objections are scored.
_REPEATED = frozenset({Stage.QUALITY, Stage.APPROVAL, Stage.OBJECTION})

_ALL = """
SELECT u.unit_id, u.period_id, u.position FROM period_unit u JOIN period p ON p.id = u.period_id WHERE p.code = %(code)s
"""


def wake_period(code: str) -> Progress:
    """Wake every unfinished unit of a period and say where they stand.

    Raises:
        NotFoundError: no period with this code.
    """
    with transaction() as session:
        units = rows(session, _ALL, code=code)
        if not units:
            raise NotFoundError(N_("There is no period {code}. `kinerja period list` shows them."), code=code)
        unfinished = [unit for unit in units if unit["position"] <= len(Stage)]
        for unit in unfinished:
            wakes.wake(session, unit["period_id"], unit["unit_id"], "by hand")
    where = Counter(stage_name(unit["position"]) for unit in unfinished)
    return Progress(len(units), len(unfinished), ", ".join(f"{count} at {stage}" for stage, count in where.items()))
