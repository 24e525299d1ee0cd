"""Reminding now: who owes what at each stage, one notice a day for each, and who may."""

from collections.abc import Callable
from typing import Any

import pytest

from models import actors, oversight, reminders
from models.actors import Actor
from models.database import one, rows, run, transaction
from models.errors import ConflictError, KinerjaError, NotAllowedError, WrongStateError
from models.vocabulary import Stage
from tests.acts import World as Acting
from tests.acts import report
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    PEOPLE,
    REGIONAL_HEAD,
    SmallPeriod,
)
from tests.models.test_concurrency import at_once, refusals
from tests.waived import waived
from tests.web.oversight import administer, grant

World = Callable[[Stage], SmallPeriod]


def owing(limit: int = 50) -> list[dict[str, Any]]:
    with transaction() as session:
        seen = oversight.period(session, "2026", by=actors.person(session, HEAD))
        place = oversight.unit(session, seen, AGENCY, by=actors.person(session, HEAD))
        return reminders.owing(session, seen.period["id"], place, limit=limit)


def owed() -> dict[str, list[tuple[str, int]]]:
    """What each person owes, by NIP (KDH: the regional head)."""
    return {row["nip"] or row["official_code"]: [(one["what"], one["count"]) for one in row["owed"]] for row in owing()}


def remind(by: Actor | None = None) -> int:
    with transaction() as session:
        hr = actors.person(session, HEAD)
        seen = oversight.period(session, "2026", by=hr)
        place = oversight.unit(session, seen, AGENCY, by=hr)
        return reminders.remind(session, seen.period["id"], place, by=by or hr)


def notices() -> list[dict[str, Any]]:
    with transaction() as session:
        return rows(
            session,
            "SELECT e.nip, n.content FROM notice n JOIN person e ON e.id = n.person_id WHERE n.kind = 'reminder' "
            "ORDER BY n.id",
        )


def test_a_plan_that_is_not_submitted_then_the_request_on_it(fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    assert owed() == {nip: [("plan", 1)] for nip in PEOPLE}
    period.submit_plan(HEAD)
    assert owed() == {
        REGIONAL_HEAD: [("plan_request", 1)],
        **{nip: [("plan", 1)] for nip in PEOPLE if nip != HEAD},
    }


def test_a_plan_that_came_back_is_owed_again(fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    with transaction() as session:
        Acting(session, period).returned(HEAD)
    assert owed()[HEAD] == [("plan", 1)]
    assert REGIONAL_HEAD not in owed()


def test_a_report_that_is_not_submitted(fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        report(Acting(session, period), MEMBER)
    assert owed() == {nip: [("report", 1)] for nip in PEOPLE if nip != MEMBER}


def test_ratings_and_the_predicate_of_the_unit(fresh: World) -> None:
    period = fresh(Stage.APPROVAL)
    with transaction() as session:
        Acting(session, period).queue()
    assert owed() == {
        REGIONAL_HEAD: [("evaluation_request", 1), ("organization_request", 1)],
        HEAD: [("evaluation_request", 1)],
        DIVISION_HEAD: [("evaluation_request", 2)],
    }


@pytest.mark.parametrize(
    ("stage", "severity", "owes"),
    [
        (Stage.QUALITY, "block", True),
        (Stage.QUALITY, "warn", True),
        (Stage.QUALITY, "info", False),
        (Stage.APPROVAL, "block", True),
        (Stage.APPROVAL, "warn", False),
        (Stage.COLLECTION, "block", False),
    ],
)
def test_data_to_mend(fresh: World, stage: Stage, severity: str, *, owes: bool) -> None:
    period = fresh(Stage.QUALITY)
    with transaction() as session:
        waived(session, period, "indicators", "1.1", "DQ-X99")
        run(
            session,
            "UPDATE finding SET owner_id = %(owner)s, severity = %(severity)s, waived_by = NULL, waived_reason = NULL, "
            "waived_until = NULL WHERE code = 'DQ-X99'",
            owner=period.actor(MEMBER).person_id,
            severity=severity,
        )
        run(session, "UPDATE period_unit SET position = %(position)s", position=stage.position)
    assert (("finding", 1) in owed().get(MEMBER, [])) is owes


def test_what_a_waiver_lets_stand_is_not_owed(fresh: World) -> None:
    period = fresh(Stage.QUALITY)
    with transaction() as session:
        waived(session, period, "indicators", "1.1", "DQ-X99")
        found = one(session, "SELECT bool_and(waived_until > now()) AS waived FROM finding WHERE code = 'DQ-X99'")
    assert found == {"waived": True}
    assert owed() == {}


def test_each_gets_one_notice_a_day_and_the_ledger_counts(fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    assert remind() == len(PEOPLE)
    assert sorted(row["nip"] for row in notices()) == sorted(PEOPLE)
    content = notices()[0]["content"]
    assert (content["period"], content["unit"], content["stage"]) == ("2026", "Dinas Kesehatan", "collection")
    assert [each["what"] for each in content["owed"]] == ["report"]
    assert content["owed"][0]["due_at"]
    assert all(row["told"] for row in owing())
    with pytest.raises(ConflictError, match="reminded today already"):
        remind()
    assert len(notices()) == len(PEOPLE)
    with transaction() as session:
        event = one(session, "SELECT content, unit_id, period_id FROM audit_event WHERE event = 'reminder.sent'")
    assert event
    assert event["content"] == {"stage": "collection", "owing": 4, "reminded": 4}
    assert event["period_id"] == period.id


def test_on_the_next_day_and_at_the_next_stage_they_are_reminded_again(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    remind()
    with transaction() as session:
        run(
            session,
            "UPDATE notice SET key = replace(key, (now() AT TIME ZONE 'Asia/Jakarta')::date::text, '2020-01-01')",
        )
    assert remind() == len(PEOPLE)
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = %(position)s", position=Stage.TARGET_SETTING.position)
        run(session, "UPDATE plan SET status = 'superseded'")
    assert remind() == len(PEOPLE)


def test_only_those_not_told_are_told_and_come_first(fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    remind()
    period.submit_plan(HEAD)
    found = owing(limit=2)
    assert (found[0]["official_code"], found[0]["told"], found[1]["told"]) == (REGIONAL_HEAD, False, True)
    assert (len(found), found[0]["total"], found[0]["to_tell"]) == (2, 4, 1)
    assert remind() == 1


def test_what_is_overdue_is_late(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    assert not any(row["late"] for row in owing())
    with transaction() as session:
        run(
            session,
            "INSERT INTO deadline (period_id, stage, due_at, reason) "
            "SELECT id, 'collection', now() - interval '1 d', '' FROM period",
        )
    assert all(row["late"] for row in owing())


def test_pressed_twice_at_once_everybody_gets_one(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    results = at_once([remind, remind, remind])
    assert len(refusals(results)) == 2
    assert len(notices()) == len(PEOPLE)


def test_in_a_closed_period_nobody_owes(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    with transaction() as session:
        run(session, "UPDATE period SET closed_at = now()")
    assert owed() == {}
    with pytest.raises(WrongStateError, match="Nobody owes anything"):
        remind()


@pytest.mark.parametrize(
    ("nip", "role", "unit", "error"),
    [
        (MEMBER, "unit_admin", AGENCY, None),
        (MEMBER, "unit_admin", "OTHER", NotAllowedError),
        (MEMBER, "auditor", "", NotAllowedError),
        (MEMBER, "", "", NotAllowedError),
    ],
)
def test_who_may(fresh: World, nip: str, role: str, unit: str, error: type[KinerjaError] | None) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('OTHER', 'Dinas Lain')")
    if unit:
        administer(nip, unit)
    elif role:
        grant(nip, role)
    if error:
        with pytest.raises(error):
            remind(period.actor(nip))
        assert notices() == []
    else:
        assert remind(period.actor(nip)) == len(PEOPLE)


def test_an_operator_may(fresh: World) -> None:
    fresh(Stage.COLLECTION)
    assert remind(actors.operator()) == len({*PEOPLE, OTHER_MEMBER})
