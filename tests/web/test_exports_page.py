"""Files of a period in the portal: HR downloads final results, nobody else finds the page."""

import json
from collections.abc import Callable
from datetime import date

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, HEAD, MEMBER, SmallPeriod
from tests.facts import add_fact
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]
PLACE = "/periods/2026/exports"


def taken() -> int:
    with transaction() as session:
        found = one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'results.exported'")
    return int(found["n"]) if found else 0


def test_hr_downloads_only_what_is_final(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.NOTIFICATION)
    period.pass_stage(Stage.NOTIFICATION)
    period.accept_all(but=(MEMBER,))
    visitor = browser(HEAD)
    shown = visitor.get(PLACE).text
    assert "the person may still object" in shown
    assert "was not imported for this period yet" in shown
    assert taken() == 0, "a look takes nothing out"
    got = visitor.post(PLACE, data={"kind": "skp22", "form": ".json"})
    assert got.headers["content-disposition"] == 'attachment; filename="skp22-2026.json"'
    assert len(json.loads(got.content)) == 3
    assert MEMBER not in got.text
    for form in ({"kind": "unit", "unit": AGENCY}, {"kind": "region"}, {"kind": "comparison"}):
        got = visitor.post(PLACE, data=form)
        assert got.content.startswith(b"PK"), form
    assert taken() == 4


def test_a_difference_with_e_kinerja_is_shown_by_name(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.NOTIFICATION)
    period.pass_stage(Stage.NOTIFICATION)
    period.accept_all()
    with transaction() as session:
        add_fact(
            session, period.id, "bkn_rating", "1", unit=None, bkn_id="1", nip=MEMBER, name="x", is_acting=False,
            ends=date(2026, 12, 31), unit_name="Dinas", predicate="KURANG",
        )  # fmt: skip
    shown = browser(HEAD).get(PLACE).text
    assert "Another predicate in e-Kinerja" in shown
    assert MEMBER in shown.split("To be explained")[1]


def test_an_unknown_file_or_unit_is_refused(browser: Browser, fresh: World) -> None:
    fresh(Stage.NOTIFICATION)
    visitor = browser(HEAD)
    assert visitor.post(PLACE, data={"kind": "everything"}).status_code == 422
    assert visitor.post(PLACE, data={"kind": "unit", "unit": "NOWHERE"}).status_code == 404
    assert visitor.post(PLACE, data={"kind": "unit"}).status_code == 422
    assert browser(MEMBER).post(PLACE, data={"kind": "skp22"}).status_code == 404
    assert taken() == 0
