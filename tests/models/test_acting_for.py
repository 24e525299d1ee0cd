"""Acting for somebody: both are on record, four eyes stay four eyes, and a deputy does nothing else in another's name.

faults.md L5: self-approval; approving twice as acting and as named supervisor; SPEC §2.6, §2.7.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations, product

import pytest

from models import (
    access,
    acting_for,
    approval,
    coaching,
    delegation,
    feedback,
    inbox,
    log_decisions,
    objection,
    scoring,
    target_setting,
    trace,
    waiting,
)
from models.actors import Actor, operator
from models.coaching import Talk
from models.database import one, rows, run, transaction
from models.errors import KinerjaError, NotAllowedError, NotFoundError
from models.vocabulary import OrganizationPredicate, Rating, Stage
from tests.acts import World, draft, log
from tests.delegations import DECREE, delegate, deputy_of, stored, today
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    PEOPLE,
    REGIONAL_HEAD,
    SmallPeriod,
    plan,
)
from tests.models.test_concurrency import at_once
from tests.web.oversight import person_id
from tests.worlds import trial

Enter = Callable[[Stage], SmallPeriod]
GOOD = Rating.AS_EXPECTED


def world(session: object, period: SmallPeriod) -> World:
    return World(session, period)  # type: ignore[arg-type]


def plans_of_superiors(w: World) -> None:
    w.approved(HEAD)
    w.approved(DIVISION_HEAD)


def test_a_plan_is_approved_for_another_and_both_are_on_record(standing: Enter) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        w = world(session, period)
        plans_of_superiors(w)
        request = w.submitted(MEMBER)
        number = delegate(session, DIVISION_HEAD, OTHER_MEMBER)
        by = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        assert [row["id"] for row in inbox.waiting(session, asked=by.seat, deputy=by.person_id)] == [request]
        target_setting.approve(session, request, by=by)
        shown = access.request(session, request, by=by)
        assert (shown["decided_by"], shown["acting_for"], shown["acting_as"], shown["decree"]) == (
            "Pegawai 4", "Pegawai 2", "plt", DECREE,
        )  # fmt: skip
        event = one(session, "SELECT * FROM audit_event WHERE event = 'plan.approved' ORDER BY id DESC LIMIT 1")
        assert event
        assert (event["actor_id"], event["acting_for_id"]) == (by.person_id, by.acting_for)
        assert event["content"]["delegation"] == number
        for whose in (DIVISION_HEAD, OTHER_MEMBER, MEMBER):
            assert event["id"] in {each["id"] for each in trace.trace(session, "person", whose, by=operator())}, whose


def test_a_request_about_the_deputy_is_not_theirs_in_any_way(standing: Enter) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        w = world(session, period)
        plans_of_superiors(w)
        request = w.submitted(MEMBER)
        delegate(session, DIVISION_HEAD, MEMBER)
        by = deputy_of(session, DIVISION_HEAD, MEMBER)
        assert inbox.waiting(session, asked=by.seat, deputy=by.person_id) == []
        assert waiting.requests(session, by.seat or 0, deputy=by.person_id) == []
        assert waiting.requests(session, by.seat or 0) != []
        with pytest.raises(NotAllowedError, match="nobody decides about themselves"):
            target_setting.approve(session, request, by=by)
        with pytest.raises(NotAllowedError, match="nobody decides about themselves"):
            target_setting.send_back(session, request, by=by, reason="x")


def test_such_a_request_is_not_even_opened(fresh: Enter) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        delegate(session, DIVISION_HEAD, MEMBER)
        by = deputy_of(session, DIVISION_HEAD, MEMBER)
        request = world(session, period).request("evaluation", MEMBER)
    with transaction() as session, pytest.raises(NotFoundError):
        access.request(session, request, by=by)
    with transaction() as session, pytest.raises(NotFoundError):
        access.segment(session, period.segments[DIVISION_HEAD], by=by)
    with transaction() as session:
        assert access.segment(session, period.segments[OTHER_MEMBER], by=by)["seen_as"] == "rater"


#: How a delegation is not in force: days from today, and whether it was ended.
NOT_IN_FORCE = {"over": (-3, -1, False), "to come": (1, 3, False), "ended": (0, 3, True), "never": (None, None, False)}


@pytest.mark.parametrize("how", NOT_IN_FORCE)
def test_without_a_delegation_in_force_nothing_is_decided_or_seen(standing: Enter, how: str) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        w = world(session, period)
        plans_of_superiors(w)
        request = w.submitted(MEMBER)
        first, last, ended = NOT_IN_FORCE[how]
        if first is not None and last is not None:
            day = today(session)
            number = stored(
                session, DIVISION_HEAD, OTHER_MEMBER, day + timedelta(days=first), day + timedelta(days=last)
            )
            run(session, "UPDATE delegation SET ended_at = now() WHERE %(so)s AND id = %(id)s", so=ended, id=number)
        by = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        for act in (
            lambda: target_setting.approve(session, request, by=by),
            lambda: access.request(session, request, by=by),
            lambda: access.segment(session, w.segment(MEMBER), by=by),
            lambda: feedback.give(session, to_segment=w.segment(MEMBER), kind="appreciation", words="Baik", by=by),
        ):
            with pytest.raises(NotAllowedError, match="no longer act for this person"):
                act()
        target_setting.approve(session, request, by=w.who(DIVISION_HEAD))  # what waits is theirs again


def test_a_plh_returns_but_sets_no_yearly_rating(standing: Enter) -> None:
    period = standing(Stage.APPROVAL)
    with trial() as session:
        w = world(session, period)
        request = w.evaluation(MEMBER)
        delegate(session, DIVISION_HEAD, OTHER_MEMBER, "plh")
        by = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        with pytest.raises(NotAllowedError, match="Plh sets no yearly ratings"):
            approval.rate(session, request, by=by, work=GOOD, behavior=GOOD)
        asked = {"id": request, "kind": "evaluation"}
        assert "Plh" in str(acting_for.hindrance(session, asked, by=by))
        approval.send_back(session, request, by=by, reason="Bukti Maret belum ada")


def test_the_raters_superior_does_not_rate_as_deputy(standing: Enter) -> None:
    period = standing(Stage.APPROVAL)
    with trial() as session:
        request = world(session, period).evaluation(MEMBER)
        delegate(session, DIVISION_HEAD, HEAD)
        by = deputy_of(session, DIVISION_HEAD, HEAD)
        with pytest.raises(NotAllowedError, match="would decide an objection"):
            approval.rate(session, request, by=by, work=GOOD, behavior=GOOD)


def test_nobody_rates_who_rates_them(standing: Enter) -> None:
    period = standing(Stage.APPROVAL)
    with trial() as session:
        request = world(session, period).evaluation(DIVISION_HEAD)
        delegate(session, HEAD, MEMBER)
        with pytest.raises(NotAllowedError, match="never rate each other"):
            approval.rate(session, request, by=deputy_of(session, HEAD, MEMBER), work=GOOD, behavior=GOOD)


def test_nobody_of_a_unit_decides_about_it(standing: Enter) -> None:
    period = standing(Stage.APPROVAL)
    with trial() as session:
        w = world(session, period)
        w.queue()
        delegate(session, REGIONAL_HEAD, DIVISION_HEAD)
        with pytest.raises(NotAllowedError, match="your own unit"):
            approval.set_organization_predicate(
                session, w.request("organization"), by=deputy_of(session, REGIONAL_HEAD, DIVISION_HEAD),
                predicate=OrganizationPredicate.GOOD,
            )  # fmt: skip


def test_an_objection_is_not_decided_by_the_rater_nor_by_whoever_answered(standing: Enter) -> None:
    period = standing(Stage.OBJECTION)
    with trial() as session:
        w = world(session, period)
        request = w.filed(MEMBER)
        delegate(session, DIVISION_HEAD, OTHER_MEMBER)
        delegate(session, HEAD, OTHER_MEMBER)
        rater = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        objection.answer(session, w.objection(), by=rater, statement="Sudah lengkap")
        assert one(session, "SELECT answered_by FROM objection")["answered_by"] == rater.person_id  # type: ignore[index]
        with pytest.raises(NotAllowedError, match="gave the rater's answer"):
            objection.decide(session, request, by=deputy_of(session, HEAD, OTHER_MEMBER), reason="x")
        objection.decide(session, request, by=w.who(HEAD), reason="x")


def test_the_rater_does_not_decide_as_the_superiors_deputy(standing: Enter) -> None:
    period = standing(Stage.OBJECTION)
    with trial() as session:
        w = world(session, period)
        request = w.objected(MEMBER)
        delegate(session, HEAD, DIVISION_HEAD)
        with pytest.raises(NotAllowedError, match="not by a party to it"):
            objection.decide(session, request, by=deputy_of(session, HEAD, DIVISION_HEAD), reason="x")


def test_the_superior_does_not_answer_as_the_raters_deputy(standing: Enter) -> None:
    period = standing(Stage.OBJECTION)
    with trial() as session:
        w = world(session, period)
        w.filed(MEMBER)
        delegate(session, DIVISION_HEAD, HEAD)
        with pytest.raises(NotAllowedError, match="cannot give the rater's answer"):
            objection.answer(session, w.objection(), by=deputy_of(session, DIVISION_HEAD, HEAD), statement="x")


def test_talks_feedback_and_logs_for_another(standing: Enter) -> None:
    period = standing(Stage.COLLECTION)
    with trial() as session:
        w = world(session, period)
        entry = log(w, MEMBER)
        own = log(w, OTHER_MEMBER)
        delegate(session, DIVISION_HEAD, OTHER_MEMBER)
        by = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        talk = Talk("guidance", today(session), "Capaian", "Jadwal baru")
        coaching.record(session, w.segment(MEMBER), talk, by=by)
        shown = coaching.records(session, w.segment(MEMBER))[0]
        assert (shown["recorded_by"], shown["acting_for"]) == ("Pegawai 4", "Pegawai 2")
        with pytest.raises(NotAllowedError, match="your own record"):
            coaching.record(session, w.segment(OTHER_MEMBER), talk, by=by)
        feedback.give(session, to_segment=w.segment(MEMBER), kind="appreciation", words="Sigap", by=by)
        log_decisions.decide(session, [entry], by=by, outcome="validated")
        with pytest.raises(NotAllowedError, match="not for you"):
            log_decisions.decide(session, [own], by=by, outcome="validated")
        named = rows(
            session,
            "SELECT event FROM audit_event WHERE acting_for_id = %(id)s AND actor_id = %(by)s ORDER BY id",
            id=by.acting_for,
            by=by.person_id,
        )
        assert [row["event"] for row in named] == ["coaching.recorded", "feedback.given", "log.decided"]


def test_what_people_do_for_themselves_no_deputy_does(standing: Enter) -> None:
    period = standing(Stage.TARGET_SETTING)
    with trial() as session:
        w = world(session, period)
        plans_of_superiors(w)
        delegate(session, DIVISION_HEAD, MEMBER)
        by = deputy_of(session, DIVISION_HEAD, MEMBER)
        with pytest.raises(NotAllowedError, match="Act as yourself again"):
            target_setting.draft(session, w.segment(MEMBER), plan("1"), by=by)
        with pytest.raises(NotFoundError):
            target_setting.draft(session, w.segment(DIVISION_HEAD), plan("1"), by=by)
        draft(w, MEMBER)


def test_ending_and_deciding_take_turns(fresh: Enter) -> None:
    """Whichever is first, the other sees it: a decision by a delegation that has ended is not stored."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        number = delegate(session, DIVISION_HEAD, OTHER_MEMBER)
        by = deputy_of(session, DIVISION_HEAD, OTHER_MEMBER)
        request = world(session, period).request("evaluation", MEMBER)

    def decide() -> None:
        with transaction() as session:
            approval.send_back(session, request, by=by, reason="x")

    def end() -> None:
        with transaction() as session:
            delegation.end(session, number, by=Actor("operator", name="cli:x"), reason="x")

    decided, ended = at_once([decide, end])
    assert ended is None
    assert decided is None or isinstance(decided, NotAllowedError)
    with transaction() as session:
        stored_one = one(
            session,
            "SELECT count(*) AS n FROM decision d JOIN delegation g ON g.id = d.delegation_id WHERE d.approval_id = "
            "%(request)s",
            request=request,
        )
    assert stored_one == {"n": int(decided is None)}


_VIOLATIONS = """
SELECT count(*) AS n FROM decision d JOIN approval a ON a.id = d.approval_id LEFT JOIN segment s ON s.id = a.segment_id
 WHERE d.decided_by = s.person_id
    OR (d.acting_for_id IS NOT NULL AND (d.acting_for_id <> a.assignee_id OR d.delegation_id IS NULL))
    OR (d.acting_for_id IS NULL AND d.decided_by <> a.assignee_id)
    OR (a.kind = 'objection' AND (d.decided_by = s.rater_id
        OR d.decided_by = (SELECT answered_by FROM objection o WHERE o.id = a.subject_id)
        OR EXISTS (SELECT FROM evaluation v JOIN decision e ON e.approval_id = v.approval_id
                    WHERE v.segment_id = s.id AND e.decided_by = d.decided_by AND v.approval_id <> a.id)))
    OR (a.segment_id IS NULL AND d.acting_for_id IS NOT NULL AND EXISTS (
          SELECT FROM segment m WHERE m.period_id = a.period_id AND m.unit_id = a.unit_id
             AND m.person_id = d.decided_by))
"""


@pytest.mark.parametrize("kind", ["plt", "plh"])
@pytest.mark.parametrize("stage", [Stage.APPROVAL, Stage.OBJECTION])
def test_whoever_acts_for_whomever_four_eyes_remain(standing: Enter, stage: Stage, kind: str) -> None:
    """Every person for every other, on every open request: what is stored never breaks the rule."""
    period = standing(stage)
    done = 0
    for (principal, deputy), answered in product(permutations((*PEOPLE, REGIONAL_HEAD), 2), (False, True)):
        with trial() as session:
            w = world(session, period)
            delegate(session, principal, deputy, kind)
            by = deputy_of(session, principal, deputy)
            if stage is Stage.OBJECTION:
                (w.objected if answered else w.filed)(MEMBER)
            else:
                w.queue()
            done += _tried(w, by)
            assert one(session, _VIOLATIONS) == {"n": 0}, (principal, deputy)
    assert (done > 0) == (kind == "plt")


def _tried(w: World, by: Actor) -> int:
    tries: list[Callable[[int], object]] = [
        lambda request: approval.rate(w.session, request, by=by, work=GOOD, behavior=GOOD),
        lambda request: approval.rate(w.session, request, by=by, work=None, behavior=GOOD),
        lambda request: approval.set_organization_predicate(
            w.session, request, by=by, predicate=OrganizationPredicate.GOOD
        ),
        lambda request: scoring.justify(w.session, request, by=by, reason="x"),
        lambda _request: objection.answer(w.session, w.objection(), by=by, statement="x"),
        lambda request: objection.decide(w.session, request, by=by, reason="x"),
    ]
    done = 0
    for request in rows(w.session, "SELECT id FROM approval WHERE closed_at IS NULL"):
        for act in tries:
            try:
                with w.session.begin_nested():
                    act(request["id"])
            except (KinerjaError, TypeError):  # there is no objection to answer yet
                continue
            done += act is not tries[4]
    return done


def test_the_named_superior_who_rated_as_deputy_does_not_decide(fresh: Enter) -> None:
    """Rated as a deputy before they became the superior's successor: the second look is somebody else's."""
    period = fresh(Stage.OBJECTION)
    with transaction() as session:
        w = world(session, period)
        request = w.objected(MEMBER)
        run(
            session,
            "UPDATE approval SET assignee_id = %(to)s WHERE id = %(id)s",
            to=person_id(OTHER_MEMBER),
            id=request,
        )
        rated = one(session, "SELECT approval_id FROM evaluation WHERE segment_id = %(s)s", s=w.segment(MEMBER))
        assert rated
        run(
            session,
            "INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id) SELECT "
            "segment_id, 2, work_rating, behavior_rating, '', %(a)s FROM evaluation WHERE approval_id = %(r)s",
            a=_decided_by(w, OTHER_MEMBER),
            r=rated["approval_id"],
        )
        with pytest.raises(NotAllowedError, match="set these ratings"):
            objection.decide(session, request, by=w.who(OTHER_MEMBER), reason="x")


def _decided_by(w: World, nip: str) -> int:
    """A decided evaluation request of MEMBER, decided by somebody."""
    made = one(
        w.session,
        "INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash, "
        "assignee_id, closed_at) SELECT 'x', 'evaluation', period_id, unit_id, id, id, 2, '', rater_id, now() FROM "
        "segment WHERE id = %(s)s RETURNING id",
        s=w.segment(MEMBER),
    )
    assert made
    run(
        w.session,
        "INSERT INTO decision (approval_id, outcome, content_hash, decided_by, reason) VALUES (%(a)s, 'rated', '', "
        "%(by)s, '')",
        a=made["id"],
        by=person_id(nip),
    )
    return int(made["id"])
