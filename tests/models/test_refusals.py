"""Every verb x every wrong state, wrong actor, missing reason and stale content: the right error, nothing written.

One row of REFUSALS is one refusal. The fixture `standing` checks after each that no table has changed by a byte.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from models import actors, approval, briefing, notification, objection, target_setting
from models.actors import SYSTEM
from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from models.plan_content import WorkResultInput
from models.vocabulary import Stage
from tests.acts import (
    GOOD,
    NOBODY,
    Act,
    accept,
    answer,
    approve,
    decide,
    draft,
    file,
    fix,
    is_refused,
    justify,
    months,
    rate,
    realize,
    report,
    return_report,
    send_back,
    set_predicate,
    submit,
    twice,
    waive,
)
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod, plan

T, C, Q, A, S, O = (  # noqa: E741
    Stage.TARGET_SETTING,
    Stage.COLLECTION,
    Stage.QUALITY,
    Stage.APPROVAL,
    Stage.SCORING,
    Stage.OBJECTION,
)
INVALID, MISSING, FORBIDDEN, STATE, CONFLICT = (
    InvalidInputError,
    NotFoundError,
    NotAllowedError,
    WrongStateError,
    ConflictError,
)


def unmeasured() -> list[WorkResultInput]:
    """A plan whose indicator says nothing of where its data come from."""
    result = plan("S1")[0]
    return [result.model_copy(update={"indicators": [result.indicators[0].model_copy(update={"data_source": ""})]})]


#: name → (stage at which the unit stands, the act, the class of its error, words of the message).
REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    # briefing
    "acknowledge for another": (
        Stage.BRIEFING,
        lambda w: briefing.acknowledge(w.session, w.segment(MEMBER), by=w.who(HEAD)),
        MISSING,
        "no such appraisal of yours",
    ),
    "acknowledge nothing": (
        Stage.BRIEFING,
        lambda w: briefing.acknowledge(w.session, NOBODY, by=w.who(HEAD)),
        MISSING,
        "no such appraisal of yours",
    ),
    # target setting: draft and submit
    "draft before the stage": (Stage.BRIEFING, lambda w: draft(w, HEAD), STATE, "at briefing"),
    "draft after the stage": (C, lambda w: draft(w, HEAD), STATE, "at collection"),
    "draft another's": (T, lambda w: draft(w, MEMBER, by=DIVISION_HEAD), MISSING, "of yours"),
    "draft by the system": (
        T,
        lambda w: target_setting.draft(w.session, w.segment(HEAD), plan("S1"), by=SYSTEM),
        MISSING,
        "of yours",
    ),
    "draft while it waits": (T, lambda w: (w.submitted(HEAD), draft(w, HEAD)), STATE, "is submitted"),
    "draft when approved": (T, lambda w: (w.approved(HEAD), draft(w, HEAD)), STATE, "is approved"),
    "draft that supports nothing known": (T, lambda w: draft(w, HEAD, results=plan("S9")), INVALID, "S9"),
    "draft that supports the superior's number": (T, lambda w: draft(w, MEMBER, results=plan("1")), STATE, "DQ-H04"),
    "draft with a number twice": (T, lambda w: draft(w, HEAD, results=plan("S1") * 2), INVALID, "used twice"),
    "submit before the stage": (Stage.BRIEFING, lambda w: submit(w, HEAD), STATE, "at briefing"),
    "submit after the stage": (C, lambda w: submit(w, HEAD), STATE, "at collection"),
    "submit another's": (T, lambda w: submit(w, MEMBER, by=HEAD), MISSING, "of yours"),
    "submit nothing": (T, lambda w: submit(w, HEAD), STATE, "no draft to submit"),
    "submit twice": (T, lambda w: (w.submitted(HEAD), submit(w, HEAD)), STATE, "is submitted"),
    "submit what was returned": (T, lambda w: (w.returned(HEAD), submit(w, HEAD)), STATE, "is returned"),
    "submit before the rater": (
        T,
        lambda w: (draft(w, DIVISION_HEAD), submit(w, DIVISION_HEAD)),
        STATE,
        "no approved plan yet",
    ),
    "submit two levels below": (
        T,
        lambda w: (w.approved(HEAD), draft(w, MEMBER), submit(w, MEMBER)),
        STATE,
        "no approved plan yet",
    ),
    "submit a target of zero": (
        T,
        lambda w: (draft(w, HEAD, results=plan("S1", "0")), submit(w, HEAD)),
        INVALID,
        "DQ-I01",
    ),
    "submit without an indicator": (
        T,
        lambda w: (draft(w, HEAD, results=[plan("S1")[0].model_copy(update={"indicators": []})]), submit(w, HEAD)),
        INVALID,
        "indicator",
    ),
    "submit without a data source": (
        T,
        lambda w: (draft(w, HEAD, results=unmeasured()), submit(w, HEAD)),
        INVALID,
        "data source (DQ-S04)",
    ),
    # target setting: decisions
    "approve nothing": (T, lambda w: approve(w, NOBODY, HEAD), MISSING, "no plan request"),
    "approve one's own": (T, lambda w: approve(w, w.submitted(HEAD), HEAD), FORBIDDEN, "Sri Rejeki"),
    "approve as a bystander": (T, lambda w: approve(w, w.submitted(HEAD), MEMBER), FORBIDDEN, "not for you"),
    "approve as the system": (
        T,
        lambda w: target_setting.approve(w.session, w.submitted(HEAD), by=SYSTEM),
        FORBIDDEN,
        "not for you",
    ),
    "approve as an operator": (
        T,
        lambda w: target_setting.approve(w.session, w.submitted(HEAD), by=actors.operator()),
        FORBIDDEN,
        "not for you",
    ),
    "approve changed content": (
        T,
        lambda w: approve(w, w.submitted(HEAD), REGIONAL_HEAD, seen="0" * 64),
        CONFLICT,
        "Review it again",
    ),
    "approve twice": (T, lambda w: approve(w, w.approved(HEAD), REGIONAL_HEAD), CONFLICT, "Already decided"),
    "approve what was returned": (T, lambda w: approve(w, w.returned(HEAD), REGIONAL_HEAD), CONFLICT, "returned"),
    "approve as another kind": (
        T,
        lambda w: approval.rate(w.session, w.submitted(HEAD), by=w.who(REGIONAL_HEAD), work=None, behavior=GOOD),
        MISSING,
        "no evaluation request",
    ),
    "approve after the stage": (C, lambda w: approve(w, w.request("plan", HEAD), REGIONAL_HEAD), CONFLICT, "Already"),
    "return without a reason": (
        T,
        lambda w: send_back(w, w.submitted(HEAD), REGIONAL_HEAD, reason=" "),
        INVALID,
        "what should change",
    ),
    "return as a bystander": (T, lambda w: send_back(w, w.submitted(HEAD), HEAD), FORBIDDEN, "not for you"),
    "return twice": (T, lambda w: send_back(w, w.returned(HEAD), REGIONAL_HEAD), CONFLICT, "Already decided"),
    # target setting: fixing
    "fix before the deadline": (T, lambda w: fix(w, MEMBER), STATE, "deadline has not passed"),
    "fix without the role": (T, lambda w: fix(w, MEMBER, by=HEAD), FORBIDDEN, "performance team"),
    "fix one's own": (T, lambda w: (w.overdue(T), fix(w, DIVISION_HEAD)), FORBIDDEN, "their own plan"),
    "fix without a reason": (T, lambda w: (w.overdue(T), fix(w, MEMBER, reason=" ")), INVALID, "why the plan is fixed"),
    "fix what cannot be judged": (
        T,
        lambda w: (w.overdue(T), fix(w, MEMBER, results=plan("S1", "0"))),
        INVALID,
        "DQ-I01",
    ),
    "fix what was just approved": (
        T,
        lambda w: (w.overdue(T), w.approved(HEAD), fix(w, HEAD)),
        STATE,
        "approved already",
    ),
    "decide what was fixed": (
        T,
        lambda w: (w.overdue(T), (r := w.submitted(HEAD)), fix(w, HEAD), approve(w, r, REGIONAL_HEAD)),
        CONFLICT,
        "withdrawn",
    ),
    "fix after the stage": (C, lambda w: fix(w, MEMBER), STATE, "no plan to fix"),
    "fix nothing": (
        T,
        lambda w: target_setting.fix(w.session, NOBODY, plan("S1"), by=w.who(DIVISION_HEAD), reason="x"),
        STATE,
        "no plan to fix",
    ),
    # collection
    "realize before the stage": (T, lambda w: realize(w, MEMBER, months("1")), STATE, "at target setting"),
    "realize after approval": (S, lambda w: realize(w, MEMBER, months("1")), STATE, "at scoring"),
    "realize another's": (C, lambda w: realize(w, MEMBER, months("1"), by=DIVISION_HEAD), MISSING, "of yours"),
    "realize an unknown indicator": (
        C,
        lambda w: realize(w, MEMBER, months("1", indicator=2)),
        INVALID,
        "no indicator 2 in work result 1",
    ),
    "realize a month of another year": (
        C,
        lambda w: realize(w, MEMBER, [entry.model_copy(update={"month": date(1999, 1, 1)}) for entry in months("1")]),
        INVALID,
        "January 1999 lies outside your segment",
    ),
    "realize a month twice": (C, lambda w: realize(w, MEMBER, months("1", "2")), INVALID, "two values for one month"),
    "realize after being rated": (A, lambda w: (w.rated(), realize(w, MEMBER, months("1"))), STATE, "rated"),
    "report before the stage": (T, lambda w: report(w, MEMBER), STATE, "at target setting"),
    "report another's": (C, lambda w: report(w, MEMBER, by=HEAD), MISSING, "of yours"),
    "report after being rated": (A, lambda w: (w.rated(), report(w, MEMBER)), STATE, "rated"),
    "report after approval": (S, lambda w: report(w, MEMBER), STATE, "at scoring"),
    # quality
    "waive nothing": (Q, lambda w: waive(w, NOBODY), MISSING, "no finding"),
    "waive without a reason": (Q, lambda w: waive(w, NOBODY, reason=""), INVALID, "why the finding may stand"),
    # approval
    "rate nothing": (A, lambda w: rate(w, NOBODY), MISSING, "no evaluation request"),
    "rate oneself": (A, lambda w: rate(w, w.evaluation(), by=MEMBER), FORBIDDEN, "not for you"),
    "rate as the rater's superior": (A, lambda w: rate(w, w.evaluation(), by=HEAD), FORBIDDEN, "not for you"),
    "rate without work": (A, lambda w: rate(w, w.evaluation(), work=None), INVALID, "Both ratings"),
    "rate the head's work": (A, lambda w: rate(w, w.evaluation(HEAD), by=REGIONAL_HEAD), INVALID, "behavior only"),
    "rate twice": (A, lambda w: twice(partial(rate, w, w.evaluation())), CONFLICT, "Already decided (rated)"),
    "rate changed content": (A, lambda w: rate(w, w.evaluation(), seen="x"), CONFLICT, "Review it again"),
    "rate what changed since the report": (
        A,
        lambda w: (r := w.evaluation(), realize(w, MEMBER, months("7")), rate(w, r)),
        CONFLICT,
        "changed since",
    ),
    "rate an older report": (
        A,
        lambda w: (r := w.evaluation(), realize(w, MEMBER, months("1")), report(w, MEMBER), rate(w, r)),
        CONFLICT,
        "withdrawn",
    ),
    "rate after the stage": (S, lambda w: rate(w, w.request("evaluation", MEMBER)), CONFLICT, "Already decided"),
    "return a report without a reason": (
        A,
        lambda w: return_report(w, w.evaluation(), reason=""),
        INVALID,
        "what should be corrected",
    ),
    "return a report of one's own": (A, lambda w: return_report(w, w.evaluation(), by=MEMBER), FORBIDDEN, "not for"),
    "return a report after rating": (A, lambda w: return_report(w, w.rated()), CONFLICT, "Already decided"),
    "set the predicate of one's own agency": (
        A,
        lambda w: (w.queue(), set_predicate(w, w.request("organization"), by=HEAD)),
        FORBIDDEN,
        "Sri Rejeki",
    ),
    "set the predicate twice": (
        A,
        lambda w: (w.queue(), twice(lambda: set_predicate(w, w.request("organization")))),
        CONFLICT,
        "Already decided (set)",
    ),
    # scoring
    "justify without a reason": (S, lambda w: justify(w, NOBODY, reason=" "), INVALID, "Write the justification"),
    "justify nothing": (S, lambda w: justify(w, NOBODY), MISSING, "no distribution request"),
    # notification
    "read before publication": (
        S,
        lambda w: notification.read(w.session, w.segment(MEMBER), by=w.who(MEMBER)),
        MISSING,
        "No result of yours",
    ),
    "read another's": (
        O,
        lambda w: notification.read(w.session, w.segment(MEMBER), by=w.who(DIVISION_HEAD)),
        MISSING,
        "No result of yours",
    ),
    "accept another's": (O, lambda w: accept(w, MEMBER, by=HEAD), MISSING, "No result of yours"),
    "accept twice": (O, lambda w: twice(lambda: accept(w, MEMBER)), STATE, "already accepted or objected"),
    "accept after objecting": (O, lambda w: (file(w, MEMBER), accept(w, MEMBER)), STATE, "already accepted"),
    # objection
    "object before publication": (S, lambda w: file(w, MEMBER), MISSING, "No result of yours"),
    "object for another": (O, lambda w: file(w, MEMBER, by=OTHER_MEMBER), MISSING, "No result of yours"),
    "object without reasons": (O, lambda w: file(w, MEMBER, statement=" "), INVALID, "what you object to"),
    "object twice": (O, lambda w: twice(lambda: file(w, MEMBER)), CONFLICT, "already accepted or objected"),
    "object after accepting": (O, lambda w: (accept(w, MEMBER), file(w, MEMBER)), CONFLICT, "already accepted"),
    "object to the regional head": (O, lambda w: file(w, HEAD), STATE, "in writing to BKPSDM"),
    "object after the period": (Stage.CLOSING, lambda w: file(w, MEMBER), CONFLICT, "already accepted"),
    "answer as a bystander": (O, lambda w: answer(w, HEAD), MISSING, "no unanswered objection"),
    "answer nothing": (O, lambda w: answer(w, DIVISION_HEAD, statement=""), INVALID, "Write your answer"),
    "answer twice": (
        O,
        lambda w: (
            answer(w, DIVISION_HEAD),
            objection.answer(w.session, w.objection(), by=w.who(DIVISION_HEAD), statement="lagi"),
        ),
        MISSING,
        "no unanswered objection",
    ),
    "decide as the rater": (O, lambda w: decide(w, w.objected(), by=DIVISION_HEAD), FORBIDDEN, "rater's superior"),
    "decide one's own": (O, lambda w: decide(w, w.objected(), by=MEMBER), FORBIDDEN, "rater's superior"),
    "decide as a bystander": (O, lambda w: decide(w, w.objected(), by=REGIONAL_HEAD), FORBIDDEN, "not for you"),
    "decide before the rater is heard": (O, lambda w: decide(w, w.filed()), STATE, "not answered yet and has until"),
    "decide without reasons": (O, lambda w: decide(w, w.objected(), reason=""), INVALID, "Give the reasons"),
    "decide one rating of two": (O, lambda w: decide(w, w.objected(), behavior=GOOD), INVALID, "Set both new ratings"),
    "decide the other of two": (O, lambda w: decide(w, w.objected(), work=GOOD), INVALID, "Set both new ratings"),
    "decide twice": (O, lambda w: twice(partial(decide, w, w.objected())), CONFLICT, "Already decided (upheld)"),
    "decide nothing": (O, lambda w: decide(w, NOBODY), MISSING, "no objection request"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_act_says_why_and_writes_nothing(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, *refusal = REFUSALS[name]
    is_refused(standing(stage), *refusal)
