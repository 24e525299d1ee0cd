"""Roles between launches: who may grant and revoke which, never one's own, never the last, and never two duties."""

from collections.abc import Callable

import psycopg
import pytest

from models import actors, roles
from models.database import one, rows, run, transaction
from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from models.roles import Grant
from models.vocabulary import Stage
from tests.acts import NOBODY
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.models.test_concurrency import at_once
from tests.web.oversight import grant as given_by_launch
from tests.web.oversight import person_id

World = Callable[[Stage], SmallPeriod]


def give(nip: str, role: str, unit: str = "", by: str = HEAD, reason: str = "Mutasi") -> int:
    with transaction() as session:
        return roles.grant(session, Grant(role, nip, unit, reason), by=actors.person(session, by))


def take(number: int, by: str = HEAD, reason: str = "Mutasi") -> None:
    with transaction() as session:
        roles.revoke(session, number, by=actors.person(session, by), reason=reason)


def number_of(nip: str, role: str) -> int:
    with transaction() as session:
        found = one(
            session,
            "SELECT id FROM role_assignment WHERE person_id = %(person)s AND role = %(role)s",
            person=person_id(nip),
            role=role,
        )
    return int(found["id"]) if found else 0


def administrators() -> list[str]:
    with transaction() as session:
        return [
            row["nip"]
            for row in rows(
                session,
                "SELECT e.nip FROM role_assignment r JOIN person e ON e.id = r.person_id WHERE role = 'hr_admin' "
                "ORDER BY e.nip",
            )
        ]


def test_a_role_is_granted_and_revoked_on_record(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    number = give(f" {MEMBER[:8]} {MEMBER[8:]}", "unit_admin", AGENCY, reason="Menggantikan admin lama")
    with transaction() as session:
        shown = roles.held(session, number, by=actors.person(session, HEAD))
        assert (shown["unit"], shown["by_hand"], shown["reason"]) == (
            "Dinas Kesehatan",
            True,
            "Menggantikan admin lama",
        )
        assert roles.counts(session)["unit_admin"] == 1
    take(number, reason="Pindah tugas")
    with transaction() as session:
        events = rows(
            session,
            "SELECT a.event, a.actor_id, a.subject_id, a.unit_id, a.content ->> 'role' AS role, t.text "
            "FROM audit_event a JOIN audit_text t ON t.event_id = a.id WHERE a.event LIKE 'role.%%' ORDER BY a.id",
        )
        unit = one(session, "SELECT id FROM unit WHERE code = %(code)s", code=AGENCY)
    assert unit
    about = {"actor_id": person_id(HEAD), "subject_id": person_id(MEMBER), "unit_id": unit["id"], "role": "unit_admin"}
    assert events == [
        {"event": "role.granted", **about, "text": "Menggantikan admin lama"},
        {"event": "role.revoked", **about, "text": "Pindah tugas"},
    ]
    assert number_of(MEMBER, "unit_admin") == 0


#: name → (role, NIP, unit, who grants, reason, the class of the error, words of the message).
REFUSALS: dict[str, tuple[str, str, str, str, str, type[KinerjaError], str]] = {
    "without the role": ("auditor", MEMBER, "", DIVISION_HEAD, "x", NotAllowedError, "Only an HR"),
    "no such role": ("king", MEMBER, "", HEAD, "x", InvalidInputError, "Choose the role"),
    "nobody": ("auditor", "1" * 18, "", HEAD, "x", InvalidInputError, "Nobody has the NIP"),
    "an official": ("hr_admin", REGIONAL_HEAD, "", HEAD, "x", InvalidInputError, "Nobody has the NIP"),
    "to oneself": ("performance_team", HEAD, "", HEAD, "x", NotAllowedError, "to themselves"),
    "twice": ("performance_team", DIVISION_HEAD, "", HEAD, "x", ConflictError, "already"),
    "no reason": ("auditor", MEMBER, "", HEAD, " \n", InvalidInputError, "Say why"),
    "a unit's administrator of none": ("unit_admin", MEMBER, "", HEAD, "x", InvalidInputError, "Choose the unit"),
    "of a unit that is not": ("unit_admin", MEMBER, "NONE", HEAD, "x", InvalidInputError, "has the code NONE"),
    "an auditor of one unit": ("auditor", MEMBER, AGENCY, HEAD, "x", InvalidInputError, "no unit for this role"),
    "an auditor who administers a unit": ("unit_admin", OTHER_MEMBER, AGENCY, HEAD, "x", NotAllowedError, "an auditor"),
    "an auditor who administers all": ("hr_admin", OTHER_MEMBER, "", HEAD, "x", NotAllowedError, "an auditor"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_role_is_not_granted(fresh: World, name: str) -> None:
    fresh(Stage.COLLECTION)
    given_by_launch(OTHER_MEMBER, "auditor")
    role, nip, unit, by, reason, error, words = REFUSALS[name]
    with pytest.raises(error, match=words):
        give(nip, role, unit, by, reason)


def test_an_administrator_becomes_no_auditor(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    give(MEMBER, "unit_admin", AGENCY)
    with pytest.raises(NotAllowedError, match="is an administrator"):
        give(MEMBER, "auditor")


def test_what_a_launch_gave_together_stays(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    given_by_launch(MEMBER, "auditor")
    given_by_launch(MEMBER, "unit_admin", AGENCY)
    give(MEMBER, "performance_team")
    assert number_of(MEMBER, "auditor")
    assert number_of(MEMBER, "unit_admin")


def test_nobody_revokes_their_own_role_or_without_reason(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    give(MEMBER, "hr_admin")
    with pytest.raises(NotAllowedError, match="of their own"):
        take(number_of(MEMBER, "hr_admin"), by=MEMBER)
    with pytest.raises(InvalidInputError, match="Say why"):
        take(number_of(MEMBER, "hr_admin"), reason=" ")
    with pytest.raises(NotAllowedError, match="Only an HR"):
        take(number_of(MEMBER, "hr_admin"), by=OTHER_MEMBER)
    with pytest.raises(NotFoundError, match="any more"):
        take(NOBODY)


def test_the_last_hr_administrator_stays(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    with transaction() as session, pytest.raises(WrongStateError, match="last HR administrator"):
        roles.revoke(session, number_of(HEAD, "hr_admin"), by=actors.operator(), reason="x")
    give(MEMBER, "hr_admin")
    with transaction() as session:
        roles.revoke(session, number_of(HEAD, "hr_admin"), by=actors.operator(), reason="x")
    assert administrators() == [MEMBER]


def test_two_who_revoke_each_other_at_once_leave_one(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    give(MEMBER, "hr_admin")
    first, second = number_of(HEAD, "hr_admin"), number_of(MEMBER, "hr_admin")
    results = at_once([lambda: take(second, by=HEAD), lambda: take(first, by=MEMBER)])
    assert sum(isinstance(result, NotAllowedError) for result in results) == 1, results
    assert len(administrators()) == 1


def test_two_operators_at_once_leave_one(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    give(MEMBER, "hr_admin")

    def end(number: int) -> None:
        with transaction() as session:
            roles.revoke(session, number, by=actors.operator(), reason="x")

    both = [number_of(HEAD, "hr_admin"), number_of(MEMBER, "hr_admin")]
    results = at_once([lambda number=number: end(number) for number in both])
    assert sum(isinstance(result, WrongStateError) for result in results) == 1, results
    assert len(administrators()) == 1


def test_an_auditor_and_an_administrator_at_once_are_one(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    results = at_once([lambda: give(MEMBER, "auditor"), lambda: give(MEMBER, "hr_admin")])
    assert sum(isinstance(result, NotAllowedError) for result in results) == 1, results


def test_a_launch_that_has_not_ended_is_waited_for(fresh: World) -> None:
    """A launch takes roles from whoever its file does not name: a revocation counts only who is left then."""
    fresh(Stage.COLLECTION)
    give(MEMBER, "hr_admin")
    head = number_of(HEAD, "hr_admin")
    results: list[object] = []

    def end() -> None:
        with transaction() as session:
            roles.revoke(session, head, by=actors.operator(), reason="x")

    with transaction() as launching:
        run(launching, "DELETE FROM role_assignment WHERE id = %(id)s", id=number_of(MEMBER, "hr_admin"))
        results += at_once([lambda: _refused_while_waiting(head)])
    assert results == ["waits"]
    with pytest.raises(WrongStateError):
        end()


def _refused_while_waiting(number: int) -> str:
    try:
        with transaction() as session:
            run(session, "SET LOCAL lock_timeout = '300ms'")
            roles.revoke(session, number, by=actors.operator(), reason="x")
    except psycopg.errors.LockNotAvailable:
        return "waits"
    return "went on"


def test_only_hr_and_auditors_look_at_a_role(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    given_by_launch(OTHER_MEMBER, "auditor")
    number = number_of(HEAD, "hr_admin")
    with transaction() as session:
        assert roles.held(session, number, by=actors.person(session, OTHER_MEMBER))["name"]
        with pytest.raises(NotFoundError):
            roles.held(session, number, by=actors.person(session, MEMBER))
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied'") == {"n": 1}
