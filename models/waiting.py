"""What waits for a person, and until when: the first thing they see.

Belongs here: everything that can wait, in a line each. Does not: the lists behind the lines.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sqlmodel import Session

from models.acting_for import NOT_ABOUT_DEPUTY
from models.database import Row, rows
from models.explanation import UNDER_TARGET
from models.gates import due_for
from models.vocabulary import Stage

_APPROVALS: LiteralString = (
    """
SELECT a.kind, count(*) AS count, min(a.due_at) AS due_at, count(*) FILTER (WHERE a.due_at < now()) AS late,
       min(p.timezone) AS timezone
  FROM approval a JOIN period p ON p.id = a.period_id
 WHERE a.assignee_id = %(person)s AND a.closed_at IS NULL AND """
    + NOT_ABOUT_DEPUTY
    + " GROUP BY a.kind ORDER BY min(a.due_at), a.kind"
)
#: One's own appraisals whose period is not closed, the newest period first. Once raters are asked, only findings count
#: that hold a rating (as in owed).
_MINE: LiteralString = (
    """
SELECT s.id AS segment, s.period_id, s.unit_id, s.post, s.starts, s.ends, s.is_acting, p.code AS period, p.title,
       p.timezone, p.closed_at, unit.name AS unit, u.position, rater.name AS rater,
       NOT EXISTS (SELECT FROM acknowledgement a WHERE a.segment_id = s.id) AS unread,
       (SELECT status FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) AS plan,
       EXISTS (SELECT FROM realization_report r WHERE r.segment_id = s.id) AS reported,
       EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id) AS rated,
       (SELECT count(*) FROM finding f WHERE f.segment_id = s.id AND f.owner_id = s.person_id AND f.fixed_at IS NULL
           AND f.severity = ANY(CASE WHEN u.position < %(approval)s THEN '{block,warn}' ELSE '{block}' END::text[])
           AND coalesce(f.waived_until < now(), true)) AS findings,
       (SELECT count(*) FROM ("""
    + UNDER_TARGET.replace("%(segment)s", "s.id")
    + """) AS short WHERE NOT EXISTS (SELECT FROM explanation x WHERE x.indicator_id = short.indicator_id))
         AS unexplained,
       r.version AS result_version, b.delivered_at, b.accepted_at, b.objection_until, o.id AS objection
  FROM segment s JOIN period p ON p.id = s.period_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
  JOIN period_unit u ON u.period_id = s.period_id AND u.unit_id = s.unit_id
  LEFT JOIN LATERAL (SELECT r.id, r.version FROM result r JOIN publication b ON b.result_id = r.id
                      WHERE r.segment_id = s.id ORDER BY r.version DESC LIMIT 1) r ON true
  LEFT JOIN publication b ON b.result_id = r.id LEFT JOIN objection o ON o.result_id = r.id
 WHERE s.person_id = %(person)s ORDER BY p.starts DESC, s.starts, s.id LIMIT 20
"""
)


@dataclass(frozen=True)
class Task:
    """One thing that waits: what, of which of one's appraisals, how many, and until when."""

    kind: str
    segment: int
    count: int = 1
    due_at: datetime | None = None


def requests(session: Session, person_id: int, *, deputy: int | None = None) -> list[Row]:
    """Open requests for a person's decision by kind: how many, the earliest due time, how many are late.

    Given a `deputy` who acts for them, those about the deputy or their own unit are left out.
    """
    return rows(session, _APPROVALS, person=person_id, deputy=deputy)


def appraisals(session: Session, person_id: int) -> list[dict[str, object]]:
    """A person's own appraisals, the newest period first, each with the `tasks` that wait there."""
    found = rows(session, _MINE, person=person_id, approval=Stage.APPROVAL.position)
    return [dict(row) | {"tasks": _tasks(session, row)} for row in found]


def _tasks(session: Session, row: Row) -> list[Task]:
    if row["closed_at"]:
        return []
    found: list[tuple[str, int, Stage | None]] = []
    if row["unread"] and not row["rated"]:
        found.append(("announcement", 1, None))
    if row["position"] == Stage.TARGET_SETTING.position and row["plan"] in {None, "draft", "returned"}:
        found.append(("returned" if row["plan"] == "returned" else "plan", 1, Stage.TARGET_SETTING))
    if row["position"] == Stage.COLLECTION.position and not row["reported"]:
        found.append(("report", 1, Stage.COLLECTION))
    if Stage.COLLECTION.position <= row["position"] <= Stage.APPROVAL.position and not row["rated"]:
        if row["unexplained"]:
            found.append(("shortfall", row["unexplained"], Stage.APPROVAL))
        if row["findings"]:
            rating = row["position"] == Stage.APPROVAL.position
            found.append(("finding", row["findings"], Stage.APPROVAL if rating else Stage.QUALITY))
    if row["result_version"] and not row["accepted_at"] and not row["objection"]:
        return [*_dated(session, row, found), Task("result", row["segment"], 1, row["objection_until"])]
    return _dated(session, row, found)


def _dated(session: Session, row: Row, found: list[tuple[str, int, Stage | None]]) -> list[Task]:
    tasks = []
    for kind, count, stage in found:
        until = due_for(session, row["segment"], stage).at if stage else None
        tasks.append(Task(kind, row["segment"], count, until))
    return tasks
