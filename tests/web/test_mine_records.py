"""One's own records: months, report, shortfalls, evidence, the daily log, findings and feedback."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import own_record
from models.collection import may_fall_below_zero
from models.database import database_url, engine_for, one, rows, run, transaction
from models.errors import InvalidInputError
from models.typed_values import number_to_type, number_typed
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]


@pytest.fixture
def place(fresh: World) -> str:
    """The member's appraisal while facts are collected."""
    return f"/my/{fresh(Stage.COLLECTION).segments[MEMBER]}"


def today(place: str) -> date:
    with transaction() as session:
        found: date = own_record.standing(session, int(place.rsplit("/", 1)[1]))["today"]
    return found


@pytest.mark.parametrize(
    ("text", "way", "value"),
    [("1.234,5", "id", "1234.5"), ("1234,50", "id", "1234.50"), ("1,234.5", "en", "1234.5"), ("-7", "id", "-7"),
     (" 12 ", "en", "12"), ("1.234", "id", "1234"), ("1.234", "en", "1.234")],
)  # fmt: skip
def test_numbers_are_read_as_the_form_declared(text: str, way: str, value: str) -> None:
    assert f"{number_typed(text, way):f}" == value
    assert number_typed(number_to_type(number_typed(text, way), way), way) == number_typed(text, way)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("1.5", "id"),
        ("1,5", "en"),
        ("1e3", "en"),
        ("١٢", "id"),
        ("1 000", "id"),
        ("", "id"),
        ("NaN", "en"),
        ("0x1", "id"),
    ],
)
def test_nothing_is_guessed_about_a_number(text: str, way: str) -> None:
    with pytest.raises(InvalidInputError):
        number_typed(text, way)


def test_a_month_is_recorded_and_reported(browser: Browser, place: str) -> None:
    mine, month = browser(MEMBER), f"{today(place):%Y-%m}"
    assert 'name="place" value="1.1"' in mine.get(f"{place}/realizations").text
    form = {"month": month, "numbers": "id", "place": "1.1"}
    refused = mine.post(f"{place}/realizations", data=form | {"value": "87.5 berkas"})
    assert refused.status_code == 422
    assert 'value="87.5 berkas"' in refused.text
    assert 'href="#v-1-1"' in refused.text
    done = mine.post(f"{place}/realizations", data=form | {"value": "87,5"})
    assert done.headers["location"] == f"{place}/realizations?month={month}&done=recorded"
    shown = mine.get(f"{place}/realizations").text
    assert 'value="87.5"' in shown
    assert mine.post(f"{place}/realizations", data=form | {"value": "", "was": "87.5"}).status_code == 422
    assert mine.post(f"{place}/realizations", data=form | {"month": "x", "value": "1"}).status_code == 422

    report = mine.get(f"{place}/report").text
    assert "87.5" in report
    seen = report.split('name="seen" value="')[1].split('"', maxsplit=1)[0]
    assert mine.post(f"{place}/report", data={"seen": "0" * 64}).status_code == 409
    assert (
        mine.post(f"{place}/report", data={"seen": seen}).headers["location"] == f"{place}/realizations?done=submitted"
    )
    assert "Report submitted on" in mine.get(f"{place}/realizations").text


def test_a_stale_form_does_not_overwrite_what_came_meanwhile(browser: Browser, fresh: World) -> None:
    """A source delivers another value while the form is open: both are shown, what was typed stays in the field."""
    period = fresh(Stage.COLLECTION)
    here = f"/my/{period.segments[MEMBER]}/realizations"
    mine, month = browser(MEMBER), f"{today(here.removesuffix('/realizations')):%Y-%m}"
    form = {"month": month, "numbers": "en", "place": "1.1"}
    assert mine.post(here, data=form | {"value": "80", "was": ""}).status_code == 303
    with transaction() as session:
        run(session, "UPDATE realization SET superseded_at = now() WHERE superseded_at IS NULL")
        run(session, "INSERT INTO realization (indicator_id, month, version, value, source, recorded_by)"
            " SELECT indicator_id, month, version + 1, 91, 'source:SIMPEG', recorded_by FROM realization")  # fmt: skip
    untouched = mine.post(here, data=form | {"value": "80", "was": "80"})
    assert untouched.status_code == 303
    late = mine.post(here, data=form | {"value": "82.5", "was": "80"})
    assert late.status_code == 409
    for words in ('value="82.5"', 'name="was" value="91"', "Recorded meanwhile", 'href="#v-1-1"'):
        assert words in late.text
    assert values() == {"91"}
    assert mine.post(here, data=form | {"value": "82.5", "was": "91"}).status_code == 303
    assert values() == {"82.5"}


def values() -> set[str]:
    with transaction() as session:
        return {
            f"{row['value']:f}" for row in rows(session, "SELECT value FROM realization WHERE superseded_at IS NULL")
        }


def test_a_count_below_zero_is_refused_and_stays_in_the_field(browser: Browser, place: str) -> None:
    form = {"month": f"{today(place):%Y-%m}", "numbers": "id", "place": "1.1", "value": "-2,5", "was": ""}
    answer = browser(MEMBER).post(f"{place}/realizations", data=form)
    assert answer.status_code == 422
    for words in ('value="-2,5"', 'id="v-1-1-error"', "cannot be below zero"):
        assert words in answer.text
    assert values() == set()


@pytest.mark.parametrize(
    ("unit", "statement", "may"),
    [
        ("berkas", "Pertumbuhan berkas", False),
        ("%", "Berkas selesai tepat waktu", False),
        (" Persen ", "Laju pertumbuhan ekonomi", True),
        ("poin", "Kenaikan indeks kepuasan", True),
    ],
)
def test_only_a_change_can_fall_below_zero(unit: str, statement: str, *, may: bool) -> None:
    assert may_fall_below_zero(unit, statement) is may


def test_a_shortfall_is_explained(browser: Browser, place: str) -> None:
    mine, month = browser(MEMBER), f"{today(place):%Y-%m}"
    assert mine.get(f"{place}/shortfall/1.1").status_code == 404
    mine.post(f"{place}/realizations", data={"month": month, "numbers": "id", "place": "1.1", "value": "10"})
    assert f"{place}/shortfall/1.1" in mine.get(f"{place}/realizations").text
    words = {"words": "Anggaran baru cair di bulan Oktober.", "remedy": "Dikejar tahun depan."}
    refused = mine.post(f"{place}/shortfall/1.1", data=words)
    assert refused.status_code == 422
    assert words["words"] in refused.text
    assert mine.post(f"{place}/shortfall/1.1", data=words | {"cause": "LATE_BUDGET", "words": "x"}).status_code == 422
    done = mine.post(f"{place}/shortfall/1.1", data=words | {"cause": "LATE_BUDGET"})
    assert done.headers["location"] == f"{place}/realizations?done=explained"
    assert words["words"] in mine.get(f"{place}/shortfall/1.1").text


def test_evidence_is_attached_and_taken_back(browser: Browser, place: str) -> None:
    mine, here = browser(MEMBER), f"{place}/evidence/1.1"
    assert "Nothing is attached" in mine.get(here).text
    assert mine.get(f"{place}/evidence/9.9").status_code == 404
    assert mine.post(here, data={"description": "Foto <kegiatan>"}).status_code == 422
    program = mine.post(here, files={"given": ("laporan.pdf", b"MZ\x00\x01", "application/pdf")})
    assert program.status_code == 422
    assert "Attach a document or a picture" in program.text
    file = {"given": ("../laporan triwulan.txt", b"Tiga puskesmas terakreditasi.\n", "text/plain")}
    done = mine.post(here, data={"month": f"{today(place):%Y-%m}"}, files=file)
    assert done.headers["location"] == f"{here}?month={today(place):%Y-%m}&done=attached"
    assert "laporan triwulan.txt" in mine.get(here).text
    link = mine.post(here, data={"address": "https://drive.google.com/file/d/1"})
    assert link.headers["location"].endswith("done=share")
    with transaction() as session:
        kept = rows(session, "SELECT id FROM evidence ORDER BY id")
    taken = mine.post(f"{place}/evidence/{kept[0]['id']}/withdraw")
    assert taken.headers["location"] == f"{here}?done=withdrawn"
    assert mine.post(f"{place}/evidence/{kept[0]['id']}/withdraw").status_code == 404
    assert "laporan triwulan.txt" not in mine.get(here).text


def test_the_log_is_kept_corrected_and_copied(browser: Browser, place: str) -> None:
    mine, now = browser(MEMBER), today(place)
    before = now - timedelta(days=1 if now.timetuple().tm_yday > 1 else 0)
    entry = {"day": f"{before}", "starts": "08:00", "ends": "09:30", "description": "Verifikasi berkas",
             "numbers": "id", "work_result": "1", "output_volume": "1,5", "output_unit": "berkas"}  # fmt: skip
    for wrong in ({"starts": "pagi"}, {"ends": "07:00"}, {"work_result": ""}, {"output_volume": "1.5"}, {"day": ""}):
        refused = mine.post(f"{place}/log", data=entry | wrong)
        assert refused.status_code == 422, wrong
        assert "Verifikasi berkas" in refused.text
    assert mine.post(f"{place}/log", data=entry).headers["location"] == f"{place}/log?week={before}&done=recorded"
    with transaction() as session:
        first = one(session, "SELECT id FROM activity_log")
    assert first
    number = first["id"]
    assert 'value="08:00"' in mine.get(f"{place}/log?entry={number}").text
    mine.post(f"{place}/log", data=entry | {"starts": "08:15", "replaces": number})
    with transaction() as session:
        kept = rows(session, "SELECT id, starts FROM activity_log WHERE superseded_at IS NULL")
    assert [f"{row['starts']:%H:%M}" for row in kept] == ["08:15"]
    assert mine.post(f"{place}/log", data=entry | {"replaces": number}).status_code == 422
    assert "Verifikasi berkas" in mine.get(f"{place}/log?week={before}").text
    for _again in range(2):
        assert mine.post(f"{place}/log/copy", data={"day": f"{before}"}).status_code == 303
    with transaction() as session:
        count = one(session, "SELECT count(*) AS n FROM activity_log WHERE superseded_at IS NULL")
    assert count == {"n": 1 if before == now else 2}
    assert mine.post(f"{place}/log/{kept[0]['id']}/withdraw").status_code == 303
    assert mine.post(f"{place}/log/{kept[0]['id']}/withdraw").status_code == 404
    for week in ("nonsense", "0001-01-01", "9999-12-31"):
        assert mine.get(f"{place}/log?week={week}").status_code == 200


def entry_on(day: date, starts: str, ends: str, **more: str) -> dict[str, str]:
    return {"day": f"{day}", "starts": starts, "ends": ends, "description": "Rapat bidang", "numbers": "id",
            "work_result": "1"} | more  # fmt: skip


def in_force() -> list[str]:
    with transaction() as session:
        found = rows(session, "SELECT starts, ends FROM activity_log WHERE superseded_at IS NULL ORDER BY starts")
    return [f"{row['starts']:%H:%M}-{row['ends']:%H:%M}" for row in found]


@pytest.mark.parametrize(
    ("starts", "ends"), [("08:00", "09:00"), ("08:30", "08:45"), ("07:00", "08:01"), ("09:29", "12:00")]
)
def test_an_entry_never_covers_another(browser: Browser, place: str, starts: str, ends: str) -> None:
    """The refusal names the other entry, leads to it, and keeps what was typed."""
    mine, now = browser(MEMBER), today(place)
    mine.post(f"{place}/log", data=entry_on(now, "08:00", "09:30"))
    refused = mine.post(f"{place}/log", data=entry_on(now, starts, ends, description="Kunjungan lapangan"))
    assert refused.status_code == 409
    for words in ("Rapat bidang", "Kunjungan lapangan", "Open that entry"):
        assert words in refused.text
    assert in_force() == ["08:00-09:30"]
    assert mine.post(f"{place}/log", data=entry_on(now, "09:30", "10:00")).status_code == 303


def test_correcting_is_an_act_of_its_own(browser: Browser, place: str) -> None:
    mine, now = browser(MEMBER), today(place)
    for times in (("08:00", "09:00"), ("09:00", "10:00")):
        assert mine.post(f"{place}/log", data=entry_on(now, *times)).status_code == 303
    assert mine.post(f"{place}/log", data=entry_on(now, "08:00", "09:00")).status_code == 303  # a form sent twice
    with transaction() as session:
        first = rows(session, "SELECT id FROM activity_log ORDER BY id")[0]["id"]
    covers = mine.post(f"{place}/log", data=entry_on(now, "08:30", "09:30", replaces=first))
    assert covers.status_code == 409
    assert in_force() == ["08:00-09:00", "09:00-10:00"]
    for ends in ("08:45", "08:50"):
        with transaction() as session:
            first = rows(session, "SELECT id FROM activity_log WHERE superseded_at IS NULL ORDER BY starts")[0]["id"]
        assert mine.post(f"{place}/log", data=entry_on(now, "08:00", ends, replaces=first)).status_code == 303
    assert in_force() == ["08:00-08:50", "09:00-10:00"]


def test_taking_back_asks_first(browser: Browser, place: str) -> None:
    mine, now = browser(MEMBER), today(place)
    mine.post(f"{place}/log", data=entry_on(now, "08:00", "09:00"))
    file = {"given": ("foto.txt", b"Tiga puskesmas.\n", "text/plain")}
    mine.post(f"{place}/evidence/1.1", files=file)
    with transaction() as session:
        entry = (one(session, "SELECT id FROM activity_log") or {})["id"]
        proof = (one(session, "SELECT id FROM evidence") or {})["id"]
    for page, address in (
        (f"{place}/log", f"{place}/log/{entry}"),
        (f"{place}/evidence/1.1", f"{place}/evidence/{proof}"),
    ):
        assert f'href="{address}/withdraw"' in mine.get(page).text
        asked = mine.get(f"{address}/withdraw").text
        assert "Yes, take it back" in asked
        assert f'action="{address}/withdraw"' in asked
        assert mine.post(f"{address}/withdraw").status_code == 303
        assert mine.get(f"{address}/withdraw").status_code == 404


def test_no_log_is_kept_of_days_that_have_not_come(browser: Browser, place: str) -> None:
    segment = place.rsplit("/", 1)[1]
    pool = engine_for(database_url("owner"), 1)
    with transaction(pool) as owner:
        run(
            owner, "UPDATE segment SET starts = current_date + 30, ends = current_date + 60 WHERE id = %(s)s", s=segment
        )
    pool.dispose()
    shown = browser(MEMBER).get(f"{place}/log").text
    assert "Your days in this period begin on" in shown
    assert 'name="description"' not in shown


def test_findings_say_what_to_do_and_where(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    period.report(MEMBER, "10")
    for nip in period.segments:
        if nip != MEMBER:
            period.report(nip)
    period.run(Stage.COLLECTION)
    period.run(Stage.QUALITY)
    place = f"/my/{period.segments[MEMBER]}"
    shown = browser(MEMBER).get(f"{place}/findings").text
    assert "What to do:" in shown
    assert "Go to where it is mended" in shown
    assert browser(MEMBER).get(f"{place}/findings?page=2").status_code == 200


def test_feedback_is_given_and_received(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    mine, here = browser(MEMBER), f"/my/{period.segments[MEMBER]}/feedback"
    to = f"{here}/to/{period.segments[OTHER_MEMBER]}"
    assert to in mine.get(f"{here}?q=pegawai").text
    assert "at least three letters" in mine.get(f"{here}?q=p").text
    assert mine.get(f"{here}/to/{period.segments[MEMBER]}").status_code == 404
    refused = mine.post(to, data={"words": "Sigap membantu loket lain."})
    assert refused.status_code == 422
    assert "Sigap membantu loket lain." in refused.text
    words = {"kind": "appreciation", "core_value": "HARMONIS", "words": "Sigap membantu loket lain."}
    assert mine.post(to, data=words).headers["location"] == f"{here}?done=given"
    assert "Sigap membantu" in mine.get(here).text
    assert "Sigap membantu" in browser(OTHER_MEMBER).get(f"/my/{period.segments[OTHER_MEMBER]}/feedback").text
