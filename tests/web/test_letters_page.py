"""Letters in the portal: the PDF from one's own result, and the check that anybody may make."""

from collections.abc import Callable

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]


def test_an_employee_opens_the_result_and_then_has_the_letter(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.NOTIFICATION)
    period.pass_stage(Stage.NOTIFICATION)
    segment = period.segments[MEMBER]
    visitor = browser(MEMBER)
    assert visitor.get(f"/segments/{segment}/letters/evaluation.pdf").status_code == 409
    visitor.post(f"/my/{segment}/result")
    assert f'href="/segments/{segment}/letters/evaluation.pdf"' in visitor.get(f"/my/{segment}/result").text
    got = visitor.get(f"/segments/{segment}/letters/evaluation.pdf")
    assert got.headers["content-type"] == "application/pdf"
    assert got.content.startswith(b"%PDF-")
    assert f"/segments/{segment}/letters/plan.pdf" in browser(DIVISION_HEAD).get(f"/segments/{segment}/summary").text
    assert browser(OTHER_MEMBER).get(f"/segments/{segment}/letters/evaluation.pdf").status_code == 404


def test_anybody_checks_a_code_and_learns_no_name(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    browser(MEMBER).get(f"/segments/{period.segments[MEMBER]}/letters/plan.pdf")
    with transaction() as session:
        found = one(session, "SELECT code FROM letter")
    assert found
    stranger = browser()
    shown = stranger.get(f"/letters/check/{found['code']}")
    assert "This code is ours" in shown.text
    assert "in force" in shown.text
    assert MEMBER not in shown.text
    wrong = stranger.get("/letters/check", params={"code": "<script>AAAA"})
    assert "No letter of ours has the code" in wrong.text
    assert "<script>AAAA" not in wrong.text
    assert "16 signs" in stranger.get("/letters/check").text


def test_the_results_page_leads_to_letters_of_units_and_the_period(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    period.accept_all()
    hr = browser(HEAD)
    shown = hr.get("/periods/2026/results").text
    for address in ("/periods/2026/report.pdf", "/periods/2026/units/DINKES/recapitulation.pdf"):
        assert f'href="{address}"' in shown
        assert hr.get(address).content.startswith(b"%PDF-")
        assert browser(OTHER_MEMBER).get(address).status_code == 404
