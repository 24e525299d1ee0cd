"""One's own plan: written result by result, with what it lacks said beside the field, submitted and returned."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from models import target_setting
from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod, decider
from tests.web.conftest import Browser

INDICATOR = {
    "aspect": "quantity", "indicator": "Jumlah berkas selesai", "unit_of_measure": "berkas", "target_min": "1.250,5",
    "target_max": "", "direction": "normal", "data_source": "Buku register",
}  # fmt: skip


@pytest.fixture
def place(fresh: Callable[[Stage], SmallPeriod]) -> tuple[SmallPeriod, str]:
    """The member's plan while plans are written; the rater's is approved."""
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    return period, f"/my/{period.segments[MEMBER]}/plan"


def hidden(page: str, name: str = "seen") -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def save(mine: TestClient, place: str, number: int = 1, **changes: Any) -> Any:
    form = mine.get(f"{place}/results/{number}").text
    values = {"statement": "Berkas selesai tepat waktu", "supports": "1", "numbers": "id"} | INDICATOR | changes
    return mine.post(f"{place}/results/{number}", data={"seen": hidden(form)} | values)


def test_a_plan_is_written_and_submitted(browser: Browser, place: tuple[SmallPeriod, str]) -> None:
    mine, here = browser(MEMBER), place[1]
    assert "Add a work result" in mine.get(here).text
    assert save(mine, here).headers["location"] == f"{here}?done=saved#result-1"
    shown = mine.get(here).text
    assert "1,250.5" in shown
    assert "Submit my plan" in shown
    assert mine.post(here, data={"seen": "x"}).status_code == 409
    assert mine.post(here, data={"seen": hidden(shown)}).headers["location"] == f"{here}?done=submitted"
    assert "Submitted on" in mine.get(here).text
    assert mine.get(f"{here}/results/1").status_code == 409


def test_what_is_lacking_stands_at_the_field(browser: Browser, place: tuple[SmallPeriod, str]) -> None:
    mine, here = browser(MEMBER), place[1]
    save(mine, here, data_source="")
    assert "not ready" in mine.get(here).text
    assert 'id="data_source-1-error"' in mine.get(f"{here}/results/1").text
    assert mine.post(here, data={"seen": hidden(mine.get(here).text)}).status_code == 422
    save(mine, here, target_min="0")
    assert 'id="target_min-1-error"' in mine.get(f"{here}/results/1").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_min": "1.5"}, "target_min-1"),
        ({"target_min": ""}, "target_min-1"),
        ({"target_min": "10", "target_max": "9"}, "target_max-1"),
        ({"indicator": "x"}, "statement-1"),
        ({"statement": "x"}, "statement"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    browser: Browser, place: tuple[SmallPeriod, str], changes: dict[str, str], field: str
) -> None:
    refused = save(browser(MEMBER), place[1], **changes)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert f'id="{field}-error"' in refused.text
    assert "Buku register" in refused.text


def test_two_windows_do_not_overwrite_each_other(browser: Browser, place: tuple[SmallPeriod, str]) -> None:
    mine, here = browser(MEMBER), place[1]
    stale = hidden(mine.get(f"{here}/results/2").text)
    save(mine, here)
    late = mine.post(f"{here}/results/2", data={"seen": stale, "statement": "Kalimat yang tidak hilang", **INDICATOR})
    assert late.status_code == 409
    assert "Kalimat yang tidak hilang" in late.text
    done = mine.post(
        f"{here}/results/2", data={"seen": hidden(late.text), "statement": "Kalimat itu", **INDICATOR, "then": "more"}
    )
    assert done.headers["location"].startswith(f"{here}/results/2?more=1")
    assert 'id="statement-2"' in mine.get(f"{here}/results/2?more=1").text


def test_indicators_and_results_are_taken_out(browser: Browser, place: tuple[SmallPeriod, str]) -> None:
    mine, here = browser(MEMBER), place[1]
    save(mine, here)
    save(mine, here, remove="1")
    assert "has no indicator" in mine.get(here).text
    seen = hidden(mine.get(here + "/results/1").text)
    assert mine.post(f"{here}/results/1/remove", data={"seen": seen}).headers["location"] == f"{here}?done=removed"
    assert "No work result yet" in mine.get(here).text


def test_a_returned_plan_says_why_and_begins_the_next_version(browser: Browser, place: tuple[SmallPeriod, str]) -> None:
    period, here = place
    request = period.submit_plan(MEMBER)
    with transaction() as session:
        target_setting.send_back(session, request, by=decider(session, request), reason="Target terlalu rendah.")
    mine = browser(MEMBER)
    assert "Target terlalu rendah." in mine.get(here).text
    assert save(mine, here, statement="Target dinaikkan").status_code == 303
    shown = mine.get(here).text
    assert "Target dinaikkan" in shown
    assert "Target terlalu rendah." in shown
    with transaction() as session:
        found = one(session, "SELECT max(version) AS v FROM plan WHERE segment_id = %(s)s", s=period.segments[MEMBER])
    assert found == {"v": 2}
