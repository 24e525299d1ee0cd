"""A shortfall is explained by whoever had it; nobody is rated on one that nobody explained (SPEC §2.3, DQ-R07)."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import decisions, explanation
from models.database import one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, KinerjaError, NotFoundError, WrongStateError
from models.tables.evidence import CAUSES
from models.vocabulary import Stage
from tests.acts import Act, World, explain, is_refused, months, rate, realize, report
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, count, now
from tests.models.test_concurrency import acting, at_once, refusals
from tests.worlds import trial

T, C, Q, A, S = Stage.TARGET_SETTING, Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL, Stage.SCORING
INVALID, MISSING, STATE = InvalidInputError, NotFoundError, WrongStateError

REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    "another's": (C, lambda w: explain(w, MEMBER, by=DIVISION_HEAD), MISSING, "of yours"),
    "before the stage": (T, lambda w: explain(w, MEMBER), STATE, "at target setting"),
    "after approval": (S, lambda w: explain(w, MEMBER), STATE, "at scoring"),
    "when rated": (A, lambda w: (w.rated(), explain(w, MEMBER)), STATE, "rated you"),
    "no indicator": (C, lambda w: explain(w, MEMBER, indicator=3), INVALID, "no indicator 3 in work result 1"),
    "no cause": (C, lambda w: explain(w, MEMBER, cause="BAD_LUCK"), INVALID, "BAD_LUCK is no cause"),
    "hardly a word": (C, lambda w: explain(w, MEMBER, words=" sakit   "), INVALID, "in a sentence"),
    "a novel": (C, lambda w: explain(w, MEMBER, words="x" * 4001), INVALID, "at most 4000"),
    "a remedy like a novel": (C, lambda w: explain(w, MEMBER, remedy="x" * 4001), INVALID, "at most 4000"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_explanation_says_why_and_writes_nothing(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, *refusal = REFUSALS[name]
    is_refused(standing(stage), *refusal)


def newest(w: World, value: str, nip: str = MEMBER) -> None:
    """The newest month's realization of `nip` becomes `value`, and is reported."""
    realize(w, nip, months(value, month=now().month))
    report(w, nip)


def short(w: World, nip: str = MEMBER, value: str = "60") -> int:
    """`nip` is under target; the request on it."""
    newest(w, value, nip)
    return asked(w, nip)


def asked(w: World, nip: str = MEMBER) -> int:
    """The rater is asked about the newest report of `nip`, as the stage asks once its data are judged."""
    place = one(w.session, "SELECT period_id, unit_id, rater_id FROM segment WHERE id = %(id)s", id=w.segment(nip))
    newest_report = one(
        w.session,
        "SELECT version, content_hash FROM realization_report WHERE segment_id = %(id)s ORDER BY version DESC LIMIT 1",
        id=w.segment(nip),
    )
    assert place
    assert newest_report
    decisions.open_request(
        w.session,
        "evaluation",
        key=f"evaluation:{w.segment(nip)}:{newest_report['version']}",
        period_id=place["period_id"],
        unit_id=place["unit_id"],
        segment_id=w.segment(nip),
        subject_id=w.segment(nip),
        version=newest_report["version"],
        content_hash=newest_report["content_hash"],
        assignee_id=place["rater_id"],
        due_at=None,
    )
    return w.request("evaluation", nip)


def shortfalls(w: World) -> list[dict[str, Any]]:
    return explanation.shortfalls(w.session, w.segment(MEMBER))


def test_every_cause_of_the_list_is_taken(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        for cause in CAUSES:
            explain(w, MEMBER, cause=cause)
        assert [row["cause"] for row in rows(session, "SELECT cause FROM explanation ORDER BY version")] == list(CAUSES)


def test_a_later_explanation_is_a_new_version_and_the_same_changes_nothing(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        newest(w, "60")
        assert [(row["value"], row["explanation"]) for row in shortfalls(w)] == [(Decimal(60), None)]
        first = explain(w, MEMBER)
        assert explain(w, MEMBER, words="  Anggaran baru cair di bulan Oktober. ") == first
        second = explain(w, MEMBER, remedy="Dimulai bulan Januari")
        [shown] = shortfalls(w)
        assert (shown["explanation"], shown["version"], shown["remedy"]) == (second, 2, "Dimulai bulan Januari")
        assert (shown["work_result"], shown["indicator"], shown["cause"]) == (1, 1, "LATE_BUDGET")
        event = one(
            session,
            "SELECT e.event, e.content, e.subject_version, t.text FROM audit_event e "
            "JOIN audit_text t ON t.event_id = e.id ORDER BY e.id DESC LIMIT 1",
        )
        assert event == {
            "event": "shortfall.explained",
            "content": {"cause": "LATE_BUDGET"},
            "subject_version": 2,
            "text": "Anggaran baru cair di bulan Oktober.",
        }


@pytest.mark.parametrize(("stage", "woken"), [(C, 0), (Q, 1), (A, 1)])
def test_an_explanation_wakes_the_unit_once_its_data_are_judged(
    standing: Callable[[Stage], SmallPeriod], stage: Stage, woken: int
) -> None:
    period = standing(stage)
    with trial() as session:
        before = len(rows(session, "SELECT FROM wake"))
        explain(World(session, period), MEMBER)
        assert len(rows(session, "SELECT FROM wake")) == before + woken


@given(st.decimals(0, 200, places=2), st.decimals(1, 150, places=2), st.decimals(0, 50, places=2), st.booleans())
def test_short_is_below_the_least_or_above_the_most_where_less_is_better(
    value: Decimal,
    least: Decimal,
    width: Decimal,
    reverse: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    """The statement against the rule in words, on values that nobody stores."""
    expected = value > least + width if reverse else value < least
    assert _is_short(value, least, least + width, "reversed" if reverse else "normal") == expected


def _is_short(value: Decimal, least: Decimal, most: Decimal, direction: str) -> bool:
    from models.explanation import UNDER_TARGET  # noqa: PLC0415

    condition = UNDER_TARGET.rsplit("AND CASE", 1)[1].replace("i.direction", "%(direction)s")
    for name, word in {"r.value": "value", "i.target_max": "most", "i.target_min": "least"}.items():
        condition = condition.replace(name, f"%({word})s")
    with transaction() as session:
        found = one(session, "SELECT CASE" + condition + " AS short",  # type: ignore[arg-type]
                    value=value, least=least, most=most, direction=direction)  # fmt: skip
    assert found
    return bool(found["short"])


@pytest.fixture(autouse=True)
def _somewhere(standing: Callable[[Stage], SmallPeriod], request: pytest.FixtureRequest) -> None:
    """The property above needs a database, not a world."""
    if hasattr(request.function, "hypothesis"):
        standing(T)


# the rating


def test_nobody_is_rated_on_a_shortfall_that_nobody_explained(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = short(w)
        with pytest.raises(WrongStateError) as refused:
            rate(w, request)
        said = str(refused.value)
        assert "Work result 1, indicator 1 is under its target (60)" in said
        assert "It is the turn of Pegawai 3" in said
        assert "to explain it" in said


def test_a_shortfall_that_was_explained_is_rated(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = short(w)
        explain(w, MEMBER)
        rate(w, request)
        assert one(session, "SELECT segment_id, summary_id FROM evaluation") == {
            "segment_id": w.segment(MEMBER),
            "summary_id": None,
        }


def test_the_head_of_an_agency_explains_too(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = short(w, HEAD)
        with pytest.raises(WrongStateError, match="under its target"):
            rate(w, request, by="KDH", work=None)


def test_the_newest_month_counts_and_the_target_reached_needs_no_words(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        realize(w, MEMBER, months("10"))  # January; the newest month still says 90
        newest(w, "90.00")
        if now().month > 1:
            assert shortfalls(w) == []
            rate(w, asked(w))


@pytest.mark.parametrize(("value", "is_short"), [("90", False), ("89.99", True), ("0", True), ("200", False)])
def test_the_limit_itself_is_reached(standing: Callable[[Stage], SmallPeriod], value: str, *, is_short: bool) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        newest(w, value)
        assert bool(shortfalls(w)) == is_short


def finding(w: World, code: str, subject: str, *, waived: bool, nip: str = MEMBER, severity: str = "block") -> int:
    """A finding about `nip`, as the suite would open it."""
    found = one(
        w.session,
        "INSERT INTO finding (period_id, unit_id, segment_id, code, rule, severity, subject, observed, expected, "
        "owner_id, stage_run_id, waived_by, waived_reason, waived_until) SELECT s.period_id, s.unit_id, s.id, "
        "%(code)s, %(code)s, %(severity)s, %(subject)s, '', '', s.person_id, (SELECT max(id) FROM stage_run), "
        "CASE WHEN %(waived)s THEN s.rater_id END, CASE WHEN %(waived)s THEN 'x' END, "
        "CASE WHEN %(waived)s THEN now() END FROM segment s WHERE s.id = %(segment)s RETURNING id",
        code=code,
        severity=severity,
        subject=subject,
        waived=waived,
        segment=w.segment(nip),
    )
    assert found
    return int(found["id"])


def test_a_shortfall_let_stand_by_an_administrator_is_rated(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = short(w)
        finding(w, "DQ-R07", "1.1", waived=True)
        rate(w, request)


def test_a_waiver_of_another_indicator_helps_nothing(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = short(w)
        finding(w, "DQ-R07", "1.2", waived=True)
        finding(w, "DQ-T99", "1.1", waived=True)
        with pytest.raises(WrongStateError, match="under its target"):
            rate(w, request)


def test_nobody_is_rated_while_a_blocking_finding_is_open(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = w.evaluation()
        number = finding(w, "DQ-T99", "1.1", waived=False)
        with pytest.raises(WrongStateError) as refused:
            rate(w, request)
        assert f"Finding {number} (DQ-T99, 1.1; 1 in all) blocks this rating" in str(refused.value)
        assert "the turn of Pegawai 3" in str(refused.value)


@pytest.mark.parametrize("what", ["warn", "waived", "fixed", "another's"])
def test_what_holds_nobody_does_not_hold_the_rating(standing: Callable[[Stage], SmallPeriod], what: str) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = w.evaluation()
        finding(
            w,
            "DQ-T99",
            "1.1",
            waived=what == "waived",
            severity="warn" if what == "warn" else "block",
            nip=OTHER_MEMBER if what == "another's" else MEMBER,
        )
        if what == "fixed":
            run(session, "UPDATE finding SET fixed_at = now()")
        rate(w, request)


def test_the_rating_keeps_the_newest_summary_the_rater_had(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(A)
    with trial() as session:
        w = World(session, period)
        request = w.evaluation()
        made = rows(
            session,
            "INSERT INTO evidence_summary (segment_id, version, digest) SELECT s, v, md5(v::text) FROM "
            "unnest(%(segments)s::bigint[]) s, generate_series(2, 3) v ORDER BY s, v RETURNING id, segment_id, version",
            segments=[w.segment(MEMBER), w.segment(OTHER_MEMBER)],
        )
        rate(w, request)
        [expected] = [row["id"] for row in made if (row["segment_id"], row["version"]) == (w.segment(MEMBER), 3)]
        assert one(session, "SELECT summary_id FROM evaluation") == {"summary_id": expected}


def test_a_refused_rating_leaves_the_request_open(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(A)
    with transaction() as session:
        request = short(World(session, period))
    with pytest.raises(WrongStateError), transaction() as session:
        rate(World(session, period), request)
    assert (count("evaluation"), count("decision WHERE outcome = 'rated'")) == (0, 0)
    with transaction() as session:
        explain(World(session, period), MEMBER)
    with transaction() as session:
        rate(World(session, period), request)
    assert count("evaluation") == 1


@pytest.mark.parametrize("attempt", range(4))
def test_rating_and_correcting_take_turns(fresh: Callable[[Stage], SmallPeriod], attempt: int) -> None:
    """A value falls under target while it is rated: either it is rated before, or the rating sees the shortfall."""
    period = fresh(A)
    with transaction() as session:
        w = World(session, period)
        newest(w, "95")
        request = asked(w)
    results = at_once(
        [
            acting(period, lambda w: rate(w, request)),
            acting(period, lambda w: realize(w, MEMBER, months("5", month=now().month))),
        ]
    )
    [refused] = refusals(results)
    assert isinstance(refused, ConflictError | WrongStateError)
    with transaction() as session:
        rated = rows(session, "SELECT FROM evaluation")
        assert len(shortfalls(World(session, period))) == 1 - len(rated)


def test_a_rating_waits_for_the_explanation_that_is_being_written(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """The explanation is written and not yet committed when the rater decides: the rating waits, and sees it."""
    period = fresh(A)
    with transaction() as session:
        request = short(World(session, period))
    outcome: list[Any] = []

    def decide() -> None:
        try:
            outcome.append(acting(period, lambda w: rate(w, request, by=DIVISION_HEAD))())
        except KinerjaError as problem:
            outcome.append(problem)

    with transaction() as session:
        explain(World(session, period), MEMBER)
        rater = threading.Thread(target=decide)
        rater.start()
        rater.join(0.5)
        assert outcome == []
    rater.join(30)
    assert outcome == [None]
