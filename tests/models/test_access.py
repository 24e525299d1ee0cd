"""Who sees whose record: the table of SPEC §9, row by row, and that a look ends when its reason does."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from models import access, approval, evidence_summary, reassignment
from models.database import run, transaction
from models.errors import NotFoundError
from models.vocabulary import Rating, Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.web.oversight import grant
from tests.worlds import trial

Enter = Callable[[Stage], SmallPeriod]
OUTSIDER = "198001012005011009"
_OUTSIDER = "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', 'Orang Luar')"

#: (NIP, whose record, as whom they see it, or None), by people's places alone.
PLACES = (
    (MEMBER, MEMBER, "own"),
    (DIVISION_HEAD, MEMBER, "rater"),
    (HEAD, MEMBER, "superior"),
    (REGIONAL_HEAD, MEMBER, None),  # a superior sees two levels, not three
    (OTHER_MEMBER, MEMBER, None),
    (MEMBER, DIVISION_HEAD, None),  # nobody looks upward
    (HEAD, DIVISION_HEAD, "rater"),
    (REGIONAL_HEAD, DIVISION_HEAD, "superior"),
    (REGIONAL_HEAD, HEAD, "rater"),
)
#: (role, its unit, as whom they see a member's record, whether also what is personal).
ROLES = (
    ("hr_admin", None, "hr_admin", True),
    ("auditor", None, "auditor", True),
    ("unit_admin", "DINKES", "unit_admin", False),
    ("unit_admin", "DUKCAPIL", None, False),
    ("performance_team", None, None, False),
)


def seen_as(period: SmallPeriod, session: Session, nip: str, whose: str, *, personal: bool = False) -> str | None:
    by = period.actor(nip)
    try:
        found = access.segment(session, period.segments[whose], by=by, personal=personal)
    except NotFoundError:
        return None
    return str(found["seen_as"])


@pytest.fixture
def period(fresh: Enter) -> SmallPeriod:
    """The evaluation of MEMBER is asked of the rater; nobody holds a role."""
    found = fresh(Stage.APPROVAL)
    found.run(Stage.APPROVAL)
    with transaction() as session:
        run(session, "DELETE FROM role_assignment")
        run(session, _OUTSIDER, nip=OUTSIDER)
        run(session, "INSERT INTO unit (code, name) VALUES ('DUKCAPIL', 'Dinas Kependudukan')")
    return found


def test_places_decide_who_sees_whom(period: SmallPeriod) -> None:
    with trial() as session:
        assert [seen_as(period, session, nip, whose) for nip, whose, _as in PLACES] == [each[2] for each in PLACES]


@pytest.mark.parametrize(("role", "unit", "expected", "personal"), ROLES)
def test_roles_decide_who_sees_whom(
    period: SmallPeriod, role: str, unit: str | None, expected: str | None, *, personal: bool
) -> None:
    grant(OUTSIDER, role, unit)
    with trial() as session:
        assert seen_as(period, session, OUTSIDER, MEMBER) == expected
        assert (seen_as(period, session, OUTSIDER, MEMBER, personal=True) is not None) is personal


def asked(period: SmallPeriod) -> int:
    """MEMBER's evaluation is asked of the outsider, as HR does it when a rater is gone."""
    grant(HEAD, "hr_admin")
    [request] = [each for each in period.requests("evaluation") if each["segment_id"] == period.segments[MEMBER]]
    with transaction() as session:
        reassignment.reassign(session, request["id"], to=OUTSIDER, by=period.actor(HEAD), reason="Cuti panjang")
    return int(request["id"])


def reads(period: SmallPeriod, nip: str = OUTSIDER) -> bool:
    """Whether somebody reads MEMBER's record; the summary is never read by who may not see the record."""
    by, segment = period.actor(nip), period.segments[MEMBER]
    with trial() as session:
        seen = seen_as(period, session, nip, MEMBER) is not None
    with trial() as session:
        try:
            evidence_summary.summary_of(session, segment, by=by)
        except NotFoundError:
            summary = False
        else:
            summary = True
    assert summary is seen
    return seen


def test_who_is_asked_sees_the_record_while_the_decision_waits(period: SmallPeriod) -> None:
    assert not reads(period)
    asked(period)
    assert reads(period)


def test_a_withdrawn_request_opens_nothing_any_more(period: SmallPeriod) -> None:
    request = asked(period)
    with transaction() as session:
        run(session, "UPDATE approval SET closed_at = now() WHERE id = %(id)s", id=request)
    assert not reads(period)


def test_a_request_that_went_to_somebody_else_opens_nothing_any_more(period: SmallPeriod) -> None:
    request = asked(period)
    with transaction() as session:
        by = period.actor(HEAD)
        reassignment.reassign(session, request, to=DIVISION_HEAD, by=by, reason="Sudah kembali")
    assert not reads(period)


def test_who_decided_sees_the_record_until_the_period_is_closed(period: SmallPeriod) -> None:
    request = asked(period)
    with transaction() as session:
        by = period.actor(OUTSIDER)
        approval.rate(session, request, by=by, work=Rating.AS_EXPECTED, behavior=Rating.AS_EXPECTED)
    assert reads(period)
    with transaction() as session:
        run(session, "UPDATE period SET closed_at = now()")
    assert not reads(period)
