"""The record of every execution of a stage, and the seal that ends it; P3 and P4 are kept here.

Belongs here: stage runs, seals and the lock of a unit. Does not: the work itself (tasks). A seal is one row whose key
points at its predecessor's: no stage is sealed out of order, whatever Prefect is told.
"""

import os
import socket
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import digests, ledger
from models.actors import SYSTEM
from models.chain import results
from models.database import Row, one, run
from models.errors import NotFoundError
from models.language import N_, Message
from models.ledger import Subject
from models.made_with import made_with
from models.version import software_version
from models.vocabulary import Stage


@dataclass(frozen=True)
class Scope:
    """Where a stage works: one unit of one period, in one recorded run."""

    period_id: int
    unit_id: int
    stage: Stage
    run_id: int
    rule_pack: str
    flow_run_id: UUID | None


_FIND = """
SELECT p.id AS period_id, u.unit_id, p.rule_pack, u.position, p.closed_at
  FROM period p JOIN period_unit u ON u.period_id = p.id JOIN unit ON unit.id = u.unit_id
 WHERE p.code = %(period)s AND unit.code = %(unit)s
"""


def find_unit(session: Session, period: str, unit: str) -> Row:
    """The unit `unit` (code) in the period `period` (code), with the position of its first unsealed stage.

    Raises:
        NotFoundError: no such unit in that period.
    """
    found = one(session, _FIND, period=period, unit=unit)
    if found is None:
        raise NotFoundError(
            N_("There is no unit {unit} in period {period}. `kinerja period show` lists them."),
            unit=unit,
            period=period,
        )
    return found


_BEGIN = """
INSERT INTO stage_run (period_id, unit_id, stage, attempt, flow_run_id, worker, rule_pack, software_version)
SELECT %(period)s, %(unit)s, %(stage)s, coalesce(max(attempt), 0) + 1, %(flow_run)s, %(worker)s, %(pack)s, %(version)s
  FROM stage_run WHERE period_id = %(period)s AND unit_id = %(unit)s AND stage = %(stage)s
RETURNING id
"""


def begin(session: Session, place: Row, stage: Stage, flow_run_id: UUID | None) -> Scope:
    """Record that a run of `stage` begins (the unit must be locked), before any of its work."""
    added = one(
        session,
        _BEGIN,
        period=place["period_id"],
        unit=place["unit_id"],
        stage=str(stage),
        flow_run=flow_run_id,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        pack=place["rule_pack"],
        version=software_version(),
    )
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    return Scope(place["period_id"], place["unit_id"], stage, int(added["id"]), place["rule_pack"], flow_run_id)


def lock(session: Session, place: Row) -> bool:
    """Take the unit for this transaction; False when another worker has it. A dead worker's lock ends with it."""
    found = one(
        session,
        "SELECT pg_try_advisory_xact_lock(%(period)s::int, %(unit)s::int) AS taken",
        period=place["period_id"],
        unit=place["unit_id"],
    )
    return bool(found and found["taken"])


_HOLD = """
SELECT position FROM period_unit WHERE period_id = %(period)s AND unit_id = %(unit)s FOR NO KEY UPDATE
"""


def hold(session: Session, scope: Scope) -> int:
    """Where the unit stands, while people's verbs in it wait until the transaction ends.

    What the machine works on is what the gate sees and what is sealed: nobody decides in between.
    """
    found = one(session, _HOLD, period=scope.period_id, unit=scope.unit_id)
    assert found is not None  # noqa: S101 - the scope was made from this row
    return int(found["position"])


_END = """
UPDATE stage_run SET ended_at = clock_timestamp(), outcome = %(outcome)s, message = %(message)s, counts = %(counts)s,
       inputs_digest = %(inputs)s, outputs_digest = %(outputs)s
 WHERE id = %(run)s AND outcome = 'running'
"""


def end(
    session: Session,
    scope: Scope,
    outcome: str,
    *,
    message: Message,
    counts: dict[str, Any] | None = None,
    outputs: str | None = None,
) -> bool:
    """Record how a run ended; False when it had been declared lost meanwhile, and its work must not count."""
    ended = run(
        session,
        _END,
        run=scope.run_id,
        outcome=outcome,
        message=Jsonb(message.as_data()),
        counts=Jsonb(counts or {}),
        inputs=digests.inputs(session, scope.period_id, scope.unit_id, scope.stage),
        outputs=outputs,
    )
    return ended.rowcount == 1


_SEAL = """
INSERT INTO stage_seal (period_id, unit_id, position, stage_run_id, outputs_digest, sealed_at)
VALUES (%(period)s, %(unit)s, %(position)s, %(run)s, %(outputs)s, clock_timestamp())
"""
_MOVE_ON = """
UPDATE period_unit SET position = %(next)s WHERE period_id = %(period)s AND unit_id = %(unit)s
"""


def seal(session: Session, scope: Scope, counts: dict[str, Any]) -> str:
    """Seal the stage for the unit and move on; returns the digest of the stage's rows as they are now."""
    outputs = digests.outputs(session, scope.period_id, scope.unit_id, scope.stage)
    tree = results.seal(session, scope.period_id, scope.unit_id, scope.stage)
    place = {"period": scope.period_id, "unit": scope.unit_id}
    run(session, _SEAL, **place, position=scope.stage.position, run=scope.run_id, outputs=outputs)
    run(session, _MOVE_ON, **place, next=scope.stage.position + 1)
    ledger.record(
        session,
        "stage.sealed",
        by=SYSTEM,
        subject=Subject(scope.period_id, scope.unit_id, None, "stage", scope.stage.position),
        stage_run_id=scope.run_id,
        flow_run_id=scope.flow_run_id,
        stage=str(scope.stage),
        outputs_digest=outputs,
        results_root=tree.root,
        results=tree.leaves,
        counts=counts,
        made_with=made_with(session, scope.rule_pack),
    )
    return outputs


_LOST = """
WITH gone AS (
  SELECT id FROM stage_run WHERE outcome = 'running' AND started_at < now() - make_interval(secs => %(seconds)s)
     AND pg_try_advisory_xact_lock(period_id::int, unit_id::int) FOR UPDATE SKIP LOCKED)
UPDATE stage_run SET ended_at = now(), outcome = 'lost', message = %(message)s FROM gone WHERE stage_run.id = gone.id
RETURNING stage_run.period_id, stage_run.unit_id, stage_run.flow_run_id
"""


def declare_lost(session: Session, *, after_seconds: int = 30) -> list[Row]:
    """End the record of runs whose worker is gone: nobody holds their unit's lock. Nothing of their work was kept."""
    message = {"text": N_("the worker was lost; its work was not kept and is done again"), "values": {}}
    return run(session, _LOST, seconds=after_seconds, message=Jsonb(message)).fetchall()
