"""A segment while facts about it may still be given: whose it is, and until when.

Belongs here: the one check that every verb makes with which people record, attach, explain or say something, and the
indicator or month it is about. Does not: what they give (collection, activity_log, evidence, feedback, explanation).
"""

from datetime import date

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one, run
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.labels import label
from models.language import N_, Day, Month
from models.vocabulary import Stage, stage_name

#: Two acts on one segment take turns: a correction never races another.
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('segment', %(segment)s))"
#: Rating and correcting take turns on the open request, in the order in which a decision takes its locks.
_TAKE_TURNS = (
    "SELECT FROM approval WHERE segment_id = %(segment)s AND kind = 'evaluation' AND closed_at IS NULL FOR UPDATE"
)
_SEGMENT = """
SELECT s.id, s.period_id, s.unit_id, s.person_id, s.rater_id, s.starts, s.ends, u.position,
       (now() AT TIME ZONE p.timezone)::date AS today,
       (SELECT id FROM plan WHERE segment_id = s.id AND status = 'approved') AS plan_id,
       EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id) AS rated
  FROM segment s JOIN period_unit u USING (period_id, unit_id) JOIN period p ON p.id = s.period_id
 WHERE s.id = %(segment)s AND (%(person)s::bigint IS NULL OR s.person_id = %(person)s) FOR SHARE OF u
"""


def own_open_segment(session: Session, segment_id: int, by: Actor, *, first: Stage = Stage.COLLECTION) -> Row:
    """The segment of `by` while facts may be given: the unit stands from `first` to approval, nobody has rated yet.

    Facts may be given until the rater decides: a returned report or a finding asks for them. The unit's stage cannot be
    sealed, and the rater cannot decide, before the session's transaction ends.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit stands before `first` or after approval, or the rater has decided.
    """
    own = _segment(session, segment_id, by.person_id or 0)
    if own is None:
        raise NotFoundError(N_("There is no such appraisal of yours. Look for yours on your start page."))
    check_open(own, first)
    if own["rated"]:
        raise WrongStateError(N_("Your rater has rated you on what was recorded; it stays as it is now."))
    return own


def open_segment(session: Session, segment_id: int) -> Row:
    """The segment of anybody while facts about them may be given, from the launch until they are rated.

    Raises:
        NotFoundError: no such segment.
        WrongStateError: the unit stands after approval, or the rater has decided.
    """
    found = _segment(session, segment_id, None)
    if found is None:
        raise NotFoundError(
            N_("There is no appraisal {id}. Look for the person among the people of their unit."), id=segment_id
        )
    check_open(found, Stage.BRIEFING)
    if found["rated"]:
        raise WrongStateError(N_("This person has been rated on what was recorded; it stays as it is now."))
    return found


def _segment(session: Session, segment_id: int, person_id: int | None) -> Row | None:
    run(session, _ONE_BY_ONE, segment=segment_id)
    run(session, _TAKE_TURNS, segment=segment_id)
    return one(session, _SEGMENT, segment=segment_id, person=person_id)


def check_open(place: Row, first: Stage = Stage.COLLECTION) -> None:
    """Refuse where the unit (`position`) stands before `first` or after approval.

    Raises:
        WrongStateError: says where it stands.
    """
    if not first.position <= place["position"] <= Stage.APPROVAL.position:
        raise WrongStateError(
            N_("This is recorded from {first} until approval; the unit is at {stage}."),
            first=label(first),
            stage=label(stage_name(place["position"])),
        )


def check_month(month: date, own: Row) -> None:
    """Refuse a month (any day of it) outside the segment, or one that has not begun.

    Raises:
        InvalidInputError: names the month and the days of the segment.
    """
    if not own["starts"].replace(day=1) <= month <= own["ends"]:
        raise InvalidInputError(
            N_("{month} lies outside your segment, which runs from {starts} to {ends}. Correct the month."),
            month=Month(month),
            starts=Day(own["starts"]),
            ends=Day(own["ends"]),
        )
    if month > own["today"]:
        raise InvalidInputError(
            N_("{month} has not begun: nothing can be realized in it yet. Correct the month."), month=Month(month)
        )


_INDICATOR = """
SELECT i.id FROM work_result w JOIN indicator i ON i.work_result_id = w.id
 WHERE w.plan_id = %(plan)s AND w.number = %(work_result)s AND i.number = %(indicator)s
"""


def indicator_of(session: Session, own: Row, work_result: int, indicator: int) -> int:
    """The indicator with these numbers in the approved plan of the segment.

    Raises:
        InvalidInputError: the approved plan has no such indicator.
    """
    found = one(session, _INDICATOR, plan=own["plan_id"], work_result=work_result, indicator=indicator)
    if found is None:
        raise unknown_indicator(work_result, indicator)
    return int(found["id"])


def unknown_indicator(work_result: int, indicator: int) -> InvalidInputError:
    """The refusal of numbers that the approved plan does not have."""
    return InvalidInputError(
        N_("The approved plan has no indicator {indicator} in work result {work}. Check the numbers in the plan."),
        work=work_result,
        indicator=indicator,
    )


#: The approved plan's work results, or those of the newest plan while none is approved.
_WORK_RESULT = """
SELECT p.id, EXISTS (SELECT FROM work_result w WHERE w.plan_id = p.id AND w.number = %(number)s) AS known
  FROM plan p WHERE p.segment_id = %(segment)s ORDER BY (p.status = 'approved') DESC, p.version DESC LIMIT 1
"""


def check_work_result(session: Session, segment_id: int, number: int) -> None:
    """Refuse a number that neither the approved plan nor, while there is none, the newest plan has.

    Raises:
        InvalidInputError: there is no plan, or it has no such work result.
    """
    plan = one(session, _WORK_RESULT, segment=segment_id, number=number)
    if plan is None or not plan["known"]:
        raise InvalidInputError(N_("The plan has no work result {number}. Its page shows the numbers."), number=number)
