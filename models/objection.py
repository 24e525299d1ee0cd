"""Objection (keberatan): the employee objects, the rater answers, the rater's superior decides, and that is final.

Belongs here: the verbs and the gate of this stage. Does not: the clock (objection_clock), scoring anew (tasks).
Source: PP 30/2019 Pasal 59; SPEC §2.6: within 14 days of receipt, both sides heard, the decider is not the rater,
never answered is not accepted.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import acting_for, decisions, ledger, looked_at, notices
from models.actors import Actor
from models.database import Row, one, run
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.gates import Due, Gate, ask, due
from models.language import N_, Day, Message
from models.ledger import Subject
from models.notification import published, read
from models.vocabulary import Rating, Stage

#: The unit's stage cannot be sealed between the look at the clock and the objection.
_PARTIES = """
SELECT s.rater_id, s.superior_id, u.position FROM segment s JOIN period_unit u USING (period_id, unit_id)
 WHERE s.id = %(segment)s FOR SHARE OF u
"""
_FILE = "INSERT INTO objection (result_id, statement) VALUES (%(result)s, %(statement)s) RETURNING id"


def file(session: Session, segment_id: int, *, by: Actor, statement: str) -> int:
    """Object to one's result, with reasons; the rater is asked to answer, the rater's superior to decide.

    Raises:
        NotFoundError: nothing of one's own is published here.
        InvalidInputError: no reasons given.
        ConflictError: accepted, objected to before, or the decision on an objection is final.
        WrongStateError: the days to object are over, or the rater has no superior in this region.
    """
    if not statement.strip():
        raise InvalidInputError(N_("Say what you object to and why: the superior decides on your reasons."))
    parties = one(session, _PARTIES, segment=segment_id)
    read(session, segment_id, by=by)
    mine = published(session, segment_id, by)
    assert parties is not None  # noqa: S101 - the segment was just read
    _check_may_object(mine, parties["position"])
    if parties["superior_id"] is None:
        raise WrongStateError(
            N_("Your rater is the regional head, who has no superior here. Send your objection in writing to BKPSDM.")
        )
    added = one(session, _FILE, result=mine["result_id"], statement=statement)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    objection_id = int(added["id"])
    decisions.open_request(
        session,
        "objection",
        key=f"objection:{objection_id}",
        period_id=mine["period_id"],
        unit_id=mine["unit_id"],
        segment_id=segment_id,
        subject_id=objection_id,
        version=mine["version"],
        content_hash=ledger.salted(statement).digest or "",
        assignee_id=parties["superior_id"],
        due_at=due(session, mine["period_id"], [mine["unit_id"]], Stage.OBJECTION)[mine["unit_id"]].at,
    )
    subject = Subject(mine["period_id"], mine["unit_id"], segment_id, "objection", objection_id, mine["version"])
    ledger.record(session, "objection.filed", by=by, subject=subject, text=statement)
    about, place = f"objection:{objection_id}", {"segment": segment_id, "objection": objection_id}
    notices.queue(session, "objection_to_answer", to=parties["rater_id"], about=about, **place)
    notices.queue(session, "approval_pending", to=parties["superior_id"], about=about, kind="objection", **place)
    return objection_id


def _check_may_object(mine: Row, position: int) -> None:
    if mine["version"] > 1:
        raise ConflictError(N_("This result follows from a decided objection, which is final (PP 30/2019 Pasal 59)."))
    if mine["accepted_at"] or mine["objection_id"]:
        raise ConflictError(N_("This result was already accepted or objected to; its trace shows when."))
    if mine["over"] or position > Stage.OBJECTION.position:
        raise WrongStateError(N_("The days to object are over. If you were kept from it, write to your HR office."))


#: An answer and the decision take turns: it comes before, and is read, or is refused.
_TAKE_TURNS = "SELECT FROM approval WHERE key = 'objection:' || %(objection)s::bigint FOR UPDATE"
_ANSWER = """
UPDATE objection o SET rater_answer = %(answer)s, answered_at = now(), answered_by = %(by)s
  FROM result r JOIN segment s ON s.id = r.segment_id
 WHERE o.id = %(objection)s AND r.id = o.result_id AND s.rater_id = %(seat)s AND o.answered_at IS NULL
   AND NOT EXISTS (SELECT FROM decision d JOIN approval a ON a.id = d.approval_id WHERE a.key = 'objection:' || o.id)
RETURNING s.period_id, s.unit_id, s.id AS segment_id, r.version,
          (SELECT assignee_id FROM approval WHERE key = 'objection:' || o.id) AS decider_id
"""


def answer(session: Session, objection_id: int, *, by: Actor, statement: str) -> None:
    """Give the rater's side of an objection: both sides are heard before the superior decides.

    Raises:
        InvalidInputError: an empty answer.
        NotFoundError: no unanswered objection of a person one rates.
        NotAllowedError: a deputy of the rater who objects themselves, or who decides.
    """
    if not statement.strip():
        raise InvalidInputError(N_("Write your answer: the superior hears both sides."))
    acting_for.check_answer(session, objection_id, by=by)
    run(session, _TAKE_TURNS, objection=objection_id)
    found = one(session, _ANSWER, objection=objection_id, by=by.person_id, seat=by.seat, answer=statement)
    if found is None:
        raise NotFoundError(N_("There is no unanswered objection {id} of a person you rate."), id=objection_id)
    subject = Subject(
        found["period_id"], found["unit_id"], found["segment_id"], "objection", objection_id, found["version"]
    )
    ledger.record(session, "objection.answered", by=by, subject=subject, text=statement)
    notices.queue(
        session,
        "objection_answered",
        to=found["decider_id"],
        about=f"objection:{objection_id}",
        segment=found["segment_id"],
    )


_CHANGE = """
INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id)
SELECT %(segment)s, max(version) + 1, %(work)s, %(behavior)s, %(reason)s, %(approval)s
  FROM evaluation WHERE segment_id = %(segment)s
"""
_RATERS = """
SELECT s.rater_id, s.person_id, s.is_agency_head FROM approval a JOIN segment s ON s.id = a.segment_id
 WHERE a.id = %(approval)s
"""
#: △ The answer time ends with the last of its calendar days in the region's time zone; periods launched without the
#: setting give five.
_HEARD = """
SELECT o.answered_at IS NOT NULL OR last.ends <= now() AS heard, rater.name AS rater, (last.ends AT TIME ZONE
       p.timezone)::date - 1 AS until
  FROM approval a JOIN objection o ON o.id = a.subject_id JOIN segment s ON s.id = a.segment_id
  JOIN person rater ON rater.id = s.rater_id JOIN period p ON p.id = a.period_id
  CROSS JOIN LATERAL (SELECT ((o.filed_at AT TIME ZONE p.timezone)::date + 1
    + coalesce((p.definition #>> '{objection,answer_days}')::int, 5))::timestamp AT TIME ZONE p.timezone AS ends) last
 WHERE a.id = %(approval)s AND a.kind = 'objection' AND a.closed_at IS NULL AND a.assignee_id = %(seat)s
"""


def _check_both_heard(session: Session, approval_id: int, by: Actor) -> None:
    found = one(session, _HEARD, approval=approval_id, seat=by.seat)
    if found and not found["heard"]:
        raise WrongStateError(
            N_(
                "The rater {rater} has not answered yet and has until {until}; both sides are heard first (PP 30/2019 "
                "Pasal 59). Decide after the answer, or after that day."
            ),
            rater=found["rater"],
            until=Day(found["until"]),
        )


def decide(
    session: Session,
    approval_id: int,
    *,
    by: Actor,
    reason: str,
    work: Rating | None = None,
    behavior: Rating | None = None,
    seen: str | None = None,
) -> None:
    """Decide an objection as the rater's superior: leave the ratings as they are, or set new ones. Final.

    Both sides are heard first (PP 30/2019 Pasal 59; SPEC §2.6): the rater has answered, or let the days for it pass.
    New ratings make a new version of the evaluation; the old one stays on record. `seen` is the mark of what the
    superior looked at (looked_at): an answer that came since is read first.

    Raises:
        InvalidInputError: no reason, or only one of two new ratings.
        NotAllowedError: the rater, or the person concerned, may not decide, whatever they act as.
        WrongStateError: the rater has neither answered nor let the time for it pass; says until when.
        NotFoundError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Give the reasons for the decision: both sides read them."))
    parties = one(session, _RATERS, approval=approval_id)
    if parties and by.person_id in {parties["rater_id"], parties["person_id"]}:
        raise NotAllowedError(N_("An objection is decided by the rater's superior, not by a party to it."))
    is_head = bool(parties and parties["is_agency_head"])
    changed = behavior is not None
    if (work is not None) != (changed and not is_head):
        raise InvalidInputError(N_("Set both new ratings (for an agency head behavior only), or none to uphold."))
    _check_both_heard(session, approval_id, by)
    request = decisions.decide(
        session,
        approval_id,
        "objection",
        by=by,
        outcome="changed" if changed else "upheld",
        reason=reason,
        content={"work_rating": work, "behavior_rating": behavior} if changed else {},
    )
    looked_at.check(session, approval_id, seen)
    if changed:
        run(
            session,
            _CHANGE,
            segment=request["segment_id"],
            work=work,
            behavior=behavior,
            reason=reason,
            approval=approval_id,
        )
    about = f"objection:{request['subject_id']}"
    for person in (parties["person_id"], parties["rater_id"]) if parties else ():
        notices.queue(session, "objection_decided", to=person, about=about, segment=request["segment_id"])


_CLOCKS = """
SELECT s.unit_id, count(*) AS total,
       count(*) FILTER (WHERE o.id IS NOT NULL AND d.approval_id IS NULL) AS undecided,
       count(*) FILTER (WHERE o.id IS NULL AND p.accepted_at IS NULL AND p.objection_until > now()) AS running,
       ((max(p.objection_until) FILTER (WHERE o.id IS NULL AND p.accepted_at IS NULL) - interval '1 second')
         AT TIME ZONE (SELECT timezone FROM period WHERE id = %(period)s))::date AS last
  FROM segment s JOIN result r ON r.segment_id = s.id JOIN publication p ON p.result_id = r.id
  LEFT JOIN objection o ON o.result_id = r.id
  LEFT JOIN approval a ON a.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = a.id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def _judge(row: Row, _due: Due) -> Gate:
    text = N_("{undecided} objections to decide, {running} people may still object, the last until {last}")
    waiting = row["undecided"] + row["running"]
    last = Day(row["last"]) if row["last"] else "–"  # noqa: RUF001
    return Gate(waiting == 0, waiting, row["total"], Message(text, dict(row) | {"last": last}))


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when every objection is decided and every clock has run out or its person accepted."""
    return ask(session, _CLOCKS, Stage.OBJECTION, period_id, units, _judge)
