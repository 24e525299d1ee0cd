"""The seals: does an event say so of each, and are today's rows of every sealed stage those that were sealed.

Belongs here: seals and the rows under them. Does not: rows that people go on changing (row_checks).
"""

from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models import digests
from models.chain import erased_seals, results
from models.chain.faults import Verdict, fault
from models.database import rows
from models.language import N_
from models.vocabulary import Stage

_SEALS: LiteralString = """
SELECT s.period_id, s.unit_id, s.position, s.outputs_digest, s.stage_run_id, p.code AS period, u.name AS unit
  FROM stage_seal s JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 ORDER BY s.period_id, s.unit_id, s.position
"""
_SEALED_EVENTS: LiteralString = """
SELECT e.id, e.period_id, e.unit_id, e.subject_id AS position, e.content ->> 'outputs_digest' AS digest,
       e.content ->> 'results_root' AS root
  FROM audit_event e WHERE e.event = 'stage.sealed'
"""


#: By unit, the digest and the root of what a stage left.
_Now = tuple[Mapping[int, str], Mapping[int, str]]


def _now(session: Session, period_id: int, stage: Stage) -> _Now:
    return digests.outputs_of_all(session, period_id, stage), results.roots_of_all(session, period_id, stage)


def check(session: Session, verdict: Verdict) -> None:
    """Name every seal without its event, and every stage whose rows are not those that were sealed.

    What all units of a period have of a stage is read at once, and once.
    """
    sealed = {(row["period_id"], row["unit_id"], row["position"]): row for row in rows(session, _SEALED_EVENTS)}
    standing = erased_seals.standing(session)
    now: dict[tuple[int, int], _Now] = {}
    for row in rows(session, _SEALS):
        verdict.seals += 1
        place = (row["period_id"], row["unit_id"], row["position"])
        stage = list(Stage)[row["position"] - 1]
        if (row["period_id"], row["position"]) not in now:
            now[row["period_id"], row["position"]] = _now(session, row["period_id"], stage)
        digest, root = (found[row["unit_id"]] for found in now[row["period_id"], row["position"]])
        event = sealed.pop(place, None)
        about = {"stage": str(stage), "unit": row["unit"], "period": row["period"]}
        if event is None or event["digest"] not in {None, row["outputs_digest"]}:
            text = N_("stage {stage} of {unit} in {period} is sealed, but no event says so as it is")
            verdict.faults.append(fault("seal", text, event["id"] if event else None, **about))
        elif digest != standing[place]:
            text = N_("the rows of stage {stage} of {unit} in {period} are not those that were sealed")
            verdict.faults.append(fault("rows_changed", text, event["id"], **about))
        elif event["root"] not in {None, root}:
            text = N_(
                "the results that stage {stage} of {unit} in {period} left are not under the root that was sealed"
            )
            verdict.faults.append(fault("results_changed", text, event["id"], **about))
    for event in sealed.values():
        text = N_("event {event} says that a stage was sealed, and the seal is gone")
        verdict.faults.append(fault("seal_removed", text, event["id"]))
