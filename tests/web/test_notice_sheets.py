"""Sheets for people who could not be told: HR sees who and why, and gets a PDF; nobody else finds the page."""

import io
from collections.abc import Callable

from pypdf import PdfReader

from models.vocabulary import Stage
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.models.test_notice_paper import failed
from tests.models.test_notice_schedule import as_owner
from tests.web.conftest import Browser

PLACE = "/outbox/sheets"


def test_hr_prints_a_sheet_for_each_who_could_not_be_told(
    browser: Browser, fresh: Callable[[Stage], SmallPeriod]
) -> None:
    period = fresh(Stage.TARGET_SETTING)
    officer = browser(HEAD)
    assert "everybody could be told" in officer.get(PLACE).text
    assert officer.post(PLACE).headers["location"] == f"{PLACE}?done=none"
    failed(MEMBER, "no_address", period)
    failed(MEMBER, "no_address", period, "feedback_given")
    failed(DIVISION_HEAD, "bounced", period)
    as_owner("UPDATE person SET name = '#panic() <b>' || chr(8238) WHERE nip = %(nip)s", nip=MEMBER)
    shown = officer.get(PLACE).text
    for text in (MEMBER, DIVISION_HEAD, "#panic() &lt;b&gt;", "Download the sheets (PDF): 2"):
        assert text in shown
    assert PLACE in officer.get("/outbox").text
    got = officer.post(PLACE, data={"unit": AGENCY})
    assert got.headers["content-type"] == "application/pdf"
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(got.content)).pages]
    assert len(pages) == 2
    theirs = next(text for text in pages if MEMBER in text)
    assert "#panic() <b>" in theirs
    assert "SKP Anda dikembalikan untuk diperbaiki" in theirs, "in the language of whoever reads it"
    assert MEMBER not in officer.get(f"{PLACE}?unit=NONE").text
    assert officer.post(PLACE, data={"unit": "NONE"}).status_code == 303


def test_nobody_else_finds_the_sheets(browser: Browser, fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.TARGET_SETTING)
    assert browser(MEMBER).get(PLACE).status_code == 404
    assert browser(MEMBER).post(PLACE).status_code == 404
