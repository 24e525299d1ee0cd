"""What the data say of a person, as a page: complete, the same for all who may read it, and nobody else's."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models import actors, collection, evidence, evidence_reading, evidence_summary
from models.collection import RealizationInput
from models.database import one, transaction
from models.evidence_store import stored_path
from models.vocabulary import Stage
from tests.acts import World, realize
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

YEAR = date.today().year  # noqa: DTZ011


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    return fresh(Stage.COLLECTION)


def attach(period: SmallPeriod, folder: Path, name: str = 'rekap "1".csv') -> int:
    given = folder / "given.csv"
    given.write_text("bulan;nilai\njanuari;10\n", encoding="utf-8")
    with transaction() as session:
        return evidence.attach_file(
            session, period.segments[MEMBER], work_result=1, indicator=1, month=date(YEAR, 1, 1), path=given,
            name=name, description="Rekap <b>Januari</b>", by=actors.person(session, MEMBER),
        )  # fmt: skip


def test_the_employee_and_the_rater_read_the_same(browser: Browser, period: SmallPeriod, tmp_path: Path) -> None:
    segment = period.segments[MEMBER]
    with transaction() as session:
        entry = RealizationInput(work_result=1, indicator=1, month=date(YEAR, 1, 1), value=Decimal("12.5"))
        realize(World(session, period), MEMBER, [entry])
        rater = one(session, "SELECT p.nip FROM segment s JOIN person p ON p.id = s.rater_id WHERE s.id = %(s)s",
                    s=segment)  # fmt: skip
    number = attach(period, tmp_path)
    own = browser(MEMBER).get(f"/my/{segment}/summary")
    seen = browser((rater or {})["nip"]).get(f"/segments/{segment}/summary")
    assert (own.status_code, seen.status_code) == (200, 200)
    for text in (own.text, seen.text):
        assert "Data indicate" in text
        assert "12.5" in text
        assert f'href="/segments/{segment}/evidence/{number}"' in text
        assert "Rekap &lt;b&gt;Januari&lt;/b&gt;" in text
        assert f"January {YEAR}" in text
        assert '<svg class="kinerja-chart"' in text
        assert "style=" not in text
        assert "This is evidence, not a rating" in text
    assert "12,5" in browser(MEMBER, "id").get(f"/my/{segment}/summary").text


def test_before_anything_was_recorded_it_says_so(browser: Browser, period: SmallPeriod) -> None:
    text = browser(MEMBER).get(f"/my/{period.segments[MEMBER]}/summary").text
    assert "Nothing was recorded yet" in text
    assert "Missing is not zero" in text
    assert "Budget of the unit: no data." in text
    assert '<svg class="kinerja-chart"' not in text


@pytest.mark.parametrize("place", ["/my/{}/summary", "/segments/{}/summary", "/segments/{}/evidence"])
def test_anothers_is_not_there_and_the_look_is_on_record(browser: Browser, period: SmallPeriod, place: str) -> None:
    answer = browser(OTHER_MEMBER).get(place.format(period.segments[MEMBER]))
    assert answer.status_code == 404
    with transaction() as session:
        assert one(session, "SELECT 1 AS here FROM audit_event WHERE event = 'access.denied'")


def test_the_rater_has_no_page_of_their_members_own(browser: Browser, period: SmallPeriod) -> None:
    with transaction() as session:
        rater = one(session, "SELECT p.nip FROM segment s JOIN person p ON p.id = s.rater_id WHERE s.id = %(s)s",
                    s=period.segments[MEMBER])  # fmt: skip
    assert browser((rater or {})["nip"]).get(f"/my/{period.segments[MEMBER]}/summary").status_code == 404


def test_a_file_is_downloaded_as_it_was_given(browser: Browser, period: SmallPeriod, tmp_path: Path) -> None:
    number, segment = attach(period, tmp_path), period.segments[MEMBER]
    for nip in (MEMBER, HEAD):
        answer = browser(nip).get(f"/segments/{segment}/evidence/{number}")
        assert (answer.status_code, answer.content) == (200, b"bulan;nilai\njanuari;10\n")
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''rekap%20%221%22.csv"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert browser(OTHER_MEMBER).get(f"/segments/{segment}/evidence/{number}").status_code == 404
    other = browser(OTHER_MEMBER).get(f"/segments/{period.segments[OTHER_MEMBER]}/evidence/{number}")
    assert other.status_code == 404  # one's own segment opens no other's file


def test_what_was_taken_back_only_its_owner_and_administrators_open(
    browser: Browser, period: SmallPeriod, tmp_path: Path
) -> None:
    number, segment = attach(period, tmp_path), period.segments[MEMBER]
    with transaction() as session:
        evidence.withdraw(session, number, by=actors.person(session, MEMBER))
    assert browser(MEMBER).get(f"/segments/{segment}/evidence/{number}").status_code == 200
    assert browser(DIVISION_HEAD).get(f"/segments/{segment}/evidence/{number}").status_code == 404


def test_a_file_that_was_damaged_is_told(browser: Browser, period: SmallPeriod, tmp_path: Path) -> None:
    number, segment = attach(period, tmp_path), period.segments[MEMBER]
    with transaction() as session:
        found = one(session, "SELECT sha256 FROM evidence WHERE id = %(id)s", id=number)
    kept = stored_path((found or {})["sha256"])
    whole = kept.read_bytes()
    kept.write_bytes(b"something else")
    try:
        answer = browser(MEMBER).get(f"/segments/{segment}/evidence/{number}")
    finally:
        kept.write_bytes(whole)
    assert (answer.status_code, "not in its place or was damaged" in answer.text) == (404, True)


def test_beside_an_indicator_a_few_are_shown_and_the_list_has_all(browser: Browser, period: SmallPeriod) -> None:
    segment = period.segments[MEMBER]
    with transaction() as session:
        by = actors.person(session, MEMBER)
        for number in range(evidence_reading.SHOWN + 2):
            evidence.attach_link(
                session, segment, work_result=1, indicator=1, month=None, address=f"https://x.example/{number}", by=by
            )
        found = evidence_summary.summary_of(session, segment, by=by)
    assert len(found["proofs"]) == evidence_reading.SHOWN
    text = browser(MEMBER).get(f"/my/{segment}/summary").text
    assert f"All {evidence_reading.SHOWN + 2} pieces of evidence of this indicator" in text
    listed = browser(MEMBER).get(f"/segments/{segment}/evidence").text
    assert listed.count("x.example/") >= evidence_reading.SHOWN + 1


def value_of(period: SmallPeriod, value: str) -> None:
    with transaction() as session:
        entry = RealizationInput(work_result=1, indicator=1, month=date(YEAR, 1, 1), value=Decimal(value))
        realize(World(session, period), MEMBER, [entry])
        collection.submit_report(session, period.segments[MEMBER], by=period.actor(MEMBER))


def test_the_summary_that_a_decision_was_made_on_is_opened_again_as_it_was(
    browser: Browser, fresh: Callable[[Stage], SmallPeriod], tmp_path: Path
) -> None:
    """DESIGN P9: a decision names the version before its decider; data and evidence of later do not change it."""
    period = fresh(Stage.APPROVAL)
    number = attach(period, tmp_path, "lama.csv")
    period.run(Stage.APPROVAL)
    segment, w = period.segments[MEMBER], period.requests("evaluation")
    [request] = [each["id"] for each in w if each["segment_id"] == segment]
    rater = browser(DIVISION_HEAD)
    first = rater.get(f"/segments/{segment}/summary").text
    returned = {"answer": "return", "reason": "Periksa Januari."}
    assert rater.post(f"/requests/{request}", data=returned).status_code == 303
    with transaction() as session:
        evidence.withdraw(session, number, by=actors.person(session, MEMBER))
    value_of(period, "77.25")
    period.run(Stage.APPROVAL)
    [again] = [each["id"] for each in period.requests("evaluation") if each["segment_id"] == segment]
    place = f"/segments/{segment}/summary?version=1"
    assert place in rater.get(f"/requests/{again}").text
    newest = rater.get(f"/segments/{segment}/summary").text
    assert ("77.25" in newest, "lama.csv" in newest, f'href="{place}"' in newest) == (True, False, True)
    for shown in (rater.get(place).text, rater.get(f"/requests/{request}").text):
        assert "Version 1, stored for the rater" in shown
        assert ("77.25" in shown, "lama.csv" in shown) == (False, True)
    older = rater.get(place).text
    assert "An older version" in older
    assert f"/segments/{segment}/evidence/{number}" in first
    assert f"/segments/{segment}/evidence/{number}" not in older
    assert "taken back or replaced since" in older
    assert f'/segments/{segment}/evidence/{number}"' in browser(MEMBER).get(f"/my/{segment}/summary?version=1").text
    assert rater.get(f"/segments/{segment}/summary?version=9").status_code == 404
    with transaction() as session:
        event = one(session, "SELECT max(id) AS id FROM audit_event WHERE event = 'evaluation.returned'")
    assert place in browser(HEAD).get(f"/trace/event/{(event or {})['id']}").text
