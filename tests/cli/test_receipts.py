"""Receipts and changed results at the command line: who has none yet, recording one, and what a decision changed."""

from collections.abc import Callable

from models.database import transaction
from models.vocabulary import Rating, Stage
from tests.acts import World, decide
from tests.calendars import today
from tests.factories import AGENCY, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.journeys.commands import said, told

Enter = Callable[[Stage], SmallPeriod]


def test_a_receipt_is_recorded_and_leaves_the_list(fresh: Enter) -> None:
    fresh(Stage.OBJECTION)
    assert MEMBER in {each["nip"] for each in told("receipts", "list", "2026", AGENCY)}
    assert MEMBER in said("receipts", "list", "2026", AGENCY)
    shown = said("receipts", "record", "2026", AGENCY, MEMBER, "--on", today())
    assert "may object until the end of" in shown
    assert MEMBER not in {each["nip"] for each in told("receipts", "list", "2026", AGENCY)}
    said("receipts", "record", "2026", AGENCY, MEMBER, "--on", today(), code=1)
    said("receipts", "list", "2026", "NONE", code=1)
    assert "objection_until" in told("receipts", "record", "2026", AGENCY, OTHER_MEMBER, "--on", today())


def test_what_a_decided_objection_changed_is_listed(fresh: Enter) -> None:
    period = fresh(Stage.OBJECTION)
    assert told("approvals", "changes", "2026") == []
    assert "No decided objection changed a result" in said("approvals", "changes", "2026")
    period.accept_all(but=(MEMBER,))
    with transaction() as session:
        w = World(session, period)
        decide(w, w.objected(), work=Rating.ABOVE, behavior=Rating.ABOVE)
    period.run(Stage.OBJECTION)
    [change] = told("approvals", "changes", "2026")
    assert (change["nip"], change["predicate_now"]) == (MEMBER, "SANGAT_BAIK")
    shown = said("approvals", "changes", "2026", "--nip", MEMBER)
    for text in ("Predicate of the year", "Sangat Baik", "Predicates in the unit", "Letters of the former result"):
        assert text in shown
    assert told("approvals", "changes", "2026", "--nip", OTHER_MEMBER) == []
