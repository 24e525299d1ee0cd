"""One execution of one stage for one unit: record, lock, work, ask the gate, seal; all of it once or not at all.

Belongs here: what every stage has in common. Does not: the work of a stage (the file of its name), order (flows).
The work, the seal and the end of the record are one transaction: a kill at any moment leaves all of it or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from models import stage_records
from models.database import transaction
from models.errors import WrongStateError
from models.labels import label
from models.language import N_, Message
from models.period import gates
from models.stage_records import Scope
from models.vocabulary import Stage
from tasks import (
    approval,
    briefing,
    closing,
    collection,
    judging,
    notification,
    objection,
    quality,
    scoring,
    target_setting,
)

#: What the machine does in a stage: idempotent, set-based, in the transaction it is given; returns counts.
Work = Callable[[Session, Scope], dict[str, Any]]

WORK: Mapping[Stage, Work] = {
    Stage.BRIEFING: briefing.announce,
    Stage.TARGET_SETTING: target_setting.open_plans,
    Stage.COLLECTION: collection.ask_for_realizations,
    Stage.QUALITY: quality.check,
    Stage.APPROVAL: approval.open_queue,
    Stage.SCORING: scoring.score,
    Stage.NOTIFICATION: notification.publish,
    Stage.OBJECTION: objection.follow_up,
    Stage.CLOSING: closing.close,
}


#: Stages whose data are judged: before people's verbs have to wait for the verdict, which takes long.
_JUDGED = (Stage.QUALITY, Stage.SCORING, Stage.NOTIFICATION)


@dataclass(frozen=True)
class Outcome:
    """How an execution ended: "sealed", "waiting" (with what it waits for), "busy" (another worker) or "skipped"."""

    stage: Stage
    outcome: str
    message: str
    run_id: int | None = None


def unsealed_stages(period: str, unit: str) -> list[Stage]:
    """The stages a unit (codes) has yet to seal, in order: what a run has to go through.

    Raises:
        NotFoundError: no such unit in the period.
    """
    with transaction() as session:
        place = stage_records.find_unit(session, period, unit)
    return list(Stage)[place["position"] - 1 :]


def run_stage(stage: Stage, period: str, unit: str, flow_run_id: UUID | None = None) -> Outcome:
    """Execute `stage` for a unit (codes): at any time, twice at once, or after a kill.

    Raises:
        NotFoundError: no such unit in the period.
        WrongStateError: the stage before it is not sealed (P4): nothing is done, whatever Prefect says.
    """
    with transaction() as session:
        place = stage_records.find_unit(session, period, unit)
        if place["position"] > stage.position:
            return Outcome(stage, "skipped", str(Message(N_("sealed before"))))
        if place["position"] < stage.position:
            raise WrongStateError(
                N_("Stage {stage} of {unit} cannot start: an earlier stage is not sealed. Nothing was done."),
                stage=label(stage),
                unit=unit,
            )
        if not stage_records.lock(session, place):
            return _busy(stage)
        scope = stage_records.begin(session, place, stage, flow_run_id)
    try:
        if stage in _JUDGED:
            judging.prepare(place, stage)
        with transaction() as session:
            if not stage_records.lock(session, place):
                return _give_way(scope)
            return _work_and_seal(session, scope)
    except Exception as problem:
        _record_failure(scope, problem)
        raise


def _busy(stage: Stage) -> Outcome:
    return Outcome(stage, "busy", str(Message(N_("another worker is on this unit"))))


def _give_way(scope: Scope) -> Outcome:
    with transaction() as session:
        stage_records.end(session, scope, "waiting", message=Message(N_("another worker is on this unit")))
    return _busy(scope.stage)


def _work_and_seal(session: Session, scope: Scope) -> Outcome:
    if stage_records.hold(session, scope) != scope.stage.position:
        stage_records.end(session, scope, "waiting", message=Message(N_("sealed before")))
        return Outcome(scope.stage, "skipped", str(Message(N_("sealed before"))), scope.run_id)
    # What was judged is what is committed: before the stage's own work.
    judged = scope.stage in _JUDGED and scope.stage is not Stage.QUALITY
    counts: dict[str, Any] = {"quality": quality.check(session, scope, scope.stage)} if judged else {}
    counts |= WORK[scope.stage](session, scope)
    gate = gates(session, scope.period_id, [scope.unit_id], scope.stage)[scope.unit_id]
    counts |= {"remaining": gate.remaining, "total": gate.total}
    if gate.open:
        outputs = stage_records.seal(session, scope, counts)
        done = Message(N_("sealed"))
        kept = stage_records.end(session, scope, "sealed", message=done, counts=counts, outputs=outputs)
    else:
        kept = stage_records.end(session, scope, "waiting", message=gate.message, counts=counts)
    if not kept:
        raise WrongStateError(N_("This run was declared lost while it worked; its work is not kept."))
    return Outcome(scope.stage, "sealed" if gate.open else "waiting", str(gate.message), scope.run_id)


def _record_failure(scope: Scope, problem: Exception) -> None:
    with transaction() as session:
        stage_records.end(session, scope, "failed", message=Message("{problem}", {"problem": str(problem)[:2000]}))
