"""Every verb that is allowed leaves its traces in one transaction: the event, the notices, the wake, the rows.

One row of TRACES is one act. Nothing is kept: each runs in a transaction that is rolled back.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from models import briefing, evidence, notification
from models.database import rows
from models.vocabulary import Stage
from tests.acts import (
    Act,
    World,
    accept,
    answer,
    approve,
    decide,
    draft,
    explain,
    file,
    fix,
    judge_logs,
    link,
    log,
    months,
    rate,
    realize,
    report,
    return_report,
    send_back,
    set_predicate,
    submit,
    tell,
)
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.worlds import trial

T, C, A, O = Stage.TARGET_SETTING, Stage.COLLECTION, Stage.APPROVAL, Stage.OBJECTION  # noqa: E741

#: name → (stage, the act, who did it, its newest event, the new notices as "kind to person", whether it woke the unit).
TRACES: dict[str, tuple[Stage, Act, str, str, set[str], bool]] = {
    "acknowledge": (
        Stage.BRIEFING,
        lambda w: briefing.acknowledge(w.session, w.segment(MEMBER), by=w.who(MEMBER)),
        MEMBER,
        "announcement.acknowledged",
        set(),
        False,
    ),
    "draft": (T, lambda w: draft(w, HEAD), HEAD, "plan.drafted", set(), False),
    "submit": (
        T,
        lambda w: (draft(w, HEAD), submit(w, HEAD)),
        HEAD,
        "plan.submitted",
        {f"approval_pending to {REGIONAL_HEAD}"},
        False,
    ),
    "approve": (
        T,
        lambda w: w.approved(HEAD),
        REGIONAL_HEAD,
        "plan.approved",
        {
            f"approval_pending to {REGIONAL_HEAD}",
            f"plan_approved to {HEAD}",
            f"plan_can_be_submitted to {DIVISION_HEAD}",
        },
        True,
    ),
    "return": (
        T,
        lambda w: send_back(w, w.submitted(HEAD), REGIONAL_HEAD),
        REGIONAL_HEAD,
        "plan.returned",
        {f"approval_pending to {REGIONAL_HEAD}", f"plan_returned to {HEAD}"},
        True,
    ),
    "approve after a return": (
        T,
        lambda w: (w.returned(HEAD), approve(w, w.submitted(HEAD), REGIONAL_HEAD)),
        REGIONAL_HEAD,
        "plan.approved",
        {
            f"approval_pending to {REGIONAL_HEAD}",
            f"plan_returned to {HEAD}",
            f"plan_approved to {HEAD}",
            f"plan_can_be_submitted to {DIVISION_HEAD}",
        },
        True,
    ),
    "fix": (
        T,
        lambda w: (w.overdue(T), fix(w, MEMBER)),
        DIVISION_HEAD,
        "plan.fixed",
        {f"plan_fixed to {MEMBER}", f"plan_fixed to {DIVISION_HEAD}"},
        True,
    ),
    "realize": (C, lambda w: realize(w, MEMBER, months("5")), MEMBER, "realization.recorded", set(), False),
    "report": (C, lambda w: report(w, MEMBER), MEMBER, "report.submitted", set(), True),
    "log": (C, lambda w: log(w, MEMBER), MEMBER, "log.recorded", set(), False),
    "validate a log": (C, lambda w: judge_logs(w, log(w, MEMBER)), DIVISION_HEAD, "log.decided", set(), False),
    "reject a log": (
        C,
        lambda w: judge_logs(w, log(w, MEMBER), outcome="rejected", reason="Jam keliru"),
        DIVISION_HEAD,
        "log.decided",
        {f"log_rejected to {MEMBER}"},
        False,
    ),
    "attach evidence": (C, lambda w: link(w, MEMBER), MEMBER, "evidence.attached", set(), False),
    "attach evidence late": (A, lambda w: link(w, MEMBER), MEMBER, "evidence.attached", set(), True),
    "withdraw evidence": (
        A,
        lambda w: evidence.withdraw(w.session, link(w, MEMBER), by=w.who(MEMBER)),
        MEMBER,
        "evidence.withdrawn",
        set(),
        True,
    ),
    "give feedback": (
        C,
        lambda w: tell(w, MEMBER, OTHER_MEMBER),
        OTHER_MEMBER,
        "feedback.given",
        {f"feedback_given to {MEMBER}"},
        False,
    ),
    "explain": (C, lambda w: explain(w, MEMBER), MEMBER, "shortfall.explained", set(), False),
    "explain late": (A, lambda w: explain(w, MEMBER), MEMBER, "shortfall.explained", set(), True),
    "rate": (A, lambda w: w.rated(), DIVISION_HEAD, "evaluation.rated", set(), True),
    "rate the head": (
        A,
        lambda w: rate(w, w.evaluation(HEAD), by=REGIONAL_HEAD, work=None),
        REGIONAL_HEAD,
        "evaluation.rated",
        set(),
        True,
    ),
    "return a report": (
        A,
        lambda w: return_report(w, w.evaluation()),
        DIVISION_HEAD,
        "evaluation.returned",
        {f"realizations_returned to {MEMBER}"},
        True,
    ),
    "set the predicate": (
        A,
        lambda w: (w.queue(), set_predicate(w, w.request("organization"))),
        REGIONAL_HEAD,
        "organization.set",
        set(),
        True,
    ),
    "read": (
        O,
        lambda w: notification.read(w.session, w.segment(MEMBER), by=w.who(MEMBER)),
        MEMBER,
        "result.delivered",
        set(),
        False,
    ),
    "accept": (O, lambda w: accept(w, MEMBER), MEMBER, "result.accepted", set(), True),
    "object": (
        O,
        lambda w: file(w, MEMBER),
        MEMBER,
        "objection.filed",
        {f"objection_to_answer to {DIVISION_HEAD}", f"approval_pending to {HEAD}"},
        False,
    ),
    "answer": (
        O,
        lambda w: answer(w, DIVISION_HEAD),
        DIVISION_HEAD,
        "objection.answered",
        {
            f"objection_to_answer to {DIVISION_HEAD}",
            f"approval_pending to {HEAD}",
            f"objection_answered to {HEAD}",
        },
        False,
    ),
    "decide": (
        O,
        lambda w: decide(w, w.objected(OTHER_MEMBER)),
        HEAD,
        "objection.upheld",
        {
            f"objection_to_answer to {DIVISION_HEAD}",
            f"approval_pending to {HEAD}",
            f"objection_answered to {HEAD}",
            f"objection_decided to {OTHER_MEMBER}",
            f"objection_decided to {DIVISION_HEAD}",
        },
        True,
    ),
}

_NOTICES = """
SELECT n.kind || ' to ' || coalesce(p.nip, p.official_code) AS said FROM notice n JOIN person p ON p.id = n.person_id
 WHERE n.kind <> 'queue_open'
"""
_EVENT = """
SELECT event, actor_kind, coalesce(p.nip, p.official_code) AS who, period_id, unit_id, text_digest, occurred_at
  FROM audit_event e LEFT JOIN person p ON p.id = e.actor_id ORDER BY e.id DESC LIMIT 1
"""


@pytest.mark.parametrize("name", TRACES)
def test_an_allowed_act_leaves_its_event_notices_and_wake(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, act, who, event, notices, wakes = TRACES[name]
    period = standing(stage)
    with trial() as session:
        told = {row["said"] for row in rows(session, _NOTICES)}
        woken = len(rows(session, "SELECT id FROM wake"))
        act(World(session, period))
        newest = rows(session, _EVENT)[0]
        assert (newest["event"], newest["actor_kind"], newest["who"]) == (event, "person", who)
        assert newest["period_id"] == period.id
        assert newest["unit_id"] is not None
        assert newest["occurred_at"] <= datetime.now(UTC)
        assert {row["said"] for row in rows(session, _NOTICES)} - told == notices - told
        assert (len(rows(session, "SELECT id FROM wake")) > woken) == wakes


def test_the_second_acknowledgement_changes_nothing(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(Stage.BRIEFING)
    with trial() as session:
        for _ in range(2):
            briefing.acknowledge(session, period.segments[MEMBER], by=World(session, period).who(MEMBER))
        assert len(rows(session, "SELECT FROM acknowledgement")) == 1
        assert len(rows(session, "SELECT FROM audit_event WHERE event = 'announcement.acknowledged'")) == 1


def test_words_people_wrote_are_kept_apart_from_their_salted_digest(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(T)
    with trial() as session:
        w = World(session, period)
        send_back(w, w.submitted(HEAD), REGIONAL_HEAD, reason="Target terlalu rendah")
        event = rows(
            session,
            "SELECT content::text AS content, t.text, encode(sha256(t.salt || t.text::bytea), 'hex') = e.text_digest "
            "AS fits FROM audit_event e JOIN audit_text t ON t.event_id = e.id ORDER BY e.id DESC LIMIT 1",
        )[0]
    assert event["text"] == "Target terlalu rendah"
    assert event["fits"]
    assert "rendah" not in event["content"]
