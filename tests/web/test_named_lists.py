"""Whoever is named on a list reads it on their own page; nobody else's page tells it."""

from collections.abc import Callable

from models import named_lists
from models.database import transaction
from models.named_lists import Named
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.web.conftest import Browser


def test_the_named_read_it_on_their_own_page(browser: Browser, fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    period.accept_all()
    said = Named("talent", "Rencana suksesi <b>", "800/21")
    with transaction() as session:
        named_lists.name(session, "2026", {DIVISION_HEAD: "Memimpin {{ 7 }}"}, said, by=period.actor(REGIONAL_HEAD))
    page = browser(DIVISION_HEAD).get(f"/my/{period.segments[DIVISION_HEAD]}").text
    for text in ("Lists you are named on", "Rencana suksesi &lt;b&gt;", "Memimpin {{ 7 }}", "800/21"):
        assert text in page
    assert "Lists you are named on" not in browser(MEMBER).get(f"/my/{period.segments[MEMBER]}").text
