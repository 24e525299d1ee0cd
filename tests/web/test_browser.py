"""The portal in a real browser: nothing for axe to find, nothing wider than a phone, no complaint of a script."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from deployments.portal import serving
from models import accounts, actors
from models.database import run, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, count
from tests.models.pictures import png
from tests.web.chromium import chromium
from tests.web.routes import PLACES, filled

WORDS = "ombak kuda sepatu"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 900}


@pytest.fixture(scope="module")
def driven() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(fresh: Callable[[Stage], SmallPeriod]) -> Iterator[tuple[str, SmallPeriod]]:
    """The portal at an address, on a world in which raters are asked."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        for nip in (MEMBER, DIVISION_HEAD, HEAD):
            accounts.keep_password(session, actors.person(session, nip).person_id or 0, WORDS, known=[])
    with serving(port=8480) as address:
        yield address, period


def signed_in(driven: Any, address: str, nip: str, **options: Any) -> Any:
    """A page of somebody who has signed in through the form; complaints of scripts are collected in it."""
    page = driven.new_context(**options).new_page()
    page.complaints = []
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/sign-in")
    page.fill("#nip", nip)
    page.fill("#password", WORDS)
    page.press("#password", "Enter")
    page.wait_for_url(f"{address}/")
    return page


@pytest.mark.parametrize("nip", [MEMBER, DIVISION_HEAD, HEAD])
def test_every_page_is_accessible_and_fits_a_phone(driven: Any, site: tuple[str, SmallPeriod], nip: str) -> None:
    address, period = site
    page = signed_in(driven, address, nip, viewport=PHONE)
    for path in ("/", *PLACES[nip]):
        answer = page.goto(address + filled(path, period))
        assert answer.status == 200, path
        found = Axe().run(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert page.locator("h1").count() == 1, path
    assert page.complaints == []


def test_the_sign_in_works_without_scripts(driven: Any, site: tuple[str, SmallPeriod]) -> None:
    address, _period = site
    page = signed_in(driven, address, MEMBER, java_script_enabled=False)
    assert page.locator("h1").inner_text()


def test_what_was_typed_outlives_a_lost_page(driven: Any, site: tuple[str, SmallPeriod]) -> None:
    """Session end while typing: the words are there when the page is opened again."""
    address, period = site
    page = signed_in(driven, address, DIVISION_HEAD, viewport=DESK)
    path = address + filled("/requests/{request_id}", period)
    page.goto(path)
    area = page.locator("textarea").first
    area.fill("Terima kasih atas kerja Saudara.")
    page.goto(address + "/profile")
    page.goto(path)
    assert page.locator("textarea").first.input_value() == "Terima kasih atas kerja Saudara."


def test_screenshots_of_the_main_pages(driven: Any, site: tuple[str, SmallPeriod], tmp_path: Path) -> None:
    """The README's pictures of the portal: made anew with SCREENSHOTS=templates/static/readme."""
    address, period = site
    names = {HEAD: "Hasnah Patiroi", DIVISION_HEAD: "Lestari Setyawan", MEMBER: "Rizal Koto", OTHER_MEMBER: "Aisyah"}
    with transaction() as session:
        for nip, name in names.items():
            run(session, "UPDATE person SET name = %(name)s WHERE nip = %(nip)s", name=name, nip=nip)
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for name, nip, path, size in (
        ("start", MEMBER, "/", PHONE),
        ("request", DIVISION_HEAD, "/requests/{request_id}", DESK),
        ("period", HEAD, "/periods/2026", DESK),
    ):
        page = signed_in(driven, address, nip, viewport=size)
        page.goto(address + filled(path, period))
        page.screenshot(path=folder / f"portal-{name}.png")
        assert (folder / f"portal-{name}.png").stat().st_size > 5_000


@pytest.fixture
def planning(fresh: Callable[[Stage], SmallPeriod]) -> Iterator[tuple[str, SmallPeriod]]:
    """The portal on a world in which the division head is asked about two plans."""
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    for nip in (MEMBER, OTHER_MEMBER):
        period.submit_plan(nip)
    with transaction() as session:
        accounts.keep_password(session, actors.person(session, DIVISION_HEAD).person_id or 0, WORDS, known=[])
    with serving(port=8480) as address:
        yield address, period


def decided() -> int:
    return count("decision")


def test_an_inbox_is_cleared_by_keyboard_alone(driven: Any, planning: tuple[str, SmallPeriod]) -> None:
    """`o` opens the most urgent request; space and Enter decide it; the next one comes by itself."""
    address, _period = planning
    before = decided()
    page = signed_in(driven, address, DIVISION_HEAD, viewport=DESK)
    page.goto(f"{address}/requests")
    page.keyboard.press("o")
    page.wait_for_url("**/requests/*")
    for left in (1, 0):
        page.focus("input[name=answer]")
        page.keyboard.press("Space")
        with page.expect_navigation(url="**done=*"):
            page.keyboard.press("Enter")
        assert page.locator(".govuk-notification-banner--success").count() == 1
        assert decided() == before + 2 - left
    assert "Tidak ada lagi yang menunggu Anda" in page.inner_text("main")
    assert page.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_decides_once(driven: Any, planning: tuple[str, SmallPeriod], scripts: bool) -> None:  # noqa: FBT001
    address, period = planning
    before = decided()
    page = signed_in(driven, address, DIVISION_HEAD, java_script_enabled=scripts)
    page.goto(address + filled("/requests/{plan_id}", period))
    page.check("input[name=answer][value=approve]")
    page.dblclick("button:has-text('Putuskan')")
    page.wait_for_load_state("networkidle")
    assert decided() == before + 1
    assert page.locator("h1").count() == 1
    assert "Kesalahan" not in page.title()


def test_the_back_button_shows_what_was_decided_and_decides_nothing(
    driven: Any, planning: tuple[str, SmallPeriod]
) -> None:
    address, period = planning
    page = signed_in(driven, address, DIVISION_HEAD)
    page.goto(address + filled("/requests/{plan_id}", period))
    page.check("input[name=answer][value=approve]")
    page.click("button:has-text('Putuskan')")
    page.wait_for_url("**done=*")
    now = decided()
    page.go_back()
    assert page.locator("input[name=answer]").count() == 0
    assert decided() == now


def test_nothing_is_wider_than_a_page_at_four_times_the_size(driven: Any, site: tuple[str, SmallPeriod]) -> None:
    """WCAG 1.4.10: 1280 pixels at 400 % are 320; two people's pages are enough, the templates are the same."""
    address, period = site
    for nip in (DIVISION_HEAD, HEAD):
        page = signed_in(driven, address, nip, viewport={"width": 320, "height": 640})
        for path in PLACES[nip]:
            page.goto(address + filled(path, period))
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_plan_is_checked_while_it_is_typed(driven: Any, fresh: Callable[[Stage], SmallPeriod]) -> None:
    """What the form lacks is said without storing anything."""
    period = fresh(Stage.TARGET_SETTING)
    period.run(Stage.TARGET_SETTING)
    with transaction() as session:
        accounts.keep_password(session, actors.person(session, MEMBER).person_id or 0, WORDS, known=[])
    with serving(port=8480) as address:
        page = signed_in(driven, address, MEMBER)
        page.goto(address + filled("/my/{segment}/plan/results/1", period))
        before = count("work_result")
        page.fill("#statement", "Berkas pemohon lengkap dalam tiga hari")
        page.fill("#statement-1", "Persentase berkas lengkap")
        page.fill("#target_min-1", "97,5")
        page.locator("#check", has_text="DQ-S04").wait_for()
        page.fill("#unit_of_measure-1", "persen")
        page.fill("#data_source-1", "Buku register loket")
        page.locator("#check", has_text="Terukur").wait_for()
        assert count("work_result") == before


def test_an_answer_about_what_was_typed_before_is_not_shown(driven: Any, fresh: Callable[[Stage], SmallPeriod]) -> None:
    """The first check is slow: its answer comes after that of the second, and is passed over."""
    period = fresh(Stage.TARGET_SETTING)
    period.run(Stage.TARGET_SETTING)
    with transaction() as session:
        accounts.keep_password(session, actors.person(session, MEMBER).person_id or 0, WORDS, known=[])
    with serving(port=8480) as address:
        page = signed_in(driven, address, MEMBER)
        page.goto(address + filled("/my/{segment}/plan/results/1", period))
        held: list[Any] = []

        def answered(route: Any) -> None:
            if not held:
                held.append(route)
            else:
                route.fulfill(status=200, content_type="text/plain", body="newer")

        page.route(
            "**/plan/results/1", lambda route: answered(route) if route.request.method == "POST" else route.continue_()
        )
        page.fill("#statement", "Berkas")
        while not held:
            page.wait_for_timeout(50)
        page.fill("#statement", "Berkas pemohon lengkap")
        page.locator("#check", has_text="newer").wait_for()
        held[0].fulfill(status=200, content_type="text/plain", body="older")
        page.wait_for_timeout(300)
        assert page.locator("#check").inner_text() == "newer"


def test_shortcuts_can_be_turned_off(driven: Any, planning: tuple[str, SmallPeriod]) -> None:
    """WCAG 2.1.4: without them a letter typed, or spoken, does nothing; other browsers keep theirs."""
    address, _period = planning
    page = signed_in(driven, address, DIVISION_HEAD, viewport=DESK)
    page.goto(f"{address}/profile")
    page.click('form[action="/profile/shortcuts"] button')
    page.wait_for_url("**done=shortcuts")
    page.goto(f"{address}/requests")
    page.keyboard.press("o")
    page.wait_for_timeout(300)
    assert page.url == f"{address}/requests"
    page.goto(f"{address}/profile")
    page.click('form[action="/profile/shortcuts"] button')
    page.goto(f"{address}/requests")
    page.keyboard.press("o")
    page.wait_for_url("**/requests/*")


def test_what_was_sent_in_one_form_leaves_the_words_in_another(driven: Any, site: tuple[str, SmallPeriod]) -> None:
    address, period = site
    page = signed_in(driven, address, DIVISION_HEAD, viewport=DESK)
    request = address + filled("/requests/{request_id}", period)
    page.goto(request)
    page.locator("textarea").first.fill("Belum selesai ditulis.")
    page.goto(address + filled("/segments/{segment}/dialogue", period))
    page.fill("#words", "Pindai rusak sejak Senin.")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/dialogue?done=written*")
    assert page.input_value("#words") == ""
    page.goto(request)
    assert page.locator("textarea").first.input_value() == "Belum selesai ditulis."


def test_what_was_sent_does_not_stay_in_the_form(driven: Any, site: tuple[str, SmallPeriod]) -> None:
    """The page after sending has the same address: the words that were kept for a lost page are not put back there."""
    address, period = site
    page = signed_in(driven, address, MEMBER, viewport=PHONE)
    page.goto(address + filled("/my/{segment}/dialogue", period))
    page.fill("#words", "Pindai rusak sejak Senin.")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/dialogue?done=written*")
    assert page.locator("main li").first.inner_text().endswith("Pindai rusak sejak Senin.")
    assert page.input_value("#words") == ""
    assert Axe().run(page).violations_count == 0
    assert page.complaints == []


def test_a_photo_of_an_entry_is_attached_and_taken_back_on_a_phone(
    driven: Any, site: tuple[str, SmallPeriod], tmp_path: Path
) -> None:
    """From the entry to the question before it is taken back: each page fits and is accessible."""
    address, period = site
    page = signed_in(driven, address, MEMBER, viewport={"width": 320, "height": 640})
    photo = tmp_path / "foto.png"
    photo.write_bytes(png())
    log = filled("/my/{segment}/log", period)
    page.goto(address + log)
    for name, value in {"description": "Kunjungan posyandu", "starts": "08:00", "ends": "09:00"}.items():
        page.fill(f"#{name}", value)
    page.select_option("#work_result", "1")
    page.set_input_files("#photo", photo)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url("**done=recorded*")
    _fits(page)
    for link in ('main a[href$="/photos"] >> nth=-1', 'main a[href$="/withdraw"]'):
        page.click(link)
        _fits(page)
    page.click("main form button[type=submit]")
    page.wait_for_url("**done=withdrawn*")
    page.goto(address + log)
    page.click('main a[href$="/withdraw"]')
    _fits(page)
    assert page.complaints == []


def _fits(page: Any) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
