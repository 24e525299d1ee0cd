"""What people do in the small period, in one line each: for tables of acts that are refused, or that leave traces.

Belongs here: verbs called as a person would, by NIP. Does not: what must follow (the tests).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from models import (
    activity_log,
    actors,
    approval,
    collection,
    evidence,
    explanation,
    feedback,
    notification,
    objection,
    quality,
    scoring,
    target_setting,
)
from models.activity_log import log_input
from models.actors import Actor
from models.collection import RealizationInput
from models.database import one, run, transaction
from models.stage_records import Scope
from models.vocabulary import OrganizationPredicate, Rating, Stage
from tasks.approval import open_queue
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, REGIONAL_HEAD, SmallPeriod, decider, plan

GOOD = Rating.AS_EXPECTED
NOBODY = 10**9


@dataclass(frozen=True)
class World:
    """What a refused verb is given: the session, the period, and people found by NIP."""

    session: Session
    period: SmallPeriod

    def who(self, nip: str) -> Actor:
        return actors.person(self.session, nip)

    def segment(self, nip: str) -> int:
        return self.period.segments[nip]

    def request(self, kind: str, nip: str = "") -> int:
        """The newest request of a kind, of one person's segment if given."""
        found = one(
            self.session,
            "SELECT max(id) AS id FROM approval WHERE kind = %(kind)s AND (%(segment)s::bigint IS NULL "
            "OR segment_id = %(segment)s)",
            kind=kind,
            segment=self.period.segments.get(nip),
        )
        assert found
        assert found["id"], f"no {kind} request in this world"
        return int(found["id"])

    def submitted(self, nip: str) -> int:
        """A plan of `nip` is drafted and submitted; the request on it."""
        target_setting.draft(self.session, self.segment(nip), plan("S1"), by=self.who(nip))
        target_setting.submit(self.session, self.segment(nip), by=self.who(nip))
        return self.request("plan", nip)

    def approved(self, nip: str) -> int:
        request = self.submitted(nip)
        target_setting.approve(self.session, request, by=decider(self.session, request))
        return request

    def returned(self, nip: str) -> int:
        request = self.submitted(nip)
        target_setting.send_back(self.session, request, by=decider(self.session, request), reason="x")
        return request

    def queue(self) -> None:
        """The rater's queue is opened, as the stage does it."""
        place = one(self.session, "SELECT period_id, unit_id FROM period_unit")
        assert place
        with pytest.MonkeyPatch.context() as unjudged:
            # What this transaction wrote is not committed: the engine, on its own connection, would not see it.
            unjudged.setattr("tasks.approval.check_corrections", lambda *_scope: {})
            open_queue(self.session, Scope(place["period_id"], place["unit_id"], Stage.APPROVAL, 0, "", None))

    def evaluation(self, nip: str = MEMBER) -> int:
        self.queue()
        return self.request("evaluation", nip)

    def filed(self, nip: str = MEMBER) -> int:
        objection.file(self.session, self.segment(nip), by=self.who(nip), statement="Data keliru")
        return self.request("objection", nip)

    def objected(self, nip: str = MEMBER) -> int:
        """An objection of `nip`, whose rater has answered: both sides are heard."""
        request = self.filed(nip)
        objection.answer(self.session, self.objection(), by=self.who(DIVISION_HEAD), statement="Sudah lengkap")
        return request

    def objection(self) -> int:
        """The newest objection."""
        found = one(self.session, "SELECT max(id) AS id FROM objection")
        assert found
        return int(found["id"])

    def overdue(self, stage: Stage) -> None:
        """The stage's deadline is set to yesterday, for everybody."""
        run(
            self.session,
            "INSERT INTO deadline (period_id, stage, due_at, reason) SELECT id, %(stage)s, now() - interval '1 d', '' "
            "FROM period",
            stage=str(stage),
        )

    def rated(self, nip: str = MEMBER) -> int:
        request = self.evaluation(nip)
        approval.rate(self.session, request, by=decider(self.session, request), work=GOOD, behavior=GOOD)
        return request


Act = Callable[[World], Any]


def is_refused(period: SmallPeriod, act: Act, error: type[Exception], words: str) -> None:
    """The act, in a transaction of its own, raises exactly this kind of error, and the words are in what it says."""
    with pytest.raises(error) as refused, transaction() as session:
        act(World(session, period))
    assert type(refused.value) is error
    assert words in str(refused.value)


def months(*values: str, month: int = 1, indicator: int = 1) -> list[RealizationInput]:
    year = datetime.now(UTC).year
    return [
        RealizationInput(work_result=1, indicator=indicator, month=date(year, month, 1), value=Decimal(value))
        for value in values
    ]


def draft(w: World, nip: str, by: str | None = None, results: Any = None) -> int:
    return target_setting.draft(w.session, w.segment(nip), results or plan("S1"), by=w.who(by or nip))


def submit(w: World, nip: str, by: str | None = None) -> int:
    return target_setting.submit(w.session, w.segment(nip), by=w.who(by or nip))


def approve(w: World, request: int, by: str, seen: str | None = None) -> None:
    target_setting.approve(w.session, request, by=w.who(by), seen=seen)


def send_back(w: World, request: int, by: str, reason: str = "perbaiki") -> None:
    target_setting.send_back(w.session, request, by=w.who(by), reason=reason)


def fix(w: World, nip: str, by: str = DIVISION_HEAD, reason: str = "terlambat", results: Any = None) -> int:
    return target_setting.fix(w.session, w.segment(nip), results or plan("S1"), by=w.who(by), reason=reason)


def rate(w: World, request: int, by: str = DIVISION_HEAD, work: Rating | None = GOOD, seen: str | None = None) -> None:
    approval.rate(w.session, request, by=w.who(by), work=work, behavior=GOOD, seen=seen)


def return_report(w: World, request: int, by: str = DIVISION_HEAD, reason: str = "periksa") -> None:
    approval.send_back(w.session, request, by=w.who(by), reason=reason)


def set_predicate(w: World, request: int, by: str = REGIONAL_HEAD) -> None:
    approval.set_organization_predicate(w.session, request, by=w.who(by), predicate=OrganizationPredicate.GOOD)


def realize(w: World, nip: str, entries: list[RealizationInput], by: str | None = None) -> None:
    collection.record_realizations(w.session, w.segment(nip), entries, by=w.who(by or nip))


def report(w: World, nip: str, by: str | None = None) -> None:
    collection.submit_report(w.session, w.segment(nip), by=w.who(by or nip))


def waive(w: World, finding: int, by: str = HEAD, reason: str = "x", days: int = 5) -> None:
    quality.waive(w.session, finding, by=w.who(by), reason=reason, until=datetime.now(UTC) + timedelta(days=days))


def justify(w: World, request: int, by: str = REGIONAL_HEAD, reason: str = "x") -> None:
    scoring.justify(w.session, request, by=w.who(by), reason=reason)


def file(w: World, nip: str, by: str | None = None, statement: str = "keliru") -> None:
    objection.file(w.session, w.segment(nip), by=w.who(by or nip), statement=statement)


def answer(w: World, by: str, statement: str = "benar") -> None:
    w.filed()
    objection.answer(w.session, w.objection(), by=w.who(by), statement=statement)


def decide(w: World, request: int, by: str = HEAD, reason: str = "x", **ratings: Rating) -> None:
    objection.decide(w.session, request, by=w.who(by), reason=reason, **ratings)


def twice(act: Callable[[], Any]) -> None:
    act()
    act()


def accept(w: World, nip: str, by: str | None = None) -> None:
    notification.accept(w.session, w.segment(nip), by=w.who(by or nip))


def first_day() -> date:
    """The first day of the period's year, on which everybody serves."""
    return date(datetime.now(UTC).year, 1, 1)


def log(w: World, nip: str, by: str | None = None, **changes: Any) -> int:
    """An entry of the daily log of `nip`, on the first day of the year."""
    values = {
        "day": first_day(),
        "starts": "08:00",
        "ends": "09:30",
        "description": "Rapat",
        "work_result": 1,
    } | changes
    return activity_log.record(w.session, w.segment(nip), log_input(values), by=w.who(by or nip))


def judge_logs(w: World, *logs: int, by: str = DIVISION_HEAD, outcome: str = "validated", reason: str = "") -> int:
    return activity_log.decide(w.session, logs, by=w.who(by), outcome=outcome, reason=reason)


def link(w: World, nip: str, by: str | None = None, **changes: Any) -> int:
    values: dict[str, Any] = {"work_result": 1, "indicator": 1, "month": first_day(), "address": "https://a.example/b"}
    return evidence.attach_link(w.session, w.segment(nip), by=w.who(by or nip), **values | changes)


def tell(w: World, nip: str, by: str, **changes: Any) -> int:
    values: dict[str, Any] = {"kind": "appreciation", "words": "Sigap membantu warga"}
    return feedback.give(w.session, to_segment=w.segment(nip), by=w.who(by), **values | changes)


def explain(w: World, nip: str, by: str | None = None, **changes: Any) -> int:
    values: dict[str, Any] = {
        "work_result": 1,
        "indicator": 1,
        "cause": "LATE_BUDGET",
        "words": "Anggaran baru cair di bulan Oktober.",
    }
    return explanation.explain(w.session, w.segment(nip), by=w.who(by or nip), **values | changes)
