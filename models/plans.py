"""Storing plans: versions, work results and indicators, written and read whole.

Belongs here: rows of a plan. Does not: who may and when (target_setting).
"""

from collections.abc import Sequence
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, connection_of, one, rows, run
from models.errors import InvalidInputError, WrongStateError
from models.labels import label
from models.language import N_
from models.plan_content import IndicatorInput, WorkResultInput, content_hash

_NEWEST = "SELECT id, version, status FROM plan WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT 1 FOR UPDATE"
#: Two tabs of one person, or a person and the performance team, write one after the other.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('plan', %(segment)s))"
_NEXT = "INSERT INTO plan (segment_id, version) VALUES (%(segment)s, %(version)s) RETURNING id"


def open_draft(session: Session, segment_id: int) -> tuple[int, int]:
    """The segment's draft (id, version); after a return, a new version.

    Raises:
        WrongStateError: the plan waits for the rater, or is approved.
    """
    newest = _newest(session, segment_id)
    if newest and newest["status"] == "draft":
        return newest["id"], newest["version"]
    if newest and newest["status"] != "returned":
        raise WrongStateError(
            N_("Version {version} of the plan is {status}; it changes only after the rater returned it."),
            version=newest["version"],
            status=label(newest["status"]),
        )
    version = newest["version"] + 1 if newest else 1
    return _new(session, segment_id, version), version


def _newest(session: Session, segment_id: int) -> Row | None:
    run(session, _TAKE_TURNS, segment=segment_id)
    return one(session, _NEWEST, segment=segment_id)


def _new(session: Session, segment_id: int, version: int) -> int:
    added = one(session, _NEXT, segment=segment_id, version=version)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    return int(added["id"])


def hold(session: Session, segment_id: int) -> list[WorkResultInput]:
    """What the newest plan of a segment says; nobody else writes it until the session's transaction ends.

    Whoever compares it with what somebody looked at does so after this: two windows never overwrite each other.
    """
    newest = _newest(session, segment_id)
    return read(session, newest["id"]) if newest else []


def current_draft(session: Session, segment_id: int) -> tuple[int, int]:
    """The draft that can be submitted (id, version).

    Raises:
        WrongStateError: there is none.
    """
    newest = _newest(session, segment_id)
    if newest is None or newest["status"] != "draft":
        raise WrongStateError(
            N_("There is no draft to submit: the plan is {status}."),
            status=label(newest["status"]) if newest else "–",  # noqa: RUF001
        )
    return newest["id"], newest["version"]


def replace_open(session: Session, segment_id: int) -> tuple[int, int]:
    """A version to write in place of whatever is open: a draft is overwritten, a submission is set aside.

    Raises:
        WrongStateError: a plan is approved, perhaps a moment ago.
    """
    run(session, _TAKE_TURNS, segment=segment_id)
    run(session, _WITHDRAW, segment=segment_id)
    newest = one(session, _NEWEST, segment=segment_id)
    if newest and newest["status"] == "draft":
        return newest["id"], newest["version"]
    if newest and newest["status"] == "approved":
        raise WrongStateError(N_("There is no plan to fix here: it is approved already, or the stage is over."))
    if newest and newest["status"] == "submitted":
        run(session, "UPDATE plan SET status = 'superseded' WHERE id = %(plan)s", plan=newest["id"])
    version = newest["version"] + 1 if newest else 1
    return _new(session, segment_id, version), version


def digest(session: Session, plan_id: int, results: Sequence[WorkResultInput]) -> str:
    """The hash under which these words of a plan are submitted and recorded: with the plan's salt, drawn at its start.

    An erasure draws another, so that what was recorded before says nothing of words that are gone (models/erasure).
    """
    found = one(session, "SELECT salt FROM plan WHERE id = %(plan)s", plan=plan_id)
    assert found is not None  # noqa: S101 - the caller wrote it a moment ago
    return content_hash(results, bytes(found["salt"]))


#: The request is closed before the plan is touched, as a decision does it: whoever is second sees what the first did.
_WITHDRAW = """
UPDATE approval SET closed_at = now() WHERE segment_id = %(segment)s AND kind = 'plan' AND closed_at IS NULL
"""


#: Puts the submitted plans of `done` (subject_id, segment_id) in force; those before them stay as superseded.
PUT_IN_FORCE: LiteralString = """,
superseded AS (
  UPDATE plan SET status = 'superseded' FROM done WHERE plan.segment_id = done.segment_id AND plan.status = 'approved'
  RETURNING plan.id),
approved AS (
  UPDATE plan SET status = 'approved' FROM done, (SELECT count(*) FROM superseded) AS before
   WHERE plan.id = done.subject_id)"""
_APPROVE: LiteralString = (
    "WITH done AS (SELECT id AS subject_id, segment_id FROM plan WHERE id = %(plan)s)" + PUT_IN_FORCE + " SELECT"
)


def approve(session: Session, plan_id: int) -> None:
    """Put a submitted plan in force; the one before it stays on record as superseded."""
    run(session, _APPROVE, plan=plan_id)


_RESULT = """
INSERT INTO work_result (plan_id, number, kind, statement, supports_id, strategic_target_id)
SELECT %(plan)s, %(number)s, %(kind)s, %(statement)s, %(supports)s, %(target)s RETURNING id
"""
_INDICATOR = """
INSERT INTO indicator (work_result_id, number, aspect, statement, unit_of_measure, target_min, target_max, direction,
                       data_source)
VALUES (%(result)s, %(number)s, %(aspect)s, %(statement)s, %(unit_of_measure)s, %(target_min)s, %(target_max)s,
        %(direction)s, %(data_source)s)
"""


def write(
    session: Session, plan_id: int, results: Sequence[WorkResultInput], *, period_id: int, rater_plan_id: int | None
) -> None:
    """Replace what a draft says.

    Raises:
        InvalidInputError: a number given twice, or support for a result or target that does not exist.
    """
    numbers = [result.number for result in results]
    if len(set(numbers)) != len(numbers):
        raise InvalidInputError(N_("A work result number is used twice. Number them 1, 2, 3 …"))
    run(
        session,
        "DELETE FROM indicator USING work_result w WHERE work_result_id = w.id AND w.plan_id = %(plan)s",
        plan=plan_id,
    )
    run(session, "DELETE FROM work_result WHERE plan_id = %(plan)s", plan=plan_id)
    above = _results_above(session, rater_plan_id)
    targets = _targets(session, period_id)
    indicators = []
    for result in results:
        supports, target = _support(result, above, targets)
        row = one(
            session,
            _RESULT,
            plan=plan_id,
            number=result.number,
            kind=result.kind,
            statement=result.statement,
            supports=supports,
            target=target,
        )
        assert row is not None  # noqa: S101 - INSERT … RETURNING gives a row
        indicators += [
            indicator.model_dump() | {"result": row["id"], "number": place}
            for place, indicator in enumerate(result.indicators, 1)
        ]
    with connection_of(session).cursor() as cursor:
        cursor.executemany(_INDICATOR, indicators)


def _results_above(session: Session, rater_plan_id: int | None) -> dict[str, int]:
    found = rows(session, "SELECT number, id FROM work_result WHERE plan_id = %(plan)s", plan=rater_plan_id)
    return {str(row["number"]): row["id"] for row in found}


def _targets(session: Session, period_id: int) -> dict[str, int]:
    found = rows(session, "SELECT code, id FROM strategic_target WHERE period_id = %(period)s", period=period_id)
    return {row["code"]: row["id"] for row in found}


def _support(result: WorkResultInput, above: dict[str, int], targets: dict[str, int]) -> tuple[int | None, int | None]:
    if not result.supports:
        return None, None
    if result.supports in above:
        return above[result.supports], None
    if result.supports in targets:
        return None, targets[result.supports]
    raise InvalidInputError(
        N_("Work result {number} supports {supports}, which is neither a result of the rater nor a strategic target."),
        number=result.number,
        supports=result.supports,
    )


_READ = """
SELECT w.plan_id, w.number, w.kind, w.statement, coalesce(above.number::text, t.code, '') AS supports,
       coalesce(jsonb_agg(jsonb_build_object('aspect', i.aspect, 'statement', i.statement, 'unit_of_measure',
         i.unit_of_measure, 'target_min', i.target_min::text, 'target_max', i.target_max::text, 'direction',
         i.direction, 'data_source', i.data_source) ORDER BY i.number) FILTER (WHERE i.id IS NOT NULL), '[]')
         AS indicators
  FROM work_result w LEFT JOIN indicator i ON i.work_result_id = w.id
  LEFT JOIN work_result above ON above.id = w.supports_id LEFT JOIN strategic_target t ON t.id = w.strategic_target_id
 WHERE w.plan_id = ANY(%(plans)s) GROUP BY w.id, above.number, t.code ORDER BY w.plan_id, w.number
"""


def read(session: Session, plan_id: int) -> list[WorkResultInput]:
    """What a plan says, in the form in which it was entered."""
    return read_all(session, [plan_id]).get(plan_id, [])


def read_all(session: Session, plan_ids: Sequence[int]) -> dict[int, list[WorkResultInput]]:
    """What several plans say, by plan; one that says nothing yet is left out."""
    found: dict[int, list[WorkResultInput]] = {}
    for row in rows(session, _READ, plans=list(plan_ids)):
        indicators = [IndicatorInput(**one_of) for one_of in row["indicators"]]
        found.setdefault(row.pop("plan_id"), []).append(WorkResultInput(**{**row, "indicators": indicators}))
    return found
