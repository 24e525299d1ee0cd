"""Runs of stages against their seals and events, and our record of Prefect's runs against Prefect itself.

Belongs here: those comparisons. Does not: asking Prefect (deployments/prefect_listing), keeping the record (flow_runs).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from sqlmodel import Session

from models.chain.faults import Verdict, fault
from models.chain.row_checks import RowCheck, differing, differs
from models.database import rows
from models.language import N_


@dataclass(frozen=True)
class PrefectRuns:
    """What Prefect still knows: of each run of ours whether it came to its end, and when the oldest of them began."""

    ended: Mapping[UUID, bool]
    oldest: datetime | None


_STAGE_RUN = RowCheck(
    "run_changed",
    N_("run {run} of stage {stage} is not what was recorded: {what}"),
    differing(
        "x.id AS event, r.id AS run, r.stage",
        [
            differs("stage run", "x.stage_run_id", "s.stage_run_id"),
            differs(
                "Prefect run",
                "CASE WHEN s.stage_run_id IS NULL THEN r.flow_run_id ELSE x.flow_run_id END",
                "r.flow_run_id",
            ),
            differs("outcome", "CASE WHEN s.stage_run_id IS NULL THEN r.outcome ELSE 'sealed' END", "r.outcome"),
            "CASE WHEN r.outcome = 'sealed' AND s.stage_run_id IS NULL THEN 'no event says so' END",
            differs("output", "coalesce(s.outputs_digest, r.outputs_digest)", "r.outputs_digest"),
        ],
        "FROM stage_run r LEFT JOIN stage_seal s ON s.stage_run_id = r.id LEFT JOIN (SELECT * FROM audit_event"
        " WHERE event = 'stage.sealed') x ON (x.period_id, x.unit_id, x.subject_id) ="
        " (s.period_id, s.unit_id, s.position)",
    ),
    "SELECT count(*) FROM stage_run",
)
#: From the first run on that is on this record; those of older versions are on record where they made a run of a stage.
_UNRECORDED = RowCheck(
    "run_unrecorded",
    N_("run {run} of stage {stage} names the Prefect run {flow_run}, which is not on record"),
    """
SELECT NULL::bigint AS event, r.id AS run, r.stage, r.flow_run_id::text AS flow_run FROM stage_run r
 WHERE r.flow_run_id IS NOT NULL AND r.started_at >= (SELECT min(began_at) FROM flow_run)
   AND NOT EXISTS (SELECT FROM flow_run f WHERE f.id = r.flow_run_id) ORDER BY r.id
""",
    "SELECT count(*) FROM flow_run",
)
CHECKS = (_STAGE_RUN, _UNRECORDED)

_UNKNOWN: LiteralString = """
SELECT id::text AS flow_run FROM unnest(%(runs)s::uuid[]) AS id
 WHERE NOT EXISTS (SELECT FROM flow_run f WHERE f.id = id.id)
   AND NOT EXISTS (SELECT FROM stage_run r WHERE r.flow_run_id = id.id) ORDER BY 1
"""
#: Prefect forgets from the oldest on; whatever is as old as its oldest may be forgotten just now.
_GONE: LiteralString = """
SELECT f.id::text AS flow_run, f.flow, f.began_at FROM flow_run f
 WHERE f.began_at > %(oldest)s::timestamptz + interval '1 minute' AND f.began_at < now() - interval '1 minute'
   AND f.id <> ALL(%(runs)s::uuid[]) ORDER BY f.began_at
"""
_FIRST: LiteralString = "SELECT min(began_at) AS at FROM flow_run"


def first_recorded(session: Session) -> datetime | None:
    """When the first run began that is on record here: older ones of Prefect's are from before there was a record."""
    return rows(session, _FIRST)[0]["at"]  # type: ignore[no-any-return]


def compare(session: Session, verdict: Verdict, prefect: PrefectRuns) -> None:
    """Name runs that came to their end in Prefect and are not on record here, and the reverse.

    A run that broke off before it could write its first line (a killed worker) is on no record, and has done nothing.
    """
    verdict.prefect = len(prefect.ended)
    runs = list(prefect.ended)
    for row in rows(session, _UNKNOWN, runs=runs):
        if prefect.ended[UUID(row["flow_run"])]:
            text = N_("Prefect has the run {flow_run}, and there is no record of it here")
            verdict.faults.append(fault("run_unknown", text, **row))
    for row in rows(session, _GONE, runs=runs, oldest=prefect.oldest) if prefect.oldest else ():
        text = N_("the run {flow_run} ({flow}, began {began_at}) is on record here, and Prefect does not have it")
        verdict.faults.append(fault("run_missing", text, **row))
