"""What the suites see of indicators and plans, with real rows: order of months, reuse of files, the year before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from models.database import run
from tests.expectations.looking import look
from tests.expectations.previous_year import add_previous_year
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod
from tests.facts import add_fact, unit_id

YEAR = date.today().year  # noqa: DTZ011
HASH = "ab" * 32


def _indicator(session: Session, segment: int) -> dict[str, Any]:
    [row] = look(session, "checked_indicator", "segment_id = %(segment)s", segment=segment)
    return row


def _realize(session: Session, segment: int, values: dict[int, str]) -> None:
    for month, value in values.items():
        run(
            session,
            "INSERT INTO realization (indicator_id, month, version, value, source) SELECT i.id, %(month)s, 1, "
            "%(value)s, 'test' FROM indicator i JOIN work_result w ON w.id = i.work_result_id "
            "JOIN plan p ON p.id = w.plan_id WHERE p.segment_id = %(segment)s AND p.status = 'approved'",
            month=date(YEAR, month, 1),
            value=Decimal(value),
            segment=segment,
        )


@pytest.mark.parametrize(
    ("values", "newest", "falls"),
    [
        ({}, None, False),
        ({2: "5"}, "5", False),
        ({1: "5", 2: "5.0", 4: "9"}, "9", False),
        ({1: "5", 3: "9", 4: "8", 6: "10"}, "10", True),
        ({4: "3", 1: "5"}, "3", True),
    ],
)
def test_realizations_are_put_in_the_order_of_months(
    s: Session,
    collecting: SmallPeriod,
    values: dict[int, str],
    newest: str | None,
    falls: bool,  # noqa: FBT001
) -> None:
    _realize(s, collecting.segments[MEMBER], values)
    seen = _indicator(s, collecting.segments[MEMBER])
    assert (seen["reported"], seen["months"]) == (len(values), 12)
    assert seen["newest"] == (Decimal(newest) if newest else None)
    assert seen["falls"] is falls
    assert seen["course"] == ([Decimal(values[month]) for month in sorted(values)] or None)
    assert seen["highest"] == max(map(Decimal, values.values()), default=None)
    assert _indicator(s, collecting.segments[OTHER_MEMBER])["reported"] == 0


def test_a_value_that_was_replaced_counts_no_more(s: Session, collecting: SmallPeriod) -> None:
    _realize(s, collecting.segments[MEMBER], {1: "900"})
    run(s, "UPDATE realization SET superseded_at = now()")
    assert _indicator(s, collecting.segments[MEMBER])["highest"] is None


def _evidence(session: Session, period: SmallPeriod, nip: str, key: str, **values: Any) -> int:
    plain: dict[str, Any] = {"work_result": 1, "indicator": 1, "kind": "link", "address": f"https://a.example/{key}"}
    return add_fact(
        session,
        period.id,
        "evidence",
        key,
        unit=unit_id(session),
        segment=period.segments[nip],
        **plain | values,
    )


def _file(session: Session, period: SmallPeriod, nip: str, key: str, **values: Any) -> int:
    return _evidence(session, period, nip, key, kind="file", sha256=HASH, **values)


def test_a_file_that_proves_two_indicators_is_seen_at_both(s: Session, collecting: SmallPeriod) -> None:
    _file(s, collecting, MEMBER, "a")
    _file(s, collecting, MEMBER, "b", month=date(YEAR, 2, 1))
    mine = collecting.segments[MEMBER]
    assert _indicator(s, mine)["reused"] == 0, "the same indicator twice is no second indicator"
    _file(s, collecting, OTHER_MEMBER, "c")
    assert _indicator(s, mine)["reused"] == 2
    assert _indicator(s, collecting.segments[OTHER_MEMBER])["reused"] == 1
    run(s, "UPDATE evidence SET superseded_at = now() WHERE key = 'c'")
    assert _indicator(s, mine)["reused"] == 0


def test_the_newest_try_of_a_link_counts(s: Session, collecting: SmallPeriod) -> None:
    link = _evidence(s, collecting, MEMBER, "a")
    _evidence(s, collecting, MEMBER, "never-tried")
    for outcome, unopened in (("missing", 1), ("opened", 0), ("sign_in", 1)):
        run(
            s,
            "INSERT INTO evidence_check (evidence_id, outcome, detail) VALUES (%(link)s, %(outcome)s, '')",
            link=link,
            outcome=outcome,
        )
        seen = _indicator(s, collecting.segments[MEMBER])
        assert (seen["evidence"], seen["unopened"]) == (2, unopened)
    assert seen["unopened_address"] == "https://a.example/a"


def test_evidence_is_dated_within_the_period(s: Session, collecting: SmallPeriod) -> None:
    for key, day in (("first", date(YEAR, 1, 1)), ("last", date(YEAR, 12, 31)), ("none", None)):
        _evidence(s, collecting, MEMBER, key, dated=day)
    assert _indicator(s, collecting.segments[MEMBER])["misdated"] == 0
    _evidence(s, collecting, MEMBER, "early", dated=date(YEAR - 1, 12, 31))
    _evidence(s, collecting, MEMBER, "late", dated=date(YEAR + 1, 1, 1))
    seen = _indicator(s, collecting.segments[MEMBER])
    assert (seen["misdated"], seen["misdated_on"]) == (2, date(YEAR - 1, 12, 31))


def test_words_on_a_shortfall_are_seen(s: Session, collecting: SmallPeriod) -> None:
    segment = collecting.segments[MEMBER]
    assert _indicator(s, segment)["explained"] is False
    run(
        s,
        "INSERT INTO explanation (segment_id, indicator_id, version, cause, words, recorded_by) SELECT p.segment_id, "
        "i.id, 1, 'OTHER', 'Banjir', s.person_id FROM plan p JOIN segment s ON s.id = p.segment_id JOIN work_result w "
        "ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id WHERE p.segment_id = %(segment)s",
        segment=segment,
    )
    assert _indicator(s, segment)["explained"] is True


_TWICE = """
WITH twice AS (
  INSERT INTO work_result (plan_id, number, kind, statement, strategic_target_id)
  SELECT id, number, 'main', statement, CASE number WHEN 1 THEN (SELECT min(id) FROM strategic_target) END
    FROM plan, (VALUES (1, 'Layanan bermutu'), (2, '  LAYANAN bermutu ')) AS result (number, statement)
   WHERE segment_id = %(segment)s AND status = 'draft' RETURNING id, number)
INSERT INTO indicator (work_result_id, number, aspect, statement, unit_of_measure, target_min, target_max, direction,
                       data_source)
SELECT id, place, aspect, 'x', 'x', 1, 1, 'normal', 'x'
  FROM twice, (VALUES (1, 'quality'), (2, 'quantity'), (3, 'time')) AS aspects (place, aspect) WHERE number = 1
"""
_APPROVE = """
UPDATE plan SET status = 'approved', content_hash = 'h', submitted_at = now()
 WHERE segment_id = %(segment)s AND status = 'draft'
"""


def test_copied_words_and_one_sided_plans_are_counted(s: Session, collecting: SmallPeriod) -> None:
    mine = {"segment": collecting.segments[MEMBER]}
    run(s, "UPDATE plan SET status = 'superseded' WHERE segment_id = %(segment)s", **mine)
    run(s, "INSERT INTO plan (segment_id, version) VALUES (%(segment)s, 2)", **mine)
    run(s, _TWICE, **mine)
    run(s, _APPROVE, **mine)
    seen = {(row["segment_id"], row["work_result"]): row for row in look(s, "checked_plan")}
    first, second = seen[collecting.segments[MEMBER], 1], seen[collecting.segments[MEMBER], 2]
    assert {row["copies"] for row in seen.values()} == {4}, "one segment counts once, however often it says so"
    assert (first["first_of_plan"], second["first_of_plan"]) == (True, False)
    assert (first["supported"], second["supported"]) == (True, False)
    assert (second["plan_indicators"], second["plan_quantities"], second["plan_qualities"]) == (3, 1, 1)
    assert first["easy_target"] is None, "there is no year before"


@pytest.mark.parametrize(
    ("reached", "unit", "direction", "easy"),
    [
        ("90", "puskesmas", "normal", True),
        ("89.99", "puskesmas", "normal", False),
        ("90", "orang", "normal", False),
        ("90", "puskesmas", "reversed", False),
    ],
)
def test_a_target_is_compared_with_the_year_before(
    s: Session,
    collecting: SmallPeriod,
    reached: str,
    unit: str,
    direction: str,
    easy: bool,  # noqa: FBT001
) -> None:
    add_previous_year(s, MEMBER, reached, unit, direction)
    seen = {row["segment_id"]: row for row in look(s, "checked_plan", "period_id = %(id)s", id=collecting.id)}
    assert (seen[collecting.segments[MEMBER]]["easy_target"] is not None) is easy
    assert seen[collecting.segments[OTHER_MEMBER]]["easy_target"] is None
