"""Filters and pages of a list swap the list alone where scripts run, and are plain links where they do not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from deployments.portal import serving
from models import accounts, actors
from models.database import run, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, SmallPeriod
from tests.web.chromium import chromium
from tests.web.test_browser import WORDS, signed_in


@pytest.fixture(scope="module")
def driven() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(fresh: Callable[[Stage], SmallPeriod]) -> Iterator[str]:
    """The portal, with requests of a rater, and an HR administrator who looks at the board."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        for nip in (DIVISION_HEAD, HEAD):
            accounts.keep_password(session, actors.person(session, nip).person_id or 0, WORDS, known=[])
    with serving(port=8480) as address:
        yield address


def _marked(page: Any) -> bool:
    return bool(page.evaluate("window.marked === true"))


def test_a_filter_of_the_inbox_swaps_the_list_and_back_shows_all(driven: Any, site: str) -> None:
    page = signed_in(driven, site, DIVISION_HEAD)
    page.goto(f"{site}/requests")
    everything = page.locator("#list tbody tr").count()
    page.evaluate("window.marked = true")
    page.click("#list nav a[href='/requests?kind=evaluation']")
    page.wait_for_url("**/requests?kind=*")
    page.wait_for_selector("#list strong[aria-current]:focus")
    assert (_marked(page), page.locator("#list").count()) == (True, 1)
    assert 0 < page.locator("#list tbody tr").count() <= everything, "what is rated"
    page.go_back()
    page.wait_for_url("**/requests")
    page.wait_for_selector("#list nav li:first-child strong")
    assert (_marked(page), page.locator("#list tbody tr").count()) == (False, everything), "read anew"
    assert page.complaints == []


def test_a_filter_of_the_board_swaps_it_and_the_title(driven: Any, site: str) -> None:
    page = signed_in(driven, site, HEAD)
    page.goto(f"{site}/periods/2026")
    page.evaluate("window.marked = true")
    page.click("#board a[href*='late=1']")
    page.wait_for_url("**late=1*")
    page.wait_for_selector("#board strong[aria-current]:focus")
    assert (_marked(page), page.locator("#board").count()) == (True, 1)
    page.click("#board tbody a[href*='stage=']")
    page.wait_for_url("**stage=approval*")
    assert _marked(page)
    assert page.complaints == []


def test_without_scripts_a_filter_is_a_link(driven: Any, site: str) -> None:
    page = signed_in(driven, site, HEAD, java_script_enabled=False)
    page.goto(f"{site}/periods/2026")
    page.click("#board a[href*='late=1']")
    assert page.url.endswith("late=1#units")
    assert not page.locator(".kinerja-needs-js").is_visible()


def test_after_the_session_a_filter_leads_to_the_sign_in(driven: Any, site: str) -> None:
    page = signed_in(driven, site, HEAD)
    page.goto(f"{site}/periods/2026")
    page.context.clear_cookies()
    page.click("#board a[href*='late=1']")
    page.wait_for_url("**/sign-in*")
    assert page.locator("#nip").is_visible()


def test_a_board_renews_itself_while_units_are_worked_on(driven: Any, site: str) -> None:
    _work_on("running")
    page = signed_in(driven, site, HEAD)
    page.clock.install()
    page.goto(f"{site}/periods/2026")
    page.evaluate("window.marked = true")
    assert page.locator(".kinerja-needs-js").is_visible()
    page.locator("#board a").first.focus()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(21_000)
    assert asked == [], "nothing is renewed under somebody's hands"
    page.evaluate("document.activeElement.blur()")
    page.clock.run_for(11_000)
    page.wait_for_selector("#board[hx-get$='look=2']")
    _work_on("waiting")
    page.clock.run_for(11_000)
    page.wait_for_selector("#board:not([hx-trigger])")
    assert _marked(page)
    assert page.complaints == []


def test_a_board_is_left_as_it_is_on_request_and_after_a_while(driven: Any, site: str) -> None:
    _work_on("running")
    page = signed_in(driven, site, HEAD)
    page.goto(f"{site}/periods/2026")
    page.click(".kinerja-needs-js a")
    page.wait_for_url("**look=30*")
    assert page.locator("[hx-trigger]").count() == 0


def _work_on(outcome: str) -> None:
    """Make the newest run of each unit one that runs, or one that has ended."""
    with transaction() as session:
        run(session, _RUN, outcome=outcome)


_RUN = """
INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, outcome, ended_at, message, rule_pack,
                       software_version)
SELECT u.period_id, u.unit_id, 'approval', coalesce(max(r.attempt), 0) + 1, 'test', %(outcome)s,
       CASE WHEN %(outcome)s <> 'running' THEN now() END, '{}', 'x', 'x'
  FROM period_unit u LEFT JOIN stage_run r ON r.unit_id = u.unit_id AND r.stage = 'approval'
 GROUP BY u.period_id, u.unit_id
"""
