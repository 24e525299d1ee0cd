"""Feedback is given by people of the period, never to oneself, and seen by its receiver at once."""

from collections.abc import Callable

import pytest

from models import actors, feedback
from models.actors import SYSTEM
from models.database import rows, run
from models.errors import InvalidInputError, KinerjaError, NotAllowedError, NotFoundError, WrongStateError
from models.sources.keys import content_hash, fact_key
from models.tables.facts import CORE_VALUES
from models.vocabulary import Stage
from tests.acts import NOBODY, Act, World, is_refused, tell
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod, count
from tests.models.test_concurrency import acting, at_once
from tests.worlds import trial

B, C, A, S = Stage.BRIEFING, Stage.COLLECTION, Stage.APPROVAL, Stage.SCORING
INVALID, MISSING, FORBIDDEN, STATE = InvalidInputError, NotFoundError, NotAllowedError, WrongStateError
STRANGER = "199901012024041009"


def stranger(w: World) -> str:
    """Somebody known here who is not in the period."""
    run(
        w.session,
        "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', 'Orang Lain')",
        nip=STRANGER,
    )
    return STRANGER


REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    "to oneself": (C, lambda w: tell(w, MEMBER, MEMBER), FORBIDDEN, "nobody gives it to themselves"),
    "by a stranger": (C, lambda w: tell(w, MEMBER, stranger(w)), FORBIDDEN, "appraised in this period"),
    "by the system": (
        C,
        lambda w: feedback.give(w.session, to_segment=w.segment(MEMBER), kind="correction", words="x", by=SYSTEM),
        FORBIDDEN,
        "appraised in this period",
    ),
    "to nobody": (
        C,
        lambda w: feedback.give(w.session, to_segment=NOBODY, kind="correction", words="x", by=w.who(HEAD)),
        MISSING,
        "no appraisal",
    ),
    "without words": (C, lambda w: tell(w, MEMBER, HEAD, words=" \n"), INVALID, "Write what was good"),
    "in a novel": (C, lambda w: tell(w, MEMBER, HEAD, words="x" * 4001), INVALID, "at most 4000"),
    "of an unknown kind": (C, lambda w: tell(w, MEMBER, HEAD, kind="gossip"), INVALID, "gossip is not one of"),
    "of an unknown value": (C, lambda w: tell(w, MEMBER, HEAD, core_value="RAJIN"), INVALID, "RAJIN is not one of"),
    "on no work result": (C, lambda w: tell(w, MEMBER, HEAD, work_result=4), INVALID, "no work result 4"),
    "after the rating": (A, lambda w: (w.rated(), tell(w, MEMBER, HEAD)), STATE, "has been rated"),
    "after approval": (S, lambda w: tell(w, MEMBER, HEAD), STATE, "at scoring"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_feedback_that_is_refused_says_why_and_writes_nothing(
    standing: Callable[[Stage], SmallPeriod], name: str
) -> None:
    stage, *refusal = REFUSALS[name]
    is_refused(standing(stage), *refusal)


@pytest.mark.parametrize("giver", [REGIONAL_HEAD, HEAD, DIVISION_HEAD, OTHER_MEMBER])
def test_leader_peer_and_superior_give_feedback_from_the_first_day(
    standing: Callable[[Stage], SmallPeriod], giver: str
) -> None:
    period = standing(B)
    with trial() as session:
        w = World(session, period)
        tell(w, MEMBER, giver)
        [heard] = feedback.feedback_of(session, w.segment(MEMBER))
        assert heard["giver_nip"] == giver
        assert (heard["kind"], heard["core_value"], heard["words"]) == ("appreciation", None, "Sigap membantu warga")


def test_a_subordinate_gives_feedback_to_the_leader(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        tell(w, HEAD, MEMBER, kind="correction", core_value="HARMONIS", work_result=1)
        [heard] = feedback.feedback_of(session, w.segment(HEAD))
        assert (heard["kind"], heard["core_value"], heard["work_result"]) == ("correction", "HARMONIS", 1)


def test_it_is_kept_with_its_key_and_hash_as_an_import_would(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        tell(w, MEMBER, HEAD, core_value="ADAPTIF")
        [kept] = rows(session, "SELECT * FROM feedback")
        words = "Sigap membantu warga"
        assert kept["key"] == fact_key(f"segment:{w.segment(MEMBER)}", HEAD, None, kept["day"], words)
        assert kept["content_hash"] == content_hash(
            {
                "giver": HEAD,
                "giver_name": None,
                "day": kept["day"],
                "kind": "appreciation",
                "core_value": "ADAPTIF",
                "work_result": None,
                "words": words,
            }
        )
        assert kept["giver_id"] == actors.person(session, HEAD).person_id


def test_the_same_words_on_one_day_are_one_feedback_told_once(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        first = tell(w, MEMBER, HEAD)
        assert tell(w, MEMBER, HEAD) == first
        assert tell(w, MEMBER, OTHER_MEMBER) != first
        told = rows(session, "SELECT p.nip FROM notice n JOIN person p ON p.id = n.person_id "
                             "WHERE n.kind = 'feedback_given'")  # fmt: skip
        assert told == [{"nip": MEMBER}] * 2


def test_every_core_value_is_counted_also_one_nobody_spoke_of(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        tell(w, MEMBER, HEAD, core_value="HARMONIS")
        tell(w, MEMBER, OTHER_MEMBER, core_value="HARMONIS")
        tell(w, MEMBER, OTHER_MEMBER, core_value="LOYAL", kind="correction", words="Datanglah ke apel")
        tell(w, MEMBER, OTHER_MEMBER, words="Tanpa nilai dasar")
        counted = feedback.counts_by_core_value(session, w.segment(MEMBER))
        assert [row["core_value"] for row in counted] == list(CORE_VALUES)
        said = {row["core_value"]: (row["appreciation"], row["correction"]) for row in counted}
        assert {value: numbers for value, numbers in said.items() if any(numbers)} == {
            "HARMONIS": (2, 0),
            "LOYAL": (0, 1),
        }


def test_many_tell_one_person_at_once(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    acts = [acting(period, lambda w, n=n: tell(w, MEMBER, HEAD, words=f"Baik sekali ({n % 4})")) for n in range(8)]
    assert len(set(at_once(acts))) == 4
    assert count("feedback") == 4
