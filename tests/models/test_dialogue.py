"""The dialogue of employee and rater: both write, few read, the other side is told once a day, words can be erased."""

from collections.abc import Callable

import pytest

from models import dialogue
from models.database import one, rows, run, transaction
from models.errors import InvalidInputError, KinerjaError, NotAllowedError, NotFoundError, WrongStateError
from models.vocabulary import Stage
from tests.acts import World
from tests.delegations import delegate, deputy_of
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.test_concurrency import acting, at_once
from tests.worlds import trial

C = Stage.COLLECTION


def say(w: World, by: str, words: str = "Apakah target bulan ini realistis?") -> int:
    return dialogue.write(w.session, w.segment(MEMBER), words, by=w.who(by))


def closed(w: World) -> None:
    run(w.session, "UPDATE period SET closed_at = now()")


REFUSALS: dict[str, tuple[Callable[[World], object], type[KinerjaError], str]] = {
    "write as the rater's superior": (lambda w: say(w, HEAD), NotFoundError, "not yours"),
    "write as a colleague": (lambda w: say(w, OTHER_MEMBER), NotFoundError, "not yours"),
    "write nothing": (lambda w: say(w, MEMBER, " \n "), InvalidInputError, "Write a message"),
    "write a novel": (lambda w: say(w, MEMBER, "x" * 4001), InvalidInputError, "4001 letters"),
    "write a NUL": (lambda w: say(w, MEMBER, "a\0b"), InvalidInputError, "cannot be stored"),
    "write when closed": (lambda w: (closed(w), say(w, DIVISION_HEAD)), WrongStateError, "period is closed"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_message_says_why_and_writes_nothing(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    act, error, words = REFUSALS[name]
    period = standing(C)
    with pytest.raises(error) as refused, transaction() as session:
        act(World(session, period))
    assert words in str(refused.value)
    with transaction() as session:
        assert not rows(session, "SELECT FROM dialogue")


def test_both_sides_write_and_each_is_told_once_a_day(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        segment = w.segment(MEMBER)
        first = say(w, MEMBER, "Pertanyaan pertama")
        assert say(w, MEMBER, " Pertanyaan pertama ") == first  # a form sent twice
        assert say(w, MEMBER, "Pertanyaan kedua") > first
        assert dialogue.states(session, [segment])[segment]["waits_for_rater"]
        say(w, DIVISION_HEAD, "Jawaban")
        found = dialogue.messages(session, segment)
        assert [(each["words"], each["of_employee"]) for each in found] == [
            ("Jawaban", False), ("Pertanyaan kedua", True), ("Pertanyaan pertama", True),
        ]  # fmt: skip
        state = dialogue.states(session, [segment, w.segment(HEAD)])
        assert state == {segment: {"segment": segment, "messages": 3, "waits_for_rater": False}}
        told = rows(session, "SELECT person_id FROM notice WHERE kind = 'dialogue_written' ORDER BY id")
        assert [each["person_id"] for each in told] == [w.who(DIVISION_HEAD).person_id, w.who(MEMBER).person_id]


def test_a_deputy_writes_for_the_rater_and_no_longer_when_it_ends(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        deputy = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        with pytest.raises(NotAllowedError):
            dialogue.write(session, w.segment(MEMBER), "Sementara saya pelaksana tugasnya.", by=deputy)
        delegate(session, DIVISION_HEAD, OTHER_MEMBER)
        dialogue.write(session, w.segment(MEMBER), "Sementara saya pelaksana tugasnya.", by=deputy)
        (said,) = dialogue.messages(session, w.segment(MEMBER))
        assert (said["of_employee"], said["acting_for"] is None) == (False, False)
        with pytest.raises(NotFoundError):
            dialogue.write(session, w.segment(OTHER_MEMBER), "Kepada diri sendiri", by=deputy)


def test_erased_words_leave_the_message_and_its_event(standing: Callable[[Stage], SmallPeriod]) -> None:
    """The event keeps a salted digest only; what the application shows comes from the erasable table."""
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        say(w, MEMBER, "Saya sakit")
        event = one(session, "SELECT event, content, text_digest FROM audit_event ORDER BY id DESC LIMIT 1")
        assert event
        assert (event["event"], event["content"]) == ("dialogue.written", {})
        assert len(event["text_digest"]) == 64
        stored = one(session, "SELECT to_jsonb(d)::text AS row FROM dialogue d")
        assert stored
        assert "sakit" not in stored["row"]


def test_who_reads_a_dialogue(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """Employee, rater and the rater's superior; a colleague and an administrator of the unit do not."""
    period = fresh(C)
    segment = period.segments[MEMBER]
    with transaction() as session:
        run(session, "DELETE FROM role_assignment")
        run(session, _UNIT_ADMIN, by=period.actor(OTHER_MEMBER).person_id, segment=segment)
        for nip in (MEMBER, DIVISION_HEAD, HEAD):
            place = dialogue.thread(session, segment, by=period.actor(nip))
            assert place["writes"] is (nip in {MEMBER, DIVISION_HEAD})
    with pytest.raises(NotFoundError), transaction() as session:
        dialogue.thread(session, segment, by=period.actor(OTHER_MEMBER))
    with transaction() as session:
        denied = rows(session, "SELECT segment_id, subject_id FROM audit_event WHERE event = 'access.denied'")
    assert [each["subject_id"] for each in denied] == [segment]


_UNIT_ADMIN = """
INSERT INTO role_assignment (person_id, role, unit_id)
SELECT %(by)s, 'unit_admin', unit_id FROM segment WHERE id = %(segment)s
"""


def test_the_same_message_sent_at_once_is_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    numbers = at_once([acting(period, lambda w: say(w, MEMBER)) for _again in range(5)])
    assert len(set(numbers)) == 1
    with transaction() as session:
        assert len(rows(session, "SELECT FROM audit_event WHERE event = 'dialogue.written'")) == 1
