"""The record of Prefect's runs of ours: which there were, what each was about, how it ended.

Belongs here: keeping that record. Does not: runs of stages (stage_records), comparing with Prefect (chain/run_checks).
"""

from uuid import UUID

from sqlmodel import Session

from models.database import run

_BEGIN = """
INSERT INTO flow_run (id, flow, period_id, unit_id, source_id)
VALUES (%(id)s, %(flow)s, (SELECT id FROM period WHERE code = %(period)s), (SELECT id FROM unit WHERE code = %(unit)s),
        (SELECT id FROM source WHERE id = %(source)s))
ON CONFLICT (id) DO NOTHING
"""
_END = """
UPDATE flow_run SET ended_at = clock_timestamp(), outcome = %(outcome)s, said = %(said)s WHERE id = %(id)s
"""
#: What a run said, at most: Prefect and the run of the stage have all of it.
_LONGEST = 500


def begin(
    session: Session,
    number: UUID,
    flow: str,
    *,
    period: str | None = None,
    unit: str | None = None,
    source: int | None = None,
) -> None:
    """Record that a run begins, for a unit (codes), a whole period or a source; a run tried again is one run."""
    run(session, _BEGIN, id=number, flow=flow, period=period, unit=unit, source=source)


def end(session: Session, number: UUID, outcome: str, said: str) -> None:
    """Record how a run ended: "waiting", "finished" or "failed"."""
    run(session, _END, id=number, outcome=outcome, said=said[:_LONGEST].replace("\0", " "))
