"""What a decided objection changed stands where its person, the superior and HR look; each sees what is theirs."""

from collections.abc import Callable
from pathlib import Path

from models.database import transaction
from models.exchange import taking
from models.vocabulary import Rating, Stage
from tests.acts import World, decide
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import grant


def test_who_is_concerned_reads_what_changed(
    browser: Browser, fresh: Callable[[Stage], SmallPeriod], tmp_path: Path
) -> None:
    period = fresh(Stage.OBJECTION)
    period.accept_all(but=(MEMBER,))
    grant(DIVISION_HEAD, "hr_admin")
    hr, own, superior = browser(DIVISION_HEAD), browser(MEMBER), browser(HEAD)
    exports, result = "/periods/2026/exports", f"/my/{period.segments[MEMBER]}/result"
    assert "No decided objection changed a result so far" in hr.get(exports).text
    with transaction() as session:
        taking.book(session, "2026", tmp_path / "all.xlsx", unit=None, by=period.actor(DIVISION_HEAD))
        w = World(session, period)
        request = w.objected()
        decide(w, request, work=Rating.ABOVE, behavior=Rating.ABOVE)
    period.run(Stage.OBJECTION)
    own.post(result)
    for visitor, page, of_unit in ((own, result, False), (superior, f"/requests/{request}", True), (hr, exports, True)):
        text = visitor.get(page).text
        assert "What the decision changed" in text, page
        assert "Predicate of the year" in text
        assert ("Predicates in the unit" in text) is of_unit, page
        assert "workbook of all units in numbers" in text.lower()
