"""A daily log is kept by its employee and decided by the rater; corrections keep the old entry, and take turns."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import activity_log
from models.activity_log import log_input
from models.actors import SYSTEM
from models.database import one, rows, transaction
from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from models.sources.keys import content_hash, fact_key
from models.vocabulary import Stage
from tests.acts import NOBODY, Act, World, draft, first_day, is_refused, judge_logs, log, twice
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    REGIONAL_HEAD,
    SmallPeriod,
    changed_tables,
    snapshot,
)
from tests.models.test_concurrency import acting, at_once, refusals
from tests.worlds import trial

B, T, C, A, S = Stage.BRIEFING, Stage.TARGET_SETTING, Stage.COLLECTION, Stage.APPROVAL, Stage.SCORING
INVALID, MISSING, FORBIDDEN, STATE, CONFLICT = (
    InvalidInputError,
    NotFoundError,
    NotAllowedError,
    WrongStateError,
    ConflictError,
)
TOMORROW = datetime.now(UTC).date() + timedelta(days=2)


def rejected(w: World) -> int:
    entry = log(w, MEMBER)
    judge_logs(w, entry, outcome="rejected", reason="Jam keliru")
    return entry


def validated(w: World) -> int:
    entry = log(w, MEMBER)
    judge_logs(w, entry)
    return entry


def withdraw(w: World, entry: int, by: str = MEMBER) -> None:
    activity_log.withdraw(w.session, entry, by=w.who(by))


REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    "record another's": (C, lambda w: log(w, MEMBER, by=DIVISION_HEAD), MISSING, "of yours"),
    "record as the system": (
        C,
        lambda w: activity_log.record(
            w.session,
            w.segment(MEMBER),
            log_input({"day": first_day(), "starts": "08:00", "ends": "09:00", "description": "x", "work_result": 1}),
            by=SYSTEM,
        ),
        MISSING,
        "of yours",
    ),
    "record after approval": (S, lambda w: log(w, MEMBER), STATE, "at scoring"),
    "record when rated": (A, lambda w: (w.rated(), log(w, MEMBER)), STATE, "rated you"),
    "record before the year": (C, lambda w: log(w, MEMBER, day=date(1999, 12, 31)), INVALID, "1999 lies outside"),
    "record what is to come": (C, lambda w: log(w, MEMBER, day=TOMORROW), INVALID, "still to come"),
    "record an end before the beginning": (C, lambda w: log(w, MEMBER, ends="07:00"), INVALID, "end (07:00) before it"),
    "record no time at all": (C, lambda w: log(w, MEMBER, ends="08:00"), INVALID, "end (08:00) before it"),
    "record seconds": (C, lambda w: log(w, MEMBER, starts="08:00:30"), INVALID, "hours and minutes"),
    "record in another time zone": (C, lambda w: log(w, MEMBER, starts="08:00+07:00"), INVALID, "hours and minutes"),
    "record neither result nor reason": (C, lambda w: log(w, MEMBER, work_result=None), INVALID, "one of the two"),
    "record both": (C, lambda w: log(w, MEMBER, unrelated_reason="Apel"), INVALID, "one of the two"),
    "record an unknown work result": (C, lambda w: log(w, MEMBER, work_result=9), INVALID, "no work result 9"),
    "record without a plan": (T, lambda w: log(w, MEMBER), INVALID, "no work result 1"),
    "record nothing": (C, lambda w: log(w, MEMBER, description="  "), INVALID, "description must have at least 1"),
    "record a novel": (C, lambda w: log(w, MEMBER, description="x" * 2001), INVALID, "at most 2000"),
    "record a NUL": (C, lambda w: log(w, MEMBER, description="a\0b"), INVALID, "cannot be stored"),
    "record a negative volume": (C, lambda w: log(w, MEMBER, output_volume="-1"), INVALID, "output_volume must be 0"),
    "record no number": (C, lambda w: log(w, MEMBER, output_volume="NaN"), INVALID, "output_volume"),
    "correct what is validated": (C, lambda w: (validated(w), log(w, MEMBER, ends="10:00")), CONFLICT, "is validated"),
    "repeat what was rejected": (C, lambda w: (rejected(w), log(w, MEMBER)), CONFLICT, "rejected: Jam keliru"),
    "withdraw another's": (C, lambda w: withdraw(w, log(w, MEMBER), by=OTHER_MEMBER), MISSING, "no entry"),
    "withdraw nothing": (C, lambda w: withdraw(w, NOBODY), MISSING, "no entry"),
    "withdraw twice": (C, lambda w: (e := log(w, MEMBER), twice(lambda: withdraw(w, e))), MISSING, "no entry"),
    "withdraw what is validated": (C, lambda w: withdraw(w, validated(w)), CONFLICT, "validated and stays"),
    "withdraw when rated": (A, lambda w: (e := log(w, MEMBER), w.rated(), withdraw(w, e)), STATE, "rated you"),
    "decide one's own": (C, lambda w: judge_logs(w, log(w, MEMBER), by=MEMBER), FORBIDDEN, "not for you"),
    "decide as the rater's superior": (C, lambda w: judge_logs(w, log(w, MEMBER), by=HEAD), FORBIDDEN, "not for you"),
    "decide nothing": (C, lambda w: judge_logs(w, NOBODY), MISSING, "no entry"),
    "decide what is withdrawn": (
        C,
        lambda w: (e := log(w, MEMBER), withdraw(w, e), judge_logs(w, e)),
        MISSING,
        "corrected or withdrawn",
    ),
    "decide what is corrected": (
        C,
        lambda w: (e := log(w, MEMBER), log(w, MEMBER, ends="10:00"), judge_logs(w, e)),
        MISSING,
        "corrected or withdrawn",
    ),
    "decide twice": (C, lambda w: judge_logs(w, validated(w)), CONFLICT, "already validated by"),
    "decide one of two": (C, lambda w: judge_logs(w, log(w, MEMBER), log(w, HEAD)), FORBIDDEN, "Sri Rejeki"),
    "decide when rated": (A, lambda w: (e := log(w, MEMBER), w.rated(), judge_logs(w, e)), STATE, "rated already"),
    "reject without a reason": (
        C,
        lambda w: judge_logs(w, log(w, MEMBER), outcome="rejected", reason=" "),
        INVALID,
        "what is wrong",
    ),
    "decide otherwise": (C, lambda w: judge_logs(w, log(w, MEMBER), outcome="liked"), INVALID, "liked is neither"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_act_says_why_and_writes_nothing(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, *refusal = REFUSALS[name]
    is_refused(standing(stage), *refusal)


_EVENT = "SELECT event, segment_id, content, text_digest FROM audit_event ORDER BY id DESC LIMIT 1"


def _entries(w: World, nip: str = MEMBER) -> list[dict[str, Any]]:
    return activity_log.logs_of(w.session, w.segment(nip))


def test_an_entry_is_kept_with_its_key_and_hash_as_an_import_would(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        wakes = len(rows(session, "SELECT FROM wake"))
        number = log(w, MEMBER, output_volume="2.50", output_unit=" berkas ")
        [kept] = rows(session, "SELECT * FROM activity_log")
        says = {
            "day": first_day(),
            "starts": kept["starts"],
            "ends": kept["ends"],
            "description": "Rapat",
            "work_result": 1,
            "unrelated_reason": None,
            "output_volume": kept["output_volume"],
            "output_unit": "berkas",
        }
        assert kept["id"] == number
        assert kept["key"] == fact_key(f"segment:{w.segment(MEMBER)}", first_day(), kept["starts"])
        assert kept["content_hash"] == content_hash(says)
        assert (kept["version"], kept["status"], kept["recorded_by"]) == (1, "submitted", w.who(MEMBER).person_id)
        assert one(session, _EVENT) == {
            "event": "log.recorded",
            "segment_id": w.segment(MEMBER),
            "content": {},
            "text_digest": None,
        }
        assert len(rows(session, "SELECT FROM wake")) == wakes


def test_the_same_again_changes_nothing_and_a_correction_keeps_the_old(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        first = log(w, MEMBER)
        assert log(w, MEMBER) == first
        second = log(w, MEMBER, ends="10:15", work_result=None, unrelated_reason="Apel pagi")
        kept = rows(session, "SELECT id, version, superseded_at IS NULL AS current FROM activity_log ORDER BY version")
        assert [(row["id"], row["version"], row["current"]) for row in kept] == [(first, 1, False), (second, 2, True)]
        assert [(row["ends"], row["version"]) for row in _entries(w)] == [("10:15", 2)]
        assert len(rows(session, "SELECT FROM audit_event WHERE event = 'log.recorded'")) == 2


def test_what_was_withdrawn_may_be_recorded_again_as_a_further_version(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        withdraw(w, log(w, MEMBER))
        assert _entries(w) == []
        event = one(session, _EVENT)
        assert event
        assert (event["event"], event["content"]) == ("log.recorded", {"withdrawn": 1})
        log(w, MEMBER)
        assert [row["version"] for row in _entries(w)] == [2]


def test_a_rejected_entry_is_corrected_and_waits_again(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        rejected(w)
        told = rows(session, "SELECT p.nip, n.content FROM notice n JOIN person p ON p.id = n.person_id "
                             "WHERE n.kind = 'log_rejected'")  # fmt: skip
        assert told == [{"nip": MEMBER, "content": {"entries": 1, "segment": period.segments[MEMBER]}}]
        event = one(session, "SELECT e.event, e.content, t.text FROM audit_event e JOIN audit_text t "
                             "ON t.event_id = e.id ORDER BY e.id DESC LIMIT 1")  # fmt: skip
        assert event == {
            "event": "log.decided",
            "content": {"outcome": "rejected", "entries": 1},
            "text": "Jam keliru",
        }
        log(w, MEMBER, ends="10:00")
        assert [(row["status"], row["decision_reason"]) for row in _entries(w)] == [("submitted", "")]


def test_many_are_decided_at_once_with_one_event_for_each_person(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        entries = [log(w, nip, starts=f"{hour:02}:00", ends=f"{hour:02}:30") for nip in (MEMBER, OTHER_MEMBER)
                   for hour in range(8, 16)]  # fmt: skip
        strange = log(w, HEAD)
        rater = w.who(DIVISION_HEAD).person_id or 0
        assert [row["id"] for row in activity_log.waiting_for(session, rater)] == entries
        assert len(activity_log.waiting_for(session, rater, nip=MEMBER[:8] + " " + MEMBER[8:])) == 8
        assert activity_log.waiting_for(session, rater, period="1999") == []
        assert judge_logs(w, *entries, entries[0]) == 16
        assert activity_log.waiting_for(session, rater) == []
        events = rows(session, "SELECT segment_id, content FROM audit_event WHERE event = 'log.decided' ORDER BY id")
        assert events == [
            {"segment_id": w.segment(nip), "content": {"outcome": "validated", "entries": 8}}
            for nip in sorted((MEMBER, OTHER_MEMBER), key=w.segment)
        ]
        assert [row["id"] for row in activity_log.waiting_for(session, w.who(REGIONAL_HEAD).person_id or 0)] == [
            strange
        ]


def test_a_log_may_follow_a_draft_before_any_plan_is_approved(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(T)
    with trial() as session:
        w = World(session, period)
        draft(w, HEAD)
        log(w, HEAD)
        with pytest.raises(InvalidInputError, match="no work result 2"):
            log(w, HEAD, work_result=2)


def test_before_the_plan_is_opened_an_activity_has_a_reason(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(B)
    with trial() as session:
        log(World(session, period), HEAD, work_result=None, unrelated_reason="Belum ada SKP")


def test_entries_are_listed_by_day_and_state(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        first, second = log(w, MEMBER), log(w, MEMBER, starts="10:00", ends="11:00")
        judge_logs(w, first)
        segment, day = w.segment(MEMBER), first_day()
        assert [row["id"] for row in activity_log.logs_of(session, segment)] == [second, first]
        assert len(activity_log.logs_of(session, segment, first=day, last=day)) == 2
        assert activity_log.logs_of(session, segment, first=day + timedelta(days=1)) == []
        assert activity_log.logs_of(session, segment, last=day - timedelta(days=1)) == []
        assert [row["id"] for row in activity_log.logs_of(session, segment, status="validated")] == [first]
        assert len(activity_log.logs_of(session, segment, limit=1)) == 1


def test_overlaps_and_late_entries_are_stored_for_the_quality_rules(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        log(w, MEMBER, starts="00:00", ends="23:59")
        log(w, MEMBER, starts="00:01", ends="23:58")
        assert len(_entries(w)) == 2


def test_corrections_at_once_follow_each_other(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    acts = [acting(period, lambda w, n=n: log(w, MEMBER, ends=f"1{n}:00")) for n in range(8)]
    assert refusals(at_once(acts)) == []
    with transaction() as session:
        kept = rows(session, "SELECT version, superseded_at IS NULL AS current FROM activity_log ORDER BY version")
    assert [row["version"] for row in kept] == list(range(1, 9))
    assert [row["current"] for row in kept] == [False] * 7 + [True]


def test_an_entry_entered_twice_at_once_is_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    entered = at_once([acting(period, lambda w: log(w, MEMBER))] * 8)
    assert len(set(entered)) == 1


def test_the_rater_decides_what_they_saw_or_nothing(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """A correction races the validation of the entry: never is an entry validated that the rater did not name."""
    period = fresh(C)
    with transaction() as session:
        seen = log(World(session, period), MEMBER)
    correct = acting(period, lambda w: log(w, MEMBER, ends="11:00"))
    decide = acting(period, lambda w: judge_logs(w, seen))
    problems = refusals(at_once([correct, decide]))
    assert len(problems) == 1
    with transaction() as session:
        [valid] = rows(session, "SELECT id, status FROM activity_log WHERE superseded_at IS NULL")
    if valid["id"] == seen:
        assert valid["status"] == "validated"
    else:
        assert valid["status"] == "submitted"


def test_two_raters_hands_on_overlapping_lists_decide_each_entry_once(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    with transaction() as session:
        w = World(session, period)
        entries = [log(w, MEMBER, starts=f"{hour:02}:00", ends=f"{hour:02}:30") for hour in range(8, 16)]
    results = at_once(
        [
            acting(period, lambda w: judge_logs(w, *entries)),
            acting(period, lambda w: judge_logs(w, *reversed(entries), outcome="rejected", reason="Jam keliru")),
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["ConflictError", "int"]
    with transaction() as session:
        assert len(rows(session, "SELECT DISTINCT status FROM activity_log")) == 1


def test_refusals_leave_a_fresh_world_as_it_was(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """One entry of many that cannot be decided holds all of them: nothing is validated by halves."""
    period = fresh(C)
    with transaction() as session:
        w = World(session, period)
        entries = (log(w, MEMBER), log(w, HEAD))
    before = snapshot()
    with pytest.raises(NotAllowedError), transaction() as session:
        judge_logs(World(session, period), *entries)
    assert changed_tables(before) == set()
