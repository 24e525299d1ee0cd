"""Target setting (penetapan SKP): draft, submit, approve or return a plan; superior first, top-down.

Belongs here: the verbs and the gate of this stage. Does not: what a plan says (plan_content), opening plans (tasks).
Sources: PermenPANRB 6/2022 (dialog kinerja); SPEC §2.2 for states, top-down order and deadlines.
"""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from sqlmodel import Session

from models import decisions, ledger, notices, plans, wakes
from models.actors import Actor
from models.database import Row, one, run
from models.decision_statements import deciding
from models.decisions import Given
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import Gate, ask, counted, due_for
from models.labels import label
from models.language import N_
from models.ledger import Subject
from models.plan_content import WorkResultInput, check_fit_to_submit
from models.raters_plan import RATERS_PLAN
from models.vocabulary import Stage, stage_name

_MINE: LiteralString = (
    """
SELECT s.id, s.period_id, s.unit_id, s.rater_id, s.person_id, u.position, rater.name AS rater,
       rater_segment.id IS NOT NULL AS rater_plans, rater_plan.id AS rater_plan_id
  FROM segment s JOIN period_unit u USING (period_id, unit_id) JOIN person rater ON rater.id = s.rater_id"""
    + RATERS_PLAN
    + " WHERE s.id = %(segment)s AND s.person_id = %(by)s FOR SHARE OF u"
)


def _mine(session: Session, segment_id: int, by: Actor) -> Row:
    mine = one(session, _MINE, segment=segment_id, by=by.person_id)
    if mine is None:
        raise NotFoundError(N_("There is no such appraisal of yours. Look for yours on your start page."))
    if mine["position"] != Stage.TARGET_SETTING.position:
        raise WrongStateError(
            N_("Plans are written during target setting; this unit is at {stage}. Ask your HR administrator."),
            stage=label(stage_name(mine["position"])),
        )
    return mine


def _waits_for_rater(mine: Row) -> bool:
    return bool(mine["rater_plans"]) and mine["rater_plan_id"] is None


def draft(session: Session, segment_id: int, results: Sequence[WorkResultInput], *, by: Actor) -> int:
    """Write the draft of one's own plan, replacing an earlier draft; returns the plan's id.

    After a return, this starts the next version: what was submitted stays as it was.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit is past target setting, or the plan waits for the rater or is approved.
        InvalidInputError: a work result supports something that does not exist.
    """
    mine = _mine(session, segment_id, by)
    if _waits_for_rater(mine) and any(result.supports.isdecimal() for result in results):
        raise WrongStateError(
            N_(
                "Your rater {rater} has no approved plan yet (DQ-H04), so their results cannot be named. Leave "
                "“supports” empty to draft now, or draft when you get the notice that you can."
            ),
            rater=mine["rater"],
        )
    plan_id, version = plans.open_draft(session, segment_id)
    plans.write(session, plan_id, results, period_id=mine["period_id"], rater_plan_id=mine["rater_plan_id"])
    about = Subject(mine["period_id"], mine["unit_id"], segment_id, "plan", plan_id, version)
    ledger.record(session, "plan.drafted", by=by, subject=about, content_hash=plans.digest(session, plan_id, results))
    return plan_id


_SUBMIT = """
UPDATE plan SET status = 'submitted', content_hash = %(hash)s, submitted_at = now()
 WHERE id = %(plan)s AND status = 'draft'
"""


def submit(session: Session, segment_id: int, *, by: Actor) -> int:
    """Submit one's drafted plan to the rater, who is asked to decide; returns the plan's id.

    The rater's own plan comes first (SPEC §2.2): a member's results hang on the rater's.

    Raises:
        NotFoundError, WrongStateError: as for `draft`; also when there is no draft.
        InvalidInputError: the plan could not be judged; names the work result and indicator.
    """
    mine = _mine(session, segment_id, by)
    if _waits_for_rater(mine):
        raise WrongStateError(
            N_(
                "Your rater {rater} has no approved plan yet (DQ-H04), and yours builds on it. Your draft is kept; you "
                "get a notice when you can submit."
            ),
            rater=mine["rater"],
        )
    plan_id, version = plans.current_draft(session, segment_id)
    results = plans.read(session, plan_id)
    check_fit_to_submit(results)
    digest = plans.digest(session, plan_id, results)
    run(session, _SUBMIT, plan=plan_id, hash=digest)
    subject = Subject(mine["period_id"], mine["unit_id"], segment_id, "plan", plan_id, version)
    decisions.open_request(
        session,
        "plan",
        key=f"plan:{plan_id}",
        period_id=mine["period_id"],
        unit_id=mine["unit_id"],
        segment_id=segment_id,
        subject_id=plan_id,
        version=version,
        content_hash=digest,
        assignee_id=mine["rater_id"],
        due_at=due_for(session, segment_id, Stage.TARGET_SETTING).at,
    )
    notices.queue(session, "approval_pending", to=mine["rater_id"], about=f"plan:{plan_id}", kind="plan")
    ledger.record(session, "plan.submitted", by=by, subject=subject, content_hash=digest)
    return plan_id


#: The notices (key, person_id, kind, segment) that tell the employees of `done` what was decided (%(notice)s) …
_TOLD: LiteralString = """
SELECT %(notice)s::text || ':plan:' || done.subject_id || ':' || person_id AS key, person_id, %(notice)s::text AS kind,
       s.id AS segment
  FROM done JOIN segment s ON s.id = done.segment_id"""
#: … and those whose plan builds on a plan of segment `leader` that they can submit theirs.
_MEMBERS: LiteralString = (
    """
SELECT 'plan_can_be_submitted:' || s.id || ':' || s.person_id AS key, s.person_id, 'plan_can_be_submitted' AS kind,
       s.id AS segment
  FROM segment leader JOIN segment s ON s.period_id = leader.period_id AND s.rater_id = leader.person_id"""
    + RATERS_PLAN
    + " WHERE rater_segment.id = leader.id AND leader.id "
)


def _telling(notices: LiteralString) -> LiteralString:
    return (
        "INSERT INTO notice (key, person_id, kind, content)"
        " SELECT key, person_id, kind, jsonb_build_object('segment', segment) FROM ("
        + notices
        + ") AS told ON CONFLICT (key) DO NOTHING"
    )


_TELL_MEMBERS: LiteralString = _telling(_MEMBERS + "= %(segment)s")
_APPROVED: LiteralString = (
    plans.PUT_IN_FORCE
    + ", told AS ("
    + _telling(_TOLD + " UNION ALL " + _MEMBERS + "IN (SELECT segment_id FROM done)")
    + ")"
)
_APPROVE = deciding(effects=_APPROVED)
_APPROVE_ALL = deciding(wait=False, effects=_APPROVED)
_RETURN = deciding(
    effects=",\nreturned AS (UPDATE plan SET status = 'returned' FROM done WHERE plan.id = done.subject_id), told AS ("
    + _telling(_TOLD)
    + ")"
)


def approve(session: Session, approval_id: int, *, by: Actor, reason: str = "", seen: str | None = None) -> None:
    """Approve a submitted plan; it becomes the plan in force, and the members below may now submit theirs.

    Raises:
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    decisions.decide(
        session, approval_id, "plan", by=by, outcome="approved", reason=reason, seen=seen,
        statement=_APPROVE, values={"notice": "plan_approved"},
    )  # fmt: skip


def approve_all(session: Session, given: Sequence[Given]) -> frozenset[int]:
    """Approve those of the requests (none twice) that can be approved now, by whoever says so; returns which.

    Each gets its own decision, event and notices, as `approve` gives them (its words are those of `approve`), but all
    in one statement. Whatever is left was decided or changed meanwhile, is somebody else's or held by somebody for a
    moment: `approve` says which. Not for deputies, who are asked about each.
    """
    terms = [decisions.terms(each.approval_id, by=each.by, **each.words) for each in given]
    stored = decisions.store(
        session, "plan", terms, outcome="approved", statement=_APPROVE_ALL, notice="plan_approved"
    )  # fmt: skip
    return frozenset(row["id"] for row in stored)


def send_back(session: Session, approval_id: int, *, by: Actor, reason: str, seen: str | None = None) -> None:
    """Return a submitted plan with a reason; the employee writes the next version.

    Raises:
        InvalidInputError: no reason given: the employee must know what to change.
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say what should change: the employee needs it for the next version."))
    decisions.decide(
        session, approval_id, "plan", by=by, outcome="returned", reason=reason, seen=seen,
        statement=_RETURN, values={"notice": "plan_returned"},
    )  # fmt: skip


_TEAM = "SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'performance_team') AS member"
_LATE: LiteralString = (
    """
SELECT s.period_id, s.unit_id, s.person_id, s.rater_id, u.position, rater_plan.id AS rater_plan_id,
       (SELECT id FROM plan WHERE segment_id = s.id AND status = 'approved') AS approved
  FROM segment s JOIN period_unit u USING (period_id, unit_id)"""
    + RATERS_PLAN
    + " WHERE s.id = %(segment)s FOR SHARE OF u"
)


def fix(session: Session, segment_id: int, results: Sequence[WorkResultInput], *, by: Actor, reason: str) -> int:
    """Fix a plan that employee and rater did not agree in time: the performance team's right after the deadline.

    Source: PermenPANRB 8/2021, Lampiran E (case PLAN-03): the team sets the plan and tells employee and rater.

    Raises:
        NotAllowedError: not a member of the performance team, or it is one's own plan.
        WrongStateError: the deadline has not passed, a plan is approved, or the unit is past target setting.
        InvalidInputError: no reason, or a plan that could not be judged.
    """
    if not (one(session, _TEAM, by=by.person_id) or {}).get("member"):
        raise NotAllowedError(N_("Only the performance team (tim pengelola kinerja) may fix a plan."))
    late = one(session, _LATE, segment=segment_id)
    if late is None or late["position"] != Stage.TARGET_SETTING.position or late["approved"]:
        raise WrongStateError(N_("There is no plan to fix here: it is approved already, or the stage is over."))
    if late["person_id"] == by.person_id:
        raise NotAllowedError(N_("Nobody fixes their own plan: another member of the performance team can."))
    if not due_for(session, segment_id, Stage.TARGET_SETTING).passed:
        raise WrongStateError(N_("The deadline has not passed: employee and rater can still agree themselves."))
    if not reason.strip():
        raise InvalidInputError(N_("Say why the plan is fixed: employee and rater are told."))
    check_fit_to_submit(results)
    plan_id, version = plans.replace_open(session, segment_id)
    plans.write(session, plan_id, results, period_id=late["period_id"], rater_plan_id=late["rater_plan_id"])
    digest = plans.digest(session, plan_id, results)
    run(session, _SUBMIT, plan=plan_id, hash=digest)
    plans.approve(session, plan_id)
    about = Subject(late["period_id"], late["unit_id"], segment_id, "plan", plan_id, version)
    ledger.record(session, "plan.fixed", by=by, subject=about, text=reason, content_hash=digest)
    for person in (late["person_id"], late["rater_id"]):
        notices.queue(session, "plan_fixed", to=person, about=f"plan:{plan_id}", segment=segment_id)
    run(session, _TELL_MEMBERS, segment=segment_id)
    wakes.wake(session, late["period_id"], late["unit_id"], "plan")
    return plan_id


_STATES = """
SELECT s.unit_id, count(*) AS total,
       count(*) FILTER (WHERE a.id IS NULL) AS remaining,
       count(*) FILTER (WHERE a.id IS NULL AND w.id IS NOT NULL) AS submitted,
       count(*) FILTER (WHERE a.id IS NULL AND w.id IS NULL) AS unsubmitted
  FROM segment s LEFT JOIN plan a ON a.segment_id = s.id AND a.status = 'approved'
  LEFT JOIN plan w ON w.segment_id = s.id AND w.status = 'submitted'
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when every segment has an approved plan, its own or one fixed by the performance team."""
    text = N_("{submitted} of {total} plans await approval, {unsubmitted} are not submitted, due {due}")
    return ask(session, _STATES, Stage.TARGET_SETTING, period_id, units, lambda row, due: counted(row, due, text))
