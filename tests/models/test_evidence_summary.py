"""The evidence summary: one account of the data for everybody who may read it, live until approval, then as stored."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from models import actors, approval, evidence_summary
from models.collection import RealizationInput
from models.database import engine_for, one, rows, run, transaction
from models.errors import NotFoundError
from models.stage_records import Scope
from models.vocabulary import Rating, Stage
from tasks.approval import open_queue
from tests.acts import World, realize
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod, decider
from tests.facts import add_fact, unit_id

YEAR = date.today().year  # noqa: DTZ011
BLOCKS = {
    "indicators",
    "flags",
    "services",
    "survey",
    "complaints",
    "budget",
    "attendance",
    "activity",
    "feedback",
}


def read(period: SmallPeriod, nip: str, by: str) -> dict[str, Any]:
    with transaction() as session:
        return evidence_summary.summary_of(session, period.segments[nip], by=actors.person(session, by))


def queue(session: Session, period: SmallPeriod) -> dict[str, Any]:
    return open_queue(session, Scope(period.id, unit_id(session), Stage.APPROVAL, 0, "", None))


def january(period: SmallPeriod, nip: str, value: str) -> None:
    entry = RealizationInput(work_result=1, indicator=1, month=date(YEAR, 1, 1), value=Decimal(value))
    with transaction() as session:
        realize(World(session, period), nip, [entry])


def indicator(summary: dict[str, Any]) -> dict[str, Any]:
    [found] = summary["content"]["indicators"]
    return dict(found)


@pytest.fixture
def at(fresh: Callable[[Stage], SmallPeriod]) -> Callable[[Stage], SmallPeriod]:
    return fresh


def test_before_approval_it_is_live_and_follows_the_data(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.COLLECTION)
    before = read(period, MEMBER, MEMBER)
    assert (before["version"], before["built_at"], before["newer"]) == (None, None, False)
    assert set(before["content"]) == BLOCKS
    assert (indicator(before)["realized"], indicator(before)["signal"], indicator(before)["months"]) == (
        None,
        "missing",
        [],
    )
    assert indicator(before)["percent"] is None  # missing is not the most there is
    january(period, MEMBER, "73.50")
    after = indicator(read(period, MEMBER, MEMBER))
    assert after["months"] == [[f"{YEAR}-01", "73.5", "self", None]]
    assert (after["realized"], after["target_min"], after["percent"], after["signal"]) == ("73.5", "90", "82", "below")
    assert after["why"] == {"below": "90", "above": "110"}


@pytest.mark.parametrize(
    ("value", "percent", "signal"),
    [
        ("80.54", "89", "below"),
        ("80.55", "90", "at"),
        ("99.44", "110", "at"),
        ("99.45", "111", "above"),
        ("90000", "999", "above"),
        ("0", "0", "below"),
    ],
)
def test_the_signal_says_below_at_or_above_and_nothing_stronger(
    standing_session: Callable[[], tuple[Session, SmallPeriod]], value: str, percent: str, signal: str
) -> None:
    session, period = standing_session()
    entry = RealizationInput(work_result=1, indicator=1, month=date(YEAR, 1, 1), value=Decimal(value))
    realize(World(session, period), MEMBER, [entry])
    shown = indicator(evidence_summary.summary_of(session, period.segments[MEMBER], by=actors.person(session, MEMBER)))
    assert (shown["percent"], shown["signal"]) == (percent, signal)


@pytest.fixture
def standing_session(standing: Callable[[Stage], SmallPeriod]) -> Any:
    """A session in the world at collection whose work is rolled back at the end."""
    from models import database  # noqa: PLC0415

    opened: list[Session] = []

    def enter() -> tuple[Session, SmallPeriod]:
        period = standing(Stage.COLLECTION)
        opened.append(Session(database.engine(), expire_on_commit=False))
        return opened[-1], period

    yield enter
    for session in opened:
        session.rollback()
        session.close()


def test_what_is_stored_for_the_rater_equals_what_was_live(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.APPROVAL)
    live = read(period, MEMBER, MEMBER)
    assert live["version"] is None
    with transaction() as session:
        assert queue(session, period)["summaries"] == len(period.segments)
    stored = read(period, MEMBER, DIVISION_HEAD)
    assert (stored["version"], stored["newer"]) == (1, False)
    assert (stored["digest"], stored["content"]) == (live["digest"], live["content"])
    with transaction() as session:
        assert queue(session, period)["summaries"] == 0  # equal data are no new version


def test_newer_data_are_told_and_become_the_next_version(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    january(period, MEMBER, "91.25")
    stored = read(period, MEMBER, DIVISION_HEAD)
    assert (stored["version"], stored["newer"]) == (1, True)
    assert read(period, OTHER_MEMBER, OTHER_MEMBER)["newer"] is False
    period.run(Stage.APPROVAL)
    newest = read(period, MEMBER, DIVISION_HEAD)
    assert (newest["version"], newest["newer"]) == (2, False)
    assert indicator(newest)["months"][0][1] == "91.25"


def test_a_rating_rests_on_what_was_before_the_rater(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.APPROVAL)
    with transaction() as session:
        queue(session, period)
        request = one(
            session,
            "SELECT id FROM approval WHERE kind = 'evaluation' AND segment_id = %(s)s",
            s=period.segments[MEMBER],
        )
        assert request
        good = Rating.AS_EXPECTED
        approval.rate(session, request["id"], by=decider(session, request["id"]), work=good, behavior=good)
    with transaction() as session:
        add_fact(session, period.id, "service_standard", "x", unit=unit_id(session), service="KK", limit_minutes=1,
                 valid_from=date(YEAR, 1, 1), decree="x")  # fmt: skip
        add_fact(session, period.id, "service_case", "x", unit=unit_id(session), service="KK", case_number="1",
                 received_at=datetime(YEAR, 3, 1, tzinfo=UTC))  # fmt: skip
        assert queue(session, period)["summaries"] == len(period.segments) - 1  # not of who is rated
    shown = read(period, MEMBER, MEMBER)
    assert (shown["version"], shown["newer"], shown["rated_on"]) == (1, True, shown["id"])


def test_who_may_read_it(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.COLLECTION)
    of_member, of_head = period.segments[MEMBER], period.segments[HEAD]
    with transaction() as session:
        agency = unit_id(session)

        def allowed(nip: str, segment: int) -> bool:
            try:
                found = evidence_summary.summary_of(session, segment, by=actors.person(session, nip))
            except NotFoundError:
                return False
            return bool(found["content"])

        assert {nip for nip in (*period.segments, REGIONAL_HEAD) if allowed(nip, of_member)} == {
            MEMBER,  # the person
            DIVISION_HEAD,  # the rater
            HEAD,  # the rater's superior, and HR administrator
        }
        assert {nip for nip in (*period.segments, REGIONAL_HEAD) if allowed(nip, of_head)} == {HEAD, REGIONAL_HEAD}
        give = (
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT id, %(role)s, %(unit)s FROM person "
            "WHERE nip = %(nip)s"
        )
        for role, unit, may in (
            ("performance_team", None, False),
            ("auditor", None, True),
            ("hr_admin", None, True),
            ("unit_admin", agency, True),
        ):
            run(session, give, role=role, unit=unit, nip=OTHER_MEMBER)
            assert allowed(OTHER_MEMBER, of_member) is may, role
            run(session, "DELETE FROM role_assignment WHERE role = %(role)s AND person_id <> 0", role=role)
        assert not allowed(MEMBER, of_member + 10_000)
        session.rollback()


def test_a_refusal_does_not_tell_whether_the_segment_exists(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.COLLECTION)
    texts = set()
    with transaction() as session:
        for segment in (period.segments[HEAD], 987_654):
            with pytest.raises(NotFoundError) as refused:
                evidence_summary.summary_of(session, segment, by=actors.person(session, MEMBER))
            texts.add(str(refused.value).replace(str(segment), "N"))
    assert len(texts) == 1


def test_without_data_every_block_says_so(at: Callable[[Stage], SmallPeriod]) -> None:
    content = read(at(Stage.COLLECTION), MEMBER, MEMBER)["content"]
    assert {name: content[name] for name in BLOCKS - {"indicators"}} == {
        "flags": [],
        "services": {"unit": [], "own": []},
        "survey": [],
        "complaints": {"unit": None, "own": []},
        "budget": [],
        "attendance": None,
        "activity": None,
        "feedback": [],
    }


def test_a_waived_finding_stays_marked_until_it_is_mended(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.COLLECTION)
    with transaction() as session:
        run_id = one(session, "SELECT max(id) AS id FROM stage_run")
        values = {
            "period": period.id,
            "unit": unit_id(session),
            "segment": period.segments[MEMBER],
            "head": actors.person(session, HEAD).person_id,
            "run": (run_id or {})["id"],
            "until": datetime(YEAR + 1, 1, 31, tzinfo=UTC),
        }
        add = (
            "INSERT INTO finding (period_id, unit_id, segment_id, code, rule, severity, subject, observed, expected, "
            "owner_id, stage_run_id, waived_by, waived_reason, waived_until, fixed_at) VALUES (%(period)s, %(unit)s, "
            "%(segment)s, %(code)s, %(code)s, 'block', %(subject)s, '0/3', 'x', %(head)s, %(run)s, %(by)s, %(why)s, "
            "%(last)s, %(fixed)s)"
        )
        nobody = {"by": None, "why": None, "last": None, "fixed": None}
        waived = {"by": values["head"], "why": "Banjir", "last": values["until"], "fixed": None}
        run(session, add, **values, **waived, code="DQ-R01", subject="1.1")
        run(session, add, **values, **nobody, code="DQ-R03", subject="1.1")
        run(session, add, **values, **nobody, code="DQ-S03", subject="1")
        run(session, add, **values, **nobody | {"fixed": values["until"]}, code="DQ-R04", subject="1.1")
    summary = read(period, MEMBER, MEMBER)
    of_indicator, of_person = indicator(summary)["flags"], summary["content"]["flags"]
    assert [(flag["code"], flag["waived_reason"]) for flag in of_indicator] == [("DQ-R01", "Banjir"), ("DQ-R03", None)]
    assert of_indicator[0]["waived_until"].startswith(f"{YEAR + 1}-01-31")
    assert [flag["code"] for flag in of_person] == ["DQ-S03"]
    assert indicator(read(period, OTHER_MEMBER, OTHER_MEMBER))["flags"] == []


def test_a_persons_own_record_is_counted(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.COLLECTION)
    with transaction() as session:
        unit, mine = unit_id(session), period.segments[MEMBER]
        monday = datetime(YEAR, 3, 2 + (7 - date(YEAR, 3, 2).weekday()) % 7, 2, tzinfo=UTC)  # 09:00 in Jakarta

        def add(table: str, key: str, segment: int | None = mine, **values: Any) -> int:
            return add_fact(session, period.id, table, f"{table}{key}", unit=unit, segment=segment, **values)

        add("service_standard", "1", None, service="KK", limit_minutes=30, valid_from=date(YEAR, 1, 1), decree="SK")
        for place, (minutes, whose) in enumerate([(20, mine), (40, mine), (30, mine), (99, None)]):
            times = {"received_at": monday, "completed_at": monday + timedelta(minutes=minutes)}
            add("service_case", str(place), whose, service="KK", case_number=str(place), **times)
        for month, late in ((1, 2), (2, 0)):
            add("attendance", str(month), month=date(YEAR, month, 1), working_days=20, present_days=18, leave_days=2,
                late_times=late)  # fmt: skip
        for place, (result, status) in enumerate([(1, "validated"), (1, "submitted"), (None, "rejected")]):
            decided = None if status == "submitted" else actors.person(session, DIVISION_HEAD).person_id
            reasons = {
                "decision_reason": "x" if status == "rejected" else "",
                "unrelated_reason": "" if result else "apel",
            }
            add("activity_log", str(place), day=date(YEAR, 3, 1 + place // 2), starts=f"0{place + 1}:00",
                ends=f"0{place + 2}:30", description="x", work_result=result, status=status, decided_by=decided,
                **reasons)  # fmt: skip
        for place, (kind, value) in enumerate(
            [("appreciation", "LOYAL"), ("correction", "LOYAL"), ("correction", None)]
        ):
            add("feedback", str(place), day=date(YEAR, 3, 1), kind=kind, core_value=value, words="x")
        add("complaint", "1", ticket="A", kind="PERMINTAAN_INFORMASI", received_on=date(YEAR, 3, 1),
            finished_on=date(YEAR, 3, 8), status="finished", verified=True, topic="lambat")  # fmt: skip
        add("complaint", "2", ticket="B", kind="PERMINTAAN_INFORMASI", received_on=date(YEAR, 3, 1), status="processed")
        for place, outcome in enumerate(("opened", "sign_in", None)):
            number = add("evidence", str(place), work_result=1, indicator=1, kind="link", address=f"https://x/{place}")
            if outcome:
                run(session, "INSERT INTO evidence_check (evidence_id, outcome, detail) VALUES (%(e)s, %(o)s, '')",
                    e=number, o=outcome)  # fmt: skip
    summary = read(period, MEMBER, MEMBER)
    content = summary["content"]
    [served] = content["services"]["own"]
    assert (served["n"], served["median_minutes"], served["p90_minutes"], served["within"], served["percent"]) == (
        3, 30, 40, 2, "66.7",
    )  # fmt: skip
    [of_unit] = content["services"]["unit"]
    assert (of_unit["n"], of_unit["percent"]) == (4, "50.0")
    assert content["attendance"] == {
        "months": 2, "working_days": 40, "present_days": 36, "leave_days": 4, "sick_days": 0, "unexcused_days": 0,
        "late_times": 2,
    }  # fmt: skip
    assert content["activity"] == {
        "days": 2, "entries": 3, "validated": 1, "rejected": 1, "minutes": 270, "validated_minutes": 90,
        "work_results": [
            {"work_result": 1, "entries": 2, "minutes": 180, "validated_minutes": 90},
            {"work_result": None, "entries": 1, "minutes": 90, "validated_minutes": 0},
        ],
    }  # fmt: skip
    assert content["feedback"] == [
        {"core_value": "LOYAL", "appreciation": 1, "correction": 1},
        {"core_value": None, "appreciation": 0, "correction": 1},
    ]
    assert [(each["ticket"], each["within"]) for each in content["complaints"]["own"]] == [("A", False)]
    assert content["complaints"]["unit"]["n"] == 1
    assert indicator(summary)["evidence"] == {"files": 0, "links": 3, "opened": 1, "not_opened": 1, "unchecked": 1}
    others = read(period, OTHER_MEMBER, OTHER_MEMBER)["content"]
    assert (others["services"]["own"], others["attendance"], others["feedback"]) == ([], None, [])


def test_thresholds_are_the_regions(at: Callable[[Stage], SmallPeriod], db_owner: Callable[[], str]) -> None:
    period = at(Stage.COLLECTION)
    january(period, MEMBER, "73.50")
    choice = [{"setting": "signal_below", "value": 80, "applies_from": f"{YEAR}-01-01", "decree": "Perwali 1"}]
    from psycopg.types.json import Jsonb  # noqa: PLC0415

    with transaction(engine_for(db_owner(), 1)) as session:
        run(session, "UPDATE period SET definition = definition || %(c)s", c=Jsonb({"settings": choice}))
    shown = indicator(read(period, MEMBER, MEMBER))
    assert (shown["signal"], shown["percent"], shown["why"]["below"]) == ("at", "82", "80")


@pytest.fixture
def db_owner() -> Callable[[], str]:
    """Address of the database in use, for its owner."""
    import os  # noqa: PLC0415

    return lambda: os.environ["KINERJA_OWNER_DATABASE_URL"]


def test_the_newest_explanation_stands_beside_the_shortfall(at: Callable[[Stage], SmallPeriod]) -> None:
    from models import explanation  # noqa: PLC0415

    period = at(Stage.COLLECTION)
    january(period, MEMBER, "10")
    for words in ("Anggaran terlambat cair", "Anggaran cair pada bulan September"):
        with transaction() as session:
            explanation.explain(session, period.segments[MEMBER], work_result=1, indicator=1, cause="LATE_BUDGET",
                                words=words, by=actors.person(session, MEMBER))  # fmt: skip
    shown = indicator(read(period, MEMBER, MEMBER))
    assert shown["explanation"] == {
        "cause": "LATE_BUDGET", "words": "Anggaran cair pada bulan September", "remedy": "",
    }  # fmt: skip


def test_the_stored_digest_is_that_of_the_content(at: Callable[[Stage], SmallPeriod]) -> None:
    period = at(Stage.APPROVAL)
    with transaction() as session:
        queue(session, period)
        found = rows(
            session,
            "SELECT digest = encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS right FROM evidence_summary",
        )
    assert [row["right"] for row in found] == [True] * len(period.segments)
