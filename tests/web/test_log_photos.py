"""Photos of a daily log in the portal: taken with the entry or later, seen by the rater, hidden from others."""

from collections.abc import Callable
from datetime import date

from models import evidence_store, own_record
from models.database import one, rows, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.pictures import PLACE, jpeg, png
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]


def entry_of(segment: int) -> dict[str, str]:
    with transaction() as session:
        today: date = own_record.standing(session, segment)["today"]
    return {"day": f"{today}", "starts": "08:00", "ends": "09:00", "description": "Kunjungan posyandu",
            "numbers": "id", "work_result": "1"}  # fmt: skip


def kept() -> dict[str, int]:
    with transaction() as session:
        return one(session, "SELECT id, log_id FROM log_photo ORDER BY id DESC LIMIT 1") or {}


def test_a_photo_comes_with_the_entry_and_the_rater_sees_it(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    here, mine = f"/my/{segment}/log", browser(MEMBER)
    form = mine.get(here).text
    assert 'enctype="multipart/form-data"' in form
    assert 'capture="environment"' in form
    file = {"photo": ("IMG_1.jpg", jpeg(), "image/jpeg")}
    assert mine.post(here, data=entry_of(segment), files=file).status_code == 303
    assert "Photos: 1" in mine.get(here).text
    photo = kept()
    rater = browser(DIVISION_HEAD)
    assert f"/segments/{segment}/photos" in rater.get(f"/segments/{segment}/evidence").text
    shown = rater.get(f"/segments/{segment}/photos").text
    assert "Kunjungan posyandu" in shown
    picture = rater.get(f"/segments/{segment}/photos/{photo['id']}")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.content.startswith(b"\xff\xd8")
    assert PLACE not in picture.content
    assert browser(OTHER_MEMBER).get(f"/segments/{segment}/photos/{photo['id']}").status_code == 404
    assert browser(OTHER_MEMBER).get(f"/segments/{segment}/photos").status_code == 404


def test_a_refused_photo_stores_no_entry_and_keeps_what_was_typed(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    file = {"photo": ("IMG_1.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic")}
    refused = browser(MEMBER).post(f"/my/{segment}/log", data=entry_of(segment), files=file)
    assert refused.status_code == 422
    for words in ("HEIC", "Kunjungan posyandu", "choose it again"):
        assert words in refused.text
    with transaction() as session:
        assert not rows(session, "SELECT FROM activity_log WHERE superseded_at IS NULL")


def test_a_photo_is_attached_later_and_taken_back(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    mine = browser(MEMBER)
    mine.post(f"/my/{segment}/log", data=entry_of(segment))
    assert "no photo" in mine.get(f"/my/{segment}/log").text
    with transaction() as session:
        entry = (one(session, "SELECT id FROM activity_log") or {})["id"]
    here = f"/my/{segment}/log/{entry}/photos"
    assert mine.post(here).status_code == 422
    done = mine.post(here, files={"photo": ("foto.png", png(), "image/png")})
    assert done.headers["location"] == f"{here}?done=attached"
    photo = kept()["id"]
    assert f'src="/segments/{segment}/photos/{photo}"' in mine.get(here).text
    asked = mine.get(f"/my/{segment}/photos/{photo}/withdraw").text
    assert "Yes, take it back" in asked
    assert mine.post(f"/my/{segment}/photos/{photo}/withdraw").headers["location"] == f"{here}?done=withdrawn"
    assert mine.get(f"/my/{segment}/photos/{photo}/withdraw").status_code == 404
    assert mine.get(f"/segments/{segment}/photos/{photo}").status_code == 404


def test_a_photo_whose_file_is_gone_says_so(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    mine = browser(MEMBER)
    mine.post(f"/my/{segment}/log", data=entry_of(segment), files={"photo": ("a.jpg", jpeg(3), "image/jpeg")})
    with transaction() as session:
        digest = (one(session, "SELECT sha256 FROM log_photo") or {})["sha256"]
    evidence_store.stored_path(digest).unlink()
    for page in (f"/my/{segment}/log", f"/my/{segment}/log/{kept()['log_id']}/photos", f"/segments/{segment}/photos"):
        assert "photo missing" in mine.get(page).text
    assert mine.get(f"/segments/{segment}/photos/{kept()['id']}").status_code == 404
