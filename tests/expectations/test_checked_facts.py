"""What the suites see of logs and of a unit's data, with real rows: overlaps, ceilings, percentiles, bursts."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from expectations.rules import load
from models.database import one, rows, run
from models.rules.settings import DEFAULTS
from tests.expectations.looking import look
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, now
from tests.facts import add_fact, unit_id

YEAR = date.today().year  # noqa: DTZ011
HASH = "ab" * 32
ONE_O_CLOCK = datetime(YEAR, 3, 2, 1, tzinfo=UTC)


def _log(session: Session, period: SmallPeriod, day: date, starts: str, ends: str, nip: str = MEMBER) -> None:
    add_fact(
        session,
        period.id,
        "activity_log",
        f"{nip}{day}{starts}{ends}",
        unit=unit_id(session),
        segment=period.segments[nip],
        day=day,
        starts=starts,
        ends=ends,
        description="x",
        work_result=1,
    )


def _logs(session: Session) -> dict[str, dict[str, Any]]:
    return {row["starts"]: row for row in look(session, "checked_log")}


def test_overlaps_and_sums_of_a_day(s: Session, collecting: SmallPeriod) -> None:
    """A long entry covers later ones; touching is no overlap, and another person's day is another day."""
    day = date(YEAR, 1, 5)
    for starts, ends in (("08:00", "12:00"), ("09:00", "10:00"), ("11:00", "11:30"), ("12:00", "13:00")):
        _log(s, collecting, day, starts, ends)
    _log(s, collecting, day, "08:30", "09:30", OTHER_MEMBER)
    _log(s, collecting, day + timedelta(days=1), "07:00", "09:00")
    seen = _logs(s)
    assert {starts: bool(row["is_overlapping"]) for starts, row in seen.items()} == {
        "08:00": False, "09:00": True, "11:00": True, "12:00": False, "08:30": False, "07:00": False,
    }  # fmt: skip
    assert seen["12:00"]["day_minutes"] == 240 + 60 + 30 + 60
    assert [starts for starts, row in sorted(seen.items()) if row["first_of_day"]] == ["07:00", "08:00", "08:30"]


def test_a_rejected_entry_is_not_looked_at(s: Session, collecting: SmallPeriod) -> None:
    day = date(YEAR, 1, 5)
    _log(s, collecting, day, "08:00", "12:00")
    _log(s, collecting, day, "09:00", "10:00")
    run(
        s,
        "UPDATE activity_log SET status = 'rejected', decided_by = recorded_by, decided_at = now(), "
        "decision_reason = 'x' WHERE starts = '08:00'",
    )
    assert not _logs(s)["09:00"]["is_overlapping"]


def test_leave_late_entries_and_waiting_ones(s: Session, collecting: SmallPeriod) -> None:
    today = one(s, "SELECT (now() AT TIME ZONE timezone)::date AS day FROM period")
    assert today
    recent = today["day"] - timedelta(days=8)
    add_fact(
        s,
        collecting.id,
        "leave",
        "l",
        unit=unit_id(s),
        segment=collecting.segments[MEMBER],
        kind="cuti tahunan",
        starts=recent,
        ends=recent,
    )
    _log(s, collecting, recent, "08:00", "09:00")
    _log(s, collecting, recent + timedelta(days=1), "10:00", "11:00")
    _log(s, collecting, today["day"] + timedelta(days=1), "12:00", "13:00")
    seen = _logs(s)
    assert [seen[at]["leave_kind"] for at in ("08:00", "10:00")] == ["cuti tahunan", None]
    assert [seen[at]["days_late"] for at in ("08:00", "10:00", "12:00")] == [8, 7, -1]
    assert seen["12:00"]["day"] > seen["12:00"]["today"]
    assert [at for at, row in seen.items() if row["oldest_waiting"]] == ["08:00"]
    assert {row["waiting"] for row in seen.values()} == {3}


def _budget(session: Session, period: SmallPeriod, code: str, month: int, realized: str, **values: Any) -> None:
    plain: dict[str, Any] = {
        "program": "p", "activity": "a", "sub_activity": "s", "code": code, "month": date(YEAR, month, 1),
        "ceiling": Decimal(100), "realized": Decimal(realized),
    }  # fmt: skip
    add_fact(session, period.id, "budget_line", f"{code}{month}", unit=unit_id(session), **plain | values)


def test_money_is_compared_with_the_ceiling_of_its_month(s: Session, collecting: SmallPeriod) -> None:
    change = {"revised_ceiling": Decimal(50), "revised_from": date(YEAR, 9, 15)}
    for month, realized in ((8, "40"), (9, "60"), (10, "55")):
        _budget(s, collecting, "1.01", month, realized, **change)
    _budget(s, collecting, "1.O1", 9, "1")
    seen = {(row["code"], row["month"][-2:]): row for row in look(s, "checked_budget")}
    assert [seen["1.01", month]["ceiling"] for month in ("08", "09", "10")] == [100, 50, 50]
    assert [seen["1.01", month]["realized_before"] for month in ("08", "09", "10")] == [None, 40, 60]
    assert [seen["1.01", month]["is_newest"] for month in ("08", "09", "10")] == [False, False, True]
    assert seen["1.01", "10"]["financial_percent"] == Decimal(110)
    odd = seen["1.O1", "09"]
    assert (odd["months_of_code"], odd["months_of_unit"], odd["is_newest_of_unit"]) == (1, 3, False)


def test_the_usual_time_of_a_service_is_its_99th_percentile(s: Session, collecting: SmallPeriod) -> None:
    """The window gives what percentile_disc gives, also with ties and cases that still run."""
    shuffled = random.Random(7)
    for service, cases in (("KTP", 250), ("KK", 100), ("Akta", 1)):
        for number in range(cases):
            add_fact(
                s,
                collecting.id,
                "service_case",
                f"{service}{number}",
                unit=unit_id(s),
                case_number=f"{service}{number}",
                service=service,
                received_at=ONE_O_CLOCK,
                working_minutes=None if number % 10 == 9 else shuffled.randrange(1, 60),
            )
    expected = {
        row["service"]: row["usual"]
        for row in rows(
            s,
            "SELECT service, percentile_disc(0.99) WITHIN GROUP (ORDER BY working_minutes) AS usual "
            "FROM service_case GROUP BY service",
        )
    }
    seen = look(s, "checked_service", "working_minutes IS NOT NULL")
    assert len(seen) == 225 + 90 + 1
    assert {(row["service"], row["usual_minutes"]) for row in seen} == set(expected.items())


def _answer(session: Session, period: SmallPeriod, number: int, at: datetime, origin: str, **values: Any) -> None:
    add_fact(
        session,
        period.id,
        "survey_answer",
        f"r{number}",
        unit=unit_id(session),
        service="KTP",
        respondent=f"r{number}",
        answered_at=at,
        origin=origin,
        **values,
    )


def test_bursts_and_odd_answers(s: Session, collecting: SmallPeriod) -> None:
    for number in range(3):
        _answer(s, collecting, number, ONE_O_CLOCK + timedelta(seconds=20 * number), "a", u1=4, u2=number + 3)
    _answer(s, collecting, 3, ONE_O_CLOCK + timedelta(seconds=60), "a", u1=0)
    for number in (4, 5):
        _answer(s, collecting, number, ONE_O_CLOCK, "", u1=4)
    seen = {row["respondent"]: row for row in look(s, "checked_survey")}
    assert [seen[f"r{number}"]["same_minute"] for number in range(6)] == [3, 3, 3, 1, 1, 1]
    assert [seen[f"r{number}"]["first_of_minute"] for number in range(4)] == [True, False, False, True]
    assert [(seen[f"r{n}"]["lowest"], seen[f"r{n}"]["highest"]) for n in (0, 2, 3)] == [(3, 4), (4, 5), (0, 0)]
    [service] = look(s, "checked_survey_service")
    assert (service["answers"], service["blanks"]) == (6, Decimal("83.3"))


def test_a_complaint_is_timed_by_its_kind(s: Session, collecting: SmallPeriod) -> None:
    day = now().date() - timedelta(days=30)
    for ticket, kind, first, end in (
        ("done", "PERMINTAAN_INFORMASI", 2, 6),
        ("open", "PENGADUAN_DENGAN_PEMERIKSAAN_LAPANGAN", None, None),
    ):
        add_fact(
            s,
            collecting.id,
            "complaint",
            ticket,
            unit=unit_id(s),
            segment=collecting.segments[HEAD],
            ticket=ticket,
            kind=kind,
            status="processed",
            received_on=day,
            first_response_on=day + timedelta(days=first) if first else None,
            finished_on=day + timedelta(days=end) if end else None,
        )
    seen = {row["ticket"]: row for row in look(s, load("complaints").rows(DEFAULTS))}
    assert [seen["done"][name] for name in ("limit_days", "answer_days", "response_days")] == [5, 6, 2]
    assert seen["open"]["limit_days"] == 60
    assert seen["open"]["answer_days"] == seen["open"]["response_days"] in {30, 31}
    assert {row["segment_id"] for row in seen.values()} == {None}, "whom it is about stays confidential"


def test_a_held_row_is_shown_until_it_is_settled(s: Session, collecting: SmallPeriod) -> None:
    source = one(
        s,
        "INSERT INTO source (period_id, code, version, dataset, definition_digest, registered_by) "
        "VALUES (%(period)s, 'SIAK', 1, 'service_case', 'd', 'x') RETURNING id",
        period=collecting.id,
    )
    assert source
    delivery = one(
        s,
        "INSERT INTO delivery (period_id, source_id, way, name, sha256, bytes, outcome, operator) "
        "VALUES (%(period)s, %(source)s, 'file', 'a.csv', %(hash)s, 1, 'stored', 'x') RETURNING id",
        period=collecting.id,
        source=source["id"],
        hash=HASH,
    )
    assert delivery
    for number, unit in ((2, unit_id(s)), (3, None)):
        run(
            s,
            "INSERT INTO held_row (delivery_id, row, unit_id, problems) VALUES (%(delivery)s, %(row)s, %(unit)s, "
            """'[{"field": "nip", "observed": "1", "code": "NIP"}]')""",
            delivery=delivery["id"],
            row=number,
            unit=unit,
        )
    [seen] = look(s, "checked_held")
    assert [seen[name] for name in ("source", "file", "number", "field", "found", "problem")] == [
        "SIAK", "a.csv", 2, "nip", "1", "NIP",
    ]  # fmt: skip
    run(s, "UPDATE held_row SET settled_by = delivery_id")
    assert look(s, "checked_held") == []
