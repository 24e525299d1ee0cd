"""What the data say of a person, on a terminal: plain sentences, the same for the person and the rater."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from models import actors
from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.acts import World, months, realize
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.facts import add_fact, unit_id
from tests.models.test_evidence_summary import queue

YEAR = date.today().year  # noqa: DTZ011
MINE = ("my", "summary", "--as", MEMBER, "--period", "2026")


def said(*words: object, code: int = 0) -> str:
    """What the command prints."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def _full(period: SmallPeriod) -> None:
    """A fact of every kind, and a waived finding on the member's indicator."""
    with transaction() as session:
        unit, mine = unit_id(session), period.segments[MEMBER]

        def add(table: str, segment: int | None = None, **values: Any) -> None:
            add_fact(
                session, period.id, table, f"{table}{len(values)}{values}"[:99], unit=unit, segment=segment, **values
            )

        start = datetime(YEAR, 3, 4, 2, tzinfo=UTC)
        add("service_standard", service="KTP-el baru", limit_minutes=60, valid_from=date(YEAR, 1, 1), decree="SK 1")
        add(
            "service_case",
            mine,
            service="KTP-el baru",
            case_number="1",
            received_at=start,
            completed_at=start.replace(hour=3),
        )
        for place in range(5):
            add("survey_answer", service="KTP-el baru", respondent=str(place), answered_at=start,
                **dict.fromkeys([f"u{number}" for number in range(1, 10)], 3))  # fmt: skip
        add("survey_answer", service="Akta", respondent="1", answered_at=start, u1=1)
        add("complaint", ticket="T1", kind="PERMINTAAN_INFORMASI", received_on=date(YEAR, 3, 1), status="processed",
            first_response_on=date(YEAR, 3, 2))  # fmt: skip
        add("complaint", mine, ticket="T2", kind="PERMINTAAN_INFORMASI", received_on=date(YEAR, 3, 1),
            status="finished", finished_on=date(YEAR, 3, 3), topic="Lambat", verified=True)  # fmt: skip
        for program, ceiling in (("Kependudukan", 1_250_000), ("Umum", 0)):
            add("budget_line", program=program, activity="x", sub_activity="x", code=program, month=date(YEAR, 3, 1),
                ceiling=ceiling, realized="625000.5", physical_percent=60)  # fmt: skip
        add("attendance", mine, month=date(YEAR, 1, 1), working_days=20, present_days=18, leave_days=2)
        add("activity_log", mine, day=date(YEAR, 3, 2), starts="08:00", ends="09:30", description="x", work_result=1)
        add("feedback", mine, day=date(YEAR, 3, 2), kind="appreciation", core_value="LOYAL", words="x")
        head = actors.person(session, HEAD).person_id
        stage = one(session, "SELECT max(id) AS id FROM stage_run")
        run(
            session,
            "INSERT INTO finding (period_id, unit_id, segment_id, code, rule, severity, subject, observed, expected, "
            "owner_id, stage_run_id, waived_by, waived_reason, waived_until) VALUES (%(p)s, %(u)s, %(s)s, 'DQ-R03', "
            "'x', 'warn', '1.1', '0 bukti', 'x', %(h)s, %(r)s, %(h)s, 'Arsip rusak', %(t)s)",
            p=period.id, u=unit, s=mine, h=head, r=(stage or {})["id"], t=datetime(YEAR + 1, 1, 31, 16, tzinfo=UTC),
        )  # fmt: skip
        realize(World(session, period), MEMBER, months("73.5"))


@pytest.mark.usefixtures("narrow")
def test_every_section_is_readable_on_100_columns(fresh: Callable[[Stage], SmallPeriod]) -> None:
    _full(fresh(Stage.COLLECTION))
    text = said(*MINE)
    assert max(map(len, text.splitlines())) <= 100
    flat = " ".join(text.split())
    for sentence in (
        "Data indicate below target: 73.5 of 90 puskesmas, 82 %; the limit is 90 %.",
        f"Months: {YEAR}-01: 73.5",
        "Source: recorded by the employee",
        "Evidence: none.",
        f"WAIVED through {YEAR + 1}-01-31 (finding 1): Arsip rusak",
        "present 18 of 20 working days",
        "Daily log; entries: 1, days: 1, hours: 1:30",
        "Of fewer than five respondents only their number is told, here or by subtraction.",
        "Where n is under 30, the figure may be attributed to nobody.",
        "First answers: 1 of 1 within 3 days (100.0 %).",
        "About this person, examined and found true: T2",
        "no ceiling",
        "1.250.000",
        "625.000,5",
        "This is evidence, not a rating",
        "Worked out now from the data as they are",
    ):
        assert sentence in flat, sentence
    assert "no data" not in flat


def test_without_data_each_section_says_so(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.COLLECTION)
    text = said(*MINE)
    assert "Nothing was recorded yet; the target is 90 puskesmas. Missing is not zero." in text
    assert text.count(": no data.") == 7


def test_the_rater_reads_what_the_person_reads(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    with transaction() as session:
        queue(session, period)
        request = World(session, period).request("evaluation", MEMBER)
    theirs = json.loads(said("approvals", "summary", request, "--as", DIVISION_HEAD, "--json"))
    mine = json.loads(said(*MINE, "--json"))
    assert theirs == mine
    assert (mine["version"], len(mine["digest"])) == (1, 64)
    assert "Version 1, stored for the rater on" in said("approvals", "summary", request, "--as", DIVISION_HEAD)
    for other in (request, 10**6):
        refused = json.loads(said("approvals", "summary", other, "--as", OTHER_MEMBER, "--json", code=1))
        assert refused == {
            "error": "NOT_FOUND",
            "message": f"There is no request {other} about a person that you may read.",
        }


@pytest.mark.parametrize(
    ("realized", "sentence"),
    [
        ("90", "Data indicate at target: 90 of 90 puskesmas, 100 %; from 90 % to 110 %."),
        ("100", "Data indicate above target: 100 of 90 puskesmas, 111 %; the limit is 110 %."),
    ],
)
def test_a_signal_is_a_plain_sentence(fresh: Callable[[Stage], SmallPeriod], realized: str, sentence: str) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        realize(World(session, period), MEMBER, months(realized))
    assert sentence in " ".join(said(*MINE).split())
