"""Lists are a named official's decision about people with a final result; the system shows conditions and no order."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models import discipline, ledger, named_lists
from models.actors import operator
from models.database import rows, run, transaction
from models.errors import InvalidInputError, KinerjaError, NotAllowedError, NotFoundError, WrongStateError
from models.named_lists import Named
from models.vocabulary import Predicate, Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.web.oversight import grant

TALENT = Named("talent", "Kelompok rencana suksesi", "800/21/2026")


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """Everybody has accepted but OTHER_MEMBER, who may still object; MEMBER is under a sanction."""
    found = fresh(Stage.OBJECTION)
    found.accept_all(but=(OTHER_MEMBER,))
    year = date.today().year  # noqa: DTZ011
    with transaction() as session:
        discipline.record_sanction(
            session,
            MEMBER,
            by=operator(),
            kind="light",
            decree="SK/9",
            starts=date(year, 1, 1),
            ends=date(year, 12, 31),
        )
        run(session, "DELETE FROM role_assignment")
    return found


def named(period: SmallPeriod, *, by: str = REGIONAL_HEAD, people: Any = None, said: Named = TALENT) -> str:
    with transaction() as session:
        reasons = people or {DIVISION_HEAD: "Memimpin dengan baik"}
        return named_lists.name(session, period.code, reasons, said, by=period.actor(by))


def test_conditions_are_shown_and_nobody_is_ranked(period: SmallPeriod) -> None:
    with transaction() as session:
        found = named_lists.candidates(session, period.code, [Predicate.GOOD])
    assert [row["name"] for row in found] == sorted(row["name"] for row in found)
    met = {row["nip"]: (row["final"], row["predicate_met"], row["clear"], row["meets"]) for row in found}
    assert met[DIVISION_HEAD] == (True, True, True, True)
    assert met[MEMBER] == (True, True, False, False)
    assert met[OTHER_MEMBER] == (False, False, True, False)
    assert not {"rank", "score", "predicate"} & set(found[0])


def test_a_list_is_recorded_told_and_read_by_whom_it_concerns(period: SmallPeriod) -> None:
    named(period, people={DIVISION_HEAD: "Memimpin dengan baik", HEAD: "Capaian unit"})
    with transaction() as session:
        listed = named_lists.of_period(session, period.code)
        own = named_lists.of_person(session, period.segments[DIVISION_HEAD])
        others = named_lists.of_person(session, period.segments[MEMBER])
        told = rows(session, "SELECT person_id FROM notice WHERE kind = 'named_on_list'")
    assert {row["nip"] for row in listed} == {DIVISION_HEAD, HEAD}
    [line] = own
    assert (line["kind"], line["decree"], line["decided_by"]) == ("talent", "800/21/2026", "Sri Rejeki")
    assert line["reason"] == "Memimpin dengan baik"
    assert (others, len(told)) == ([], 2)


def test_what_people_wrote_of_a_list_is_in_the_erasable_words_alone(period: SmallPeriod) -> None:
    said = Named("award", "Penghargaan  untuk\nPegawai 2", "800/22/2026")
    named(period, people={DIVISION_HEAD: "Baris satu\nbaris dua"}, said=said)
    with transaction() as session:
        [event] = rows(session, "SELECT content FROM audit_event WHERE event = 'list.named'")
        [line] = named_lists.of_period(session, period.code)
    assert set(event["content"]) == {"list", "of"}
    assert (line["decree"], line["purpose"]) == ("800/22/2026", "Penghargaan untuk Pegawai 2")
    assert line["reason"] == "Baris satu\nbaris dua"


def test_lists_of_before_are_read_as_they_were_written(period: SmallPeriod) -> None:
    with transaction() as session:
        about = ledger.Subject(
            1, None, period.segments[DIVISION_HEAD], "person", period.actor(DIVISION_HEAD).person_id
        )  # fmt: skip
        ledger.record(
            session, "list.named", by=period.actor(REGIONAL_HEAD), subject=about, text="Baik\nsekali", list="x",
            of="talent", purpose="Suksesi", decree="800/1",
        )  # fmt: skip
        [line] = named_lists.of_person(session, period.segments[DIVISION_HEAD])
    assert [line[name] for name in ("decree", "purpose", "reason")] == ["800/1", "Suksesi", "Baik\nsekali"]


REFUSED: tuple[tuple[type[KinerjaError], dict[str, Any]], ...] = (
    (NotAllowedError, {"by": DIVISION_HEAD}),
    (InvalidInputError, {"said": Named("ranking", "x", "y")}),
    (InvalidInputError, {"said": Named("talent", " ", "y")}),
    (InvalidInputError, {"said": Named("talent", "x", "")}),
    (InvalidInputError, {"people": {DIVISION_HEAD: " "}}),
    (NotFoundError, {"people": {"199912312020121009": "x"}}),
    (WrongStateError, {"people": {OTHER_MEMBER: "x"}}),
)


@pytest.mark.parametrize(("error", "how"), REFUSED)
def test_what_is_no_decision_of_an_official_is_refused(
    period: SmallPeriod, error: type[KinerjaError], how: dict[str, Any]
) -> None:
    with pytest.raises(error):
        named(period, **how)
    with transaction() as session:
        assert named_lists.of_period(session, period.code) == []


def test_the_machine_names_nobody_and_nobody_names_themselves(period: SmallPeriod) -> None:
    with transaction() as session, pytest.raises(NotAllowedError, match="named official"):
        named_lists.name(session, period.code, {HEAD: "x"}, TALENT, by=operator())
    grant(DIVISION_HEAD, "performance_team")
    with pytest.raises(NotAllowedError, match="names themselves"):
        named(period, by=DIVISION_HEAD)
    named(period, by=DIVISION_HEAD, people={HEAD: "Capaian unit"})
