"""Findings and the quality report for administrators and auditors: filters, history, and letting one stand."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.waived import REASON, waived
from tests.web.conftest import Browser
from tests.web.oversight import administer, denials, grant

World = Callable[[Stage], SmallPeriod]
LAST_DAY = date.today() + timedelta(days=40)  # noqa: DTZ011


def opened(period: SmallPeriod, subject: str = "1.1", code: str = "DQ-X99", severity: str = "block") -> int:
    """An open finding on the member's data, whose turn it is the member's."""
    with transaction() as session:
        number = waived(session, period, "indicators", subject, code)
        run(
            session,
            "UPDATE finding SET severity = %(severity)s, waived_by = NULL, waived_reason = NULL, waived_until = NULL, "
            "owner_id = (SELECT id FROM person WHERE nip = %(nip)s) WHERE id = %(id)s",
            severity=severity,
            nip=MEMBER,
            id=number,
        )
    return number


def test_findings_are_filtered_blocking_ones_first(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.QUALITY)
    note = opened(period, "1.2", "DQ-X98", "info")
    blocking = opened(period)
    visitor = browser(HEAD)
    every = visitor.get("/periods/2026/findings").text
    assert every.index(f"/findings/{blocking}") < every.index(f"/findings/{note}")
    for query, here, gone in (
        ("severity=info", note, blocking),
        ("rule=DQ-X99", blocking, note),
        ("holding=1", blocking, note),
        (f"unit={AGENCY}&severity=block", blocking, note),
    ):
        found = visitor.get(f"/periods/2026/findings?{query}").text
        assert (f'"/findings/{here}"' in found, f'"/findings/{gone}"' in found) == (True, False), query
    assert "No finding is open here" in visitor.get("/periods/2026/findings?rule=DQ-NONE").text
    assert visitor.get("/periods/2026/findings?severity=<b>").status_code == 200


def test_pages_of_findings_hold_a_screenful(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.QUALITY)
    for number in range(26):
        opened(period, f"1.{number + 1}")
    visitor = browser(HEAD)
    first = visitor.get("/periods/2026/findings?severity=block").text
    assert first.count('href="/findings/') == 25
    assert "severity=block&amp;page=2" in first
    assert visitor.get("/periods/2026/findings?severity=block&page=2").text.count('href="/findings/') == 1


def test_an_administrator_lets_a_finding_stand(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.QUALITY))
    visitor = browser(HEAD)
    form = visitor.get(f"/findings/{number}").text
    assert "What happens then" in form
    done = visitor.post(f"/findings/{number}/waive", data={"until": str(LAST_DAY), "reason": REASON})
    assert (done.status_code, done.headers["location"]) == (303, f"/findings/{number}?done=waived")
    after = visitor.get(done.headers["location"]).text
    assert "The finding may stand" in after
    assert REASON in after
    assert "/waive" not in after
    again = visitor.post(f"/findings/{number}/waive", data={"until": str(LAST_DAY), "reason": REASON})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": " "}, "Say why the finding may stand"),
        ({"until": "kapan-kapan"}, "Give the day as year-month-day"),
        ({"until": "2020-01-01"}, "would end before it begins"),
    ],
)
def test_a_refused_waiver_keeps_what_was_typed(
    browser: Browser, fresh: World, changed: dict[str, str], words: str
) -> None:
    number = opened(fresh(Stage.QUALITY))
    given = {"until": str(LAST_DAY), "reason": "Arsip <rusak>"} | changed
    refused = browser(HEAD).post(f"/findings/{number}/waive", data=given)
    assert refused.status_code == 422
    assert words in refused.text
    assert f'value="{given["until"]}"' in refused.text
    if given["reason"].strip():
        assert "Arsip &lt;rusak&gt;" in refused.text


def test_whose_turn_it_is_reads_it_and_cannot_let_it_stand(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.QUALITY))
    administer(MEMBER)
    own = browser(MEMBER)
    assert "/waive" not in own.get(f"/findings/{number}").text
    refused = own.post(f"/findings/{number}/waive", data={"until": str(LAST_DAY), "reason": REASON})
    assert (refused.status_code, "about your own data" in refused.text) == (403, True)


def test_an_auditor_reads_and_changes_nothing(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.QUALITY))
    grant(OTHER_MEMBER, "auditor")
    visitor = browser(OTHER_MEMBER)
    read = visitor.get(f"/findings/{number}")
    assert (read.status_code, "/waive" in read.text) == (200, False)
    assert visitor.post(f"/findings/{number}/waive", data={"until": str(LAST_DAY), "reason": "x"}).status_code == 403
    with transaction() as session:
        assert one(session, "SELECT FROM finding WHERE waived_until IS NOT NULL") is None


def test_for_others_there_is_no_such_finding(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.QUALITY))
    stranger = browser(OTHER_MEMBER)
    assert stranger.get(f"/findings/{number}").status_code == 404
    assert stranger.post(f"/findings/{number}/waive", data={"until": str(LAST_DAY), "reason": "x"}).status_code == 404
    assert denials("finding") == 2
    assert browser(HEAD).get("/findings/999999").status_code == 404
    assert denials("finding") == 2


def test_once_the_unit_is_past_it_nobody_can_let_it_stand(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.NOTIFICATION))
    shown = browser(HEAD).get(f"/findings/{number}").text
    assert ("on record: the unit is past it" in shown, "/waive" in shown) == (True, False)
    assert "more stay on record" in browser(HEAD).get("/periods/2026/findings").text


def test_the_quality_report_is_a_page_and_a_workbook(browser: Browser, fresh: World) -> None:
    number = opened(fresh(Stage.QUALITY))
    visitor = browser(HEAD)
    report = visitor.get("/periods/2026/quality").text
    assert "DQ-X99" in report
    given = visitor.get("/periods/2026/quality.xlsx")
    assert given.headers["content-disposition"] == 'attachment; filename="quality-2026.xlsx"'
    sheet = CalamineWorkbook.from_filelike(BytesIO(given.content)).get_sheet_by_name("Open findings")
    assert [row[0] for row in sheet.to_python()[1:]] == [number]


def test_a_units_report_is_that_units(browser: Browser, fresh: World) -> None:
    opened(fresh(Stage.QUALITY))
    administer(DIVISION_HEAD)
    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('DINSOS', 'Dinas Sosial')")
        run(
            session,
            "INSERT INTO period_unit (period_id, unit_id, name, setter_id) SELECT p.period_id, u.id, u.name, "
            "p.setter_id FROM period_unit p, unit u WHERE u.code = 'DINSOS'",
        )
    visitor = browser(DIVISION_HEAD)
    assert "DQ-X99" in visitor.get("/periods/2026/quality").text
    for place in ("quality", "quality.xlsx", "findings"):
        assert visitor.get(f"/periods/2026/{place}?unit=DINSOS").status_code == 404
    assert "No finding was opened here" in browser(HEAD).get("/periods/2026/quality?unit=DINSOS").text


def counted(page: str, place: str) -> list[str]:
    """Open, blocking, on record, waived and mended in the line that links to `place` in the report."""
    line = page.split(f'href="{place}"')[1].split("</tr>", maxsplit=1)[0]
    return [cell.split(">")[1].split("<")[0] for cell in line.split("<td")[1:]]


def test_the_report_counts_as_open_what_the_list_shows(browser: Browser, fresh: World) -> None:
    """What a unit is past can no longer be mended: it is on record in both, and open in neither."""
    period = fresh(Stage.QUALITY)
    opened(period)
    report, line = "/periods/2026/quality", f"/periods/2026/findings?unit={AGENCY}"
    visitor = browser(HEAD)
    assert counted(visitor.get(report).text, line) == ["1", "1", "0", "0", "0"]
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = %(position)s", position=Stage.NOTIFICATION.position)
    assert "No finding is open here" in visitor.get("/periods/2026/findings").text
    assert "1 more stay on record" in visitor.get("/periods/2026/findings").text
    assert counted(visitor.get(report).text, line) == ["0", "0", "1", "0", "0"]


def test_what_was_found_on_ratings_is_kept_from_their_person_and_from_unit_administrators(
    browser: Browser, fresh: World
) -> None:
    """faults L4: a finding on ratings says them; also to an auditor who is appraised."""
    period = fresh(Stage.APPROVAL)
    with transaction() as session:
        number = waived(session, period, "ratings", "1", "DQ-P97", stage=Stage.SCORING)
    grant(MEMBER, "auditor")
    administer(OTHER_MEMBER)
    places = ("/periods/2026/findings?passed=1", "/periods/2026/quality")
    assert browser(HEAD).get(f"/findings/{number}").status_code == 200
    assert all("DQ-P97" in browser(HEAD).get(place).text for place in places)
    for nip in (MEMBER, OTHER_MEMBER):
        assert browser(nip).get(f"/findings/{number}").status_code == 404
        assert not any("DQ-P97</a>" in browser(nip).get(place).text for place in places)
        assert "rule=DQ-P97" not in browser(nip).get("/periods/2026/quality").text
        assert f"/findings/{number}" not in browser(nip).get(places[0]).text
    assert browser(OTHER_MEMBER).get(f"/periods/2026/units/{AGENCY}/quality/ratings").status_code == 404
