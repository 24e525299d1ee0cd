"""What stands by a waiver: a datum that somebody let stand by name is marked wherever it is shown.

Belongs here: the marks, for whoever shows the data. Does not: waiving (quality), listing what is wrong (findings).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.vocabulary import Stage

#: A waiver marks while it runs; one that ran out after approval still says by what the rated data stood.
_MARKS: LiteralString = """
SELECT f.segment_id, f.id AS finding, f.code, r.suite, f.subject, f.waived_reason, w.name AS waived_by,
       (f.waived_until AT TIME ZONE p.timezone)::date AS waived_through
  FROM finding f JOIN period p ON p.id = f.period_id JOIN person w ON w.id = f.waived_by
  JOIN period_unit u ON u.period_id = f.period_id AND u.unit_id = f.unit_id
  LEFT JOIN quality_rule r ON r.id = f.rule_id
"""
_STANDS: LiteralString = " f.fixed_at IS NULL AND (f.waived_until >= now() OR u.position > %(approval)s)"
_ORDER: LiteralString = " ORDER BY f.subject, f.code, f.id"
_OF_SEGMENTS: LiteralString = _MARKS + " WHERE f.segment_id = ANY(%(segments)s) AND" + _STANDS + _ORDER
_OF_UNITS: LiteralString = (
    _MARKS + " WHERE f.period_id = %(period)s AND f.segment_id IS NULL AND r.suite = %(suite)s AND" + _STANDS + _ORDER
)
#: A request about a person is decided on that person's data, one about a unit on the unit's.
_OF_REQUESTS: LiteralString = (
    "SELECT a.id AS request, m.* FROM approval a CROSS JOIN LATERAL ("
    + _MARKS
    + " WHERE f.segment_id = a.segment_id AND"
    + _STANDS
    + " UNION ALL "
    + _MARKS
    + " WHERE a.segment_id IS NULL AND f.segment_id IS NULL AND f.period_id = a.period_id AND f.unit_id = a.unit_id AND"
    + _STANDS
    + ") m WHERE a.id = ANY(%(requests)s) ORDER BY m.subject, m.code, m.finding"
)
_SHOWN = ("finding", "code", "subject", "waived_through", "waived_reason", "waived_by")


def of_segments(
    session: Session, segments: Iterable[int], *, suites: Collection[str] = (), code: str | None = None
) -> dict[int, list[Row]]:
    """The marks on the data of segments, by segment; of some suites of rules, or of one code, where it is said."""
    found = rows(session, _OF_SEGMENTS, segments=sorted(set(segments)), approval=Stage.APPROVAL.position)
    marks: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        if (not suites or row["suite"] in suites) and code in {None, row["code"]}:
            marks[row["segment_id"]].append(_mark(row))
    return marks


def of_segment(session: Session, segment: int, *, suites: Collection[str] = (), code: str | None = None) -> list[Row]:
    """The marks on the data of one segment."""
    return of_segments(session, [segment], suites=suites, code=code).get(segment, [])


def of_requests(session: Session, requests: Sequence[int]) -> dict[int, list[Row]]:
    """The marks on what is decided on, by number of the request: a person's data, or those of a unit."""
    marks: dict[int, list[Row]] = defaultdict(list)
    for row in rows(session, _OF_REQUESTS, requests=list(requests), approval=Stage.APPROVAL.position):
        marks[row["request"]].append(_mark(row))
    return marks


def of_units(session: Session, period_id: int, suite: str) -> list[Row]:
    """The marks on data of the units of a period that are about nobody, by one suite of rules."""
    found = rows(session, _OF_UNITS, period=period_id, suite=suite, approval=Stage.APPROVAL.position)
    return [_mark(row) for row in found]


def marked(found: Sequence[Row], marks: Iterable[Row], subject: Callable[[Row], str]) -> list[Row]:
    """`found` with the marks of each row as `waived`; `subject` names the datum of a row as the rules do."""
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for mark in marks:
        by_subject[mark["subject"]].append(mark)
    return [row | {"waived": by_subject.get(subject(row), [])} for row in found]


def indicator(row: Row) -> str:
    """An indicator as the rules name it: 1.2."""
    return f"{row['work_result']}.{row['indicator']}"


def _mark(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _SHOWN}
