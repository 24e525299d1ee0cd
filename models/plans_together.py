"""Plans that a rater may approve together: the unremarkable ones; what is remarkable is taken out and named.

Belongs here: telling them apart, and approving the chosen ones. Does not: approving one (target_setting). Ratings are
never given together: each person is rated on their own evidence (PermenPANRB 6/2022 Pasal 24-25).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from models import target_setting, waivers
from models.actors import Actor
from models.database import Row, rows, transaction
from models.decisions import Given
from models.errors import KinerjaError
from models.language import N_

#: Plans looked at in one go: a screenful.
MOST = 50
_SUBMITTED = """
SELECT a.id, a.content_hash, e.name, s.post, p.code AS period, p.timezone, a.due_at, a.subject_version AS version,
       count(w.id) AS results, count(w.id) FILTER (WHERE w.supports_id IS NULL AND w.strategic_target_id IS NULL
                                                     AND w.kind = 'main') AS loose,
       (SELECT count(*) FROM indicator i JOIN work_result r ON r.id = i.work_result_id
         WHERE r.plan_id = a.subject_id) AS indicators,
       (SELECT count(*) FROM finding f WHERE f.segment_id = s.id AND f.fixed_at IS NULL AND f.severity <> 'info'
           AND coalesce(f.waived_until < now(), true)) AS findings
  FROM approval a JOIN segment s ON s.id = a.segment_id JOIN person e ON e.id = s.person_id
  JOIN period p ON p.id = a.period_id LEFT JOIN work_result w ON w.plan_id = a.subject_id
 WHERE a.assignee_id = %(seat)s AND s.person_id <> %(by)s AND a.kind = 'plan' AND a.closed_at IS NULL
 GROUP BY a.id, e.name, s.id, p.code, p.timezone ORDER BY a.due_at, a.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class SortedOut:
    """Submitted plans: unremarkable ones, and remarkable ones each with what is remarkable (texts to translate)."""

    plain: tuple[Row, ...]
    remarkable: tuple[tuple[Row, tuple[str, ...]], ...]


def sorted_out(session: Session, by: Actor) -> SortedOut:
    """The plans that wait for `by`, told apart; at most `MOST`, the most urgent first."""
    found = rows(session, _SUBMITTED, by=by.person_id, seat=by.seat, most=MOST)
    marks = waivers.of_requests(session, [row["id"] for row in found])
    judged = [(row, _remarkable(row, waived=bool(marks.get(row["id"])))) for row in found]
    return SortedOut(
        tuple(row for row, why in judged if not why), tuple((row, tuple(why)) for row, why in judged if why)
    )


def _remarkable(row: Row, *, waived: bool) -> list[str]:
    seen = [
        (row["version"] > 1, N_("it was returned before")),
        (row["loose"] > 0, N_("a work result supports nothing above it")),
        (row["findings"] > 0, N_("a data-quality finding is open")),
        (waived, N_("its data stand by a waiver")),
    ]
    return [why for so, why in seen if so]


@dataclass(frozen=True)
class Outcome:
    """How many plans were approved, and those that were not, each with the reason."""

    approved: int
    refused: tuple[str, ...]


def approve(chosen: Iterable[str], *, by: Actor) -> Outcome:
    """Approve the chosen plans, each as "request:content hash"; one that changed meanwhile stays and is named.

    What is said to be approved is, whatever happens to the rest: all that can be are approved in one transaction, and
    each of the others is tried in one of its own, which says why not.
    """
    told = [each.partition(":") for each in list(chosen)[:MOST]]
    wanted = {_number(number): seen or "-" for number, _colon, seen in told}
    done: frozenset[int] = frozenset()
    if by.acting_for is None:  # what a deputy may decide is asked for each request
        with transaction() as session:
            done = target_setting.approve_all(
                session, [Given(number, by, {"seen": seen}) for number, seen in wanted.items()]
            )
    refused = [why for number, seen in wanted.items() if number not in done and (why := _refusal(number, seen, by))]
    return Outcome(len(wanted) - len(refused), tuple(refused))


def _refusal(number: int, seen: str, by: Actor) -> str | None:
    """Why one request cannot be approved; None: it is now."""
    try:
        with transaction() as session:
            target_setting.approve(session, number, by=by, seen=seen)
    except KinerjaError as problem:
        return str(problem)
    return None


def _number(text: str) -> int:
    """A request's number; 0, which no request has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - bigint
