"""A file is brought in row by row: new, corrected, unchanged or held back; the same file twice changes nothing."""

from datetime import date
from typing import Any

import pytest

from models import actors
from models.database import one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from models.sources.deliveries import deliveries, pedigree
from models.sources.held import held_rows, reference_of
from models.sources.intake import bring_in
from models.sources.registry import in_force, register, retire
from models.vocabulary import Stage
from tests.acts import World, rate
from tests.factories import AGENCY, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, changed_tables, snapshot
from tests.models.sources.conftest import Bring, source

CASES = "no_berkas;jenis_layanan;waktu_terima_lengkap;waktu_selesai;nip_petugas;menit_tunda\n"
YEAR = date.today().year  # noqa: DTZ011


def case(number: int, *, ends: str = f"{YEAR}-01-05 10:00", officer: str = "", pause: str = "") -> str:
    return f"B-{number};KTP-el baru;{YEAR}-01-05 09:00;{ends};{officer};{pause}\n"


def stored(table: str = "service_case") -> list[dict[str, Any]]:
    with transaction() as session:
        return rows(session, f"SELECT * FROM {table} ORDER BY key, version")  # type: ignore[arg-type]


def problems(period: SmallPeriod) -> list[tuple[int, str]]:
    with transaction() as session:
        found = held_rows(session, period.id, limit=100)
        return [(row["row"], " ".join(row["sentences"])) for row in found]


def test_rows_are_stored_with_their_whole_pedigree(bring: Bring, collecting: SmallPeriod) -> None:
    brought = bring("service_case", CASES + case(1, officer=MEMBER) + case(2, ends=""), unit=AGENCY)
    assert (brought.outcome, brought.added, brought.held) == ("stored", 2, 0)
    first, second = stored()
    assert first["segment_id"] == collecting.segments[MEMBER]
    assert (first["delivery_id"], first["source_row"], first["version"]) == (brought.delivery_id, 2, 1)
    assert second["completed_at"] is None
    with transaction() as session:
        delivery = deliveries(session, collecting.code)[0]
        events = rows(session, "SELECT event, unit_id FROM audit_event WHERE event LIKE 'data.%%' ORDER BY id")
    assert (delivery["name"], delivery["rows"], len(delivery["sha256"])) == ("data.csv", 2, 64)
    assert delivery["by"] == actors.operator().name
    assert [event["event"] for event in events] == ["data.delivered", "data.imported"]


def test_the_same_file_twice_changes_nothing(bring: Bring) -> None:
    text = CASES + case(1) + case(2)
    first = bring("service_case", text, unit=AGENCY)
    before = snapshot()
    again = bring("service_case", text, unit=AGENCY, name="another name.csv")
    assert (again.outcome, again.delivery_id) == ("same", first.delivery_id)
    assert changed_tables(before) == set()


def test_a_corrected_file_supersedes_row_by_row_and_keeps_the_old_value(bring: Bring) -> None:
    bring("service_case", CASES + case(1) + case(2), unit=AGENCY)
    brought = bring("service_case", CASES + case(1) + case(2, ends=f"{YEAR}-01-06 10:00"), unit=AGENCY)
    assert (brought.added, brought.corrected, brought.unchanged) == (0, 1, 1)
    versions = [(row["case_number"], row["version"], row["superseded_at"] is None) for row in stored()]
    assert versions == [("B-1", 1, True), ("B-2", 1, False), ("B-2", 2, True)]


def test_an_old_file_does_not_undo_newer_corrections_unless_it_is_meant(bring: Bring) -> None:
    old = CASES + case(1)
    bring("service_case", old, unit=AGENCY)
    bring("service_case", CASES + case(1, pause="5"), unit=AGENCY)
    with pytest.raises(ConflictError, match="--again"):
        bring("service_case", old, unit=AGENCY)
    brought = bring("service_case", old, unit=AGENCY, again=True)
    assert brought.corrected == 1
    assert [row["version"] for row in stored()] == [1, 2, 3]


def test_a_source_that_repeats_itself_does_not_undo_what_another_corrected(bring: Bring) -> None:
    declared = source(dataset="service_case", unit=AGENCY, ignore="*")
    bring("service_case", CASES + case(1), source=declared)
    bring("service_case", CASES + case(1, pause="7"), unit=AGENCY)
    brought = bring("service_case", CASES + case(1) + case(2), source=declared)
    assert (brought.added, brought.corrected, brought.unchanged) == (1, 0, 1)
    current = [row for row in stored() if row["superseded_at"] is None and row["case_number"] == "B-1"]
    assert [row["pause_minutes"] for row in current] == [7]


def test_three_bad_rows_among_many_are_held_and_all_others_stored(bring: Bring, collecting: SmallPeriod) -> None:
    good = [case(number) for number in range(4000)]
    bad = [case(9001, ends="31-02-2026 10:00"), case(9002, pause="-3"), case(9003, officer="1.98609E+17")]
    brought = bring("service_case", CASES + "".join(good[:2000] + bad + good[2000:]), unit=AGENCY)
    assert (brought.rows, brought.added, brought.held) == (4003, 4000, 3)
    found = problems(collecting)
    assert [row for row, _why in found] == [2002, 2003, 2004]
    assert "31-02-2026" in found[0][1]
    assert "DQ-E03" in found[2][1]


def test_a_row_that_has_no_owner_is_held_and_settled_by_its_correction(bring: Bring, collecting: SmallPeriod) -> None:
    heading = "nip;bulan;hari_kerja;hadir\n"
    brought = bring("attendance", heading + f"{MEMBER};1;21;20\n" + "198506152010012099;1;21;20\n")
    assert (brought.added, brought.held) == (1, 1)
    ((row, why),) = problems(collecting)
    assert (row, "nobody has this one" in why) == (3, True)
    with transaction() as session:
        reference = reference_of(held_rows(session, collecting.id)[0])
    text = f"nip;bulan;hari_kerja;hadir;baris_tertahan;masalah\n{OTHER_MEMBER};1;21;20;{reference};x\n"
    assert bring("attendance", text, name="fixed.csv").added == 1
    assert problems(collecting) == []


def test_realizations_come_in_as_versions_of_the_values_people_entered(bring: Bring, collecting: SmallPeriod) -> None:
    heading = "nip;nomor_rhk;nomor_indikator;bulan;realisasi\n"
    collecting.report(MEMBER, "5")
    text = heading + f"{MEMBER};1;1;1;5\n{MEMBER};1;1;2;9,5\n{OTHER_MEMBER};1;2;1;3\n{OTHER_MEMBER};1;1;1;7\n"
    declared = source(dataset="realization", numbers="indonesian")
    brought = bring("realization", text, source=declared)
    assert (brought.added, brought.corrected, brought.unchanged, brought.held) == (1, 1, 1, 1)
    assert "work result and of an indicator" in problems(collecting)[0][1]
    with transaction() as session:
        told = [row for row in pedigree(session, collecting.segments[MEMBER]) if row["month"].month == 2]
    assert [(str(row["value"]), row["source"], row["superseded_at"] is None) for row in told] == [
        ("5", None, False),
        ("9.5", "test", True),
    ]
    assert (told[1]["source_row"], told[1]["file"]) == (3, "data.csv")


def test_nothing_changes_for_who_is_rated_or_a_unit_past_approval(bring: Bring, collecting: SmallPeriod) -> None:
    collecting.report_all()
    for stage in (Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL):
        collecting.run(stage)
    with transaction() as session:
        world = World(session, collecting)
        rate(world, world.request("evaluation", MEMBER))
    heading = "nip;bulan;hari_kerja;hadir\n"
    brought = bring("attendance", heading + f"{MEMBER};1;21;20\n{OTHER_MEMBER};1;21;20\n")
    assert (brought.added, brought.held) == (1, 1)
    assert "not rated yet" in problems(collecting)[0][1]
    collecting.rate_all()
    assert collecting.run(Stage.APPROVAL).outcome == "sealed"
    brought = bring("attendance", heading + f"{HEAD};2;20;20\n", name="late.csv")
    assert (brought.added, brought.held) == (0, 1)


def test_rows_that_contradict_each_other_are_held_and_doubles_forgotten(bring: Bring, collecting: SmallPeriod) -> None:
    text = CASES + case(1) + case(1) + case(2) + case(2, pause="4")
    brought = bring("service_case", text, unit=AGENCY)
    assert (brought.added, brought.held) == (2, 1)
    ((row, why),) = problems(collecting)
    assert (row, "row 4 says something else" in why) == (5, True)
    assert "no_berkas: found “B-2”, expected one row" in why


def test_what_is_wrong_is_told_by_the_heading_that_people_see(bring: Bring, collecting: SmallPeriod) -> None:
    text = CASES.replace("menit_tunda", "Tunda (menit)") + case(1, pause="x") + case(2, officer=MEMBER[:-1] + "9")
    declared = source(dataset="service_case", unit=AGENCY, columns={"pause_minutes": "Tunda (menit)"})
    assert bring("service_case", text, source=declared).held == 2
    (_two, first), (_three, second) = problems(collecting)
    assert first.startswith("Tunda (menit): found “x”")
    assert second.startswith("nip_petugas: found “")


def test_an_agency_that_there_is_not_is_told_with_the_codes_there_are(bring: Bring) -> None:
    with pytest.raises(InvalidInputError, match=f"Write one of these codes: {AGENCY} \\("):
        bring("service_case", CASES + case(1), unit="5.03")


REFUSED = {
    "no headings": ("a;b\n1;2\n", {}, "no row with the headings"),
    "a heading is missing": (CASES.replace("no_berkas;", "") + "x\n", {}, "no_berkas"),
    "an unknown column": (CASES.replace("menit_tunda", "menit_tunda;catatan") + "x\n", {}, "catatan"),
    "a column twice": (CASES.replace("menit_tunda", "no_berkas") + "x\n", {}, "two columns"),
    "nothing below": (CASES, {}, "no rows below"),
    "the control total": (CASES + case(1), {"expect_rows": 2}, "1 rows, not 2"),
    "another kind of file": (CASES + case(1), {"name": "data.pdf"}, "none of .xlsx"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_wrong_as_a_whole_is_refused_and_recorded(
    bring: Bring, collecting: SmallPeriod, name: str
) -> None:
    text, more, part = REFUSED[name]
    brought = bring("service_case", text, unit=AGENCY, **more)
    assert brought.outcome == "refused"
    assert brought.message is not None
    assert part in brought.message.render("en")
    assert "DQ-X01" in brought.message.render("en")
    assert stored() == []
    with transaction() as session:
        assert [row["outcome"] for row in deliveries(session, collecting.code)] == ["refused"]


def test_a_total_row_ends_the_data_and_must_add_up(bring: Bring) -> None:
    heading = "kode_rekening;program;kegiatan;sub_kegiatan;bulan;pagu;realisasi_keuangan\n"
    body = "1.02.01;P;K;S;3;1.000.000,00;250.000,50\n1.02.02;P;K;S;3;2.000.000,00;1.000,00\n"
    declared = source(dataset="budget_line", unit=AGENCY, numbers="indonesian", total_row="JUMLAH")
    right = heading + body + "JUMLAH;;;;;3.000.000,00;251.000,50\n;;;;;;Kepala Dinas\n"
    assert bring("budget_line", right, source=declared).added == 2
    wrong = bring("budget_line", right.replace("251.000,50", "251.000,51"), source=declared)
    assert wrong.outcome == "refused"
    assert "add up to 251000.50" in str(wrong.message)


def test_a_negative_budget_is_held_with_its_code(bring: Bring, collecting: SmallPeriod) -> None:
    heading = "kode_rekening;program;kegiatan;sub_kegiatan;bulan;pagu;realisasi_keuangan\n"
    bring("budget_line", heading + "1.02;P;K;S;3;-5;0\n", unit=AGENCY)
    assert "DQ-B01" in problems(collecting)[0][1]


def test_merged_cells_downward_constants_and_ignored_columns(bring: Bring) -> None:
    text = "Unit;Layanan;Nomor;Masuk;x\nDINKES;KK;1;2026-01-05 09:00;a\n;;2;2026-01-05 09:00;b\n"
    declared = source(
        dataset="service_case",
        columns={"unit": "Unit", "service": "Layanan", "case_number": "Nomor", "received_at": "Masuk"},
        fill_down=["unit", "service"],
        constants={"channel": "loket"},
        ignore=["x"],
    )
    assert bring("service_case", text, source=declared).added == 2
    assert {(row["service"], row["channel"]) for row in stored()} == {("KK", "loket")}


def test_a_wholly_wrong_declaration_refuses_the_file_instead_of_holding_everything(bring: Bring) -> None:
    text = CASES + "".join(case(number, pause="1,5") for number in range(1500))
    brought = bring("service_case", text, unit=AGENCY)
    assert brought.outcome == "refused"
    assert "1500 of 1500 rows" in str(brought.message)


def test_a_dry_run_says_everything_and_keeps_nothing(bring: Bring) -> None:
    bring("service_case", CASES + case(1), unit=AGENCY)
    before = snapshot()
    brought = bring(
        "service_case", CASES + case(1, pause="2") + case(2) + case(3, pause="x"), unit=AGENCY, dry_run=True
    )
    assert (brought.added, brought.corrected, brought.held) == (1, 1, 1)
    refused = bring("service_case", "a;b\n1;2\n", unit=AGENCY, dry_run=True)
    assert refused.outcome == "refused"
    assert changed_tables(before) == set()


def test_feedback_knows_giver_and_receiver_and_refuses_praise_of_oneself(bring: Bring, collecting: SmallPeriod) -> None:
    heading = "nip;nip_pemberi;nama_pemberi;tanggal;jenis;nilai_dasar;isi\n"
    text = (
        heading
        + f"{MEMBER};{HEAD};;{YEAR}-01-05;apresiasi;Kompeten;Bagus\n"
        + f"{MEMBER};;Warga;{YEAR}-01-05;koreksi;;Antrean lama\n"
        + f"{MEMBER};{MEMBER};;{YEAR}-01-06;apresiasi;;Saya hebat\n"
    )
    brought = bring("feedback", text)
    assert (brought.added, brought.held) == (2, 1)
    givers = {(row["giver_id"] is not None, row["giver_name"]) for row in stored("feedback")}
    assert givers == {(True, ""), (False, "Warga")}
    assert "nobody gives feedback to themselves" in problems(collecting)[0][1]


def test_where_an_answer_came_from_is_kept_as_a_hash_only(bring: Bring) -> None:
    elements = ";".join(f"u{number}" for number in range(1, 10))
    text = f"jenis_layanan;no_responden;waktu_isi;{elements};asal\nKK;R1;{YEAR}-01-05 10:00;4;4;4;;4;4;4;4;3;10.1.2.3\n"
    assert bring("survey_answer", text, unit=AGENCY).added == 1
    (row,) = stored("survey_answer")
    assert (row["u4"], len(row["origin"])) == (None, 64)


def test_a_dash_in_the_national_export_is_no_predicate(bring: Bring) -> None:
    text = f"id;nip;nama;hasil_akhir\n1;{MEMBER};A;Baik\n2;{OTHER_MEMBER};B;-\n3;199001012015011009;C;Cukup\n"
    assert bring("bkn_rating", text).added == 3
    assert {(row["bkn_id"], row["predicate"] or None) for row in stored("bkn_rating")} == {
        ("1", "BAIK"),
        ("2", None),
        ("3", "BUTUH_PERBAIKAN"),
    }


def test_only_administrators_declare_and_bring_in(bring: Bring, collecting: SmallPeriod, tmp_path: Any) -> None:
    bring("service_case", CASES + case(1), unit=AGENCY)
    with transaction() as session, pytest.raises(NotAllowedError):
        register(session, collecting.code, source(dataset="outage"), by=actors.person(session, MEMBER))
    with transaction() as session:
        source_id = in_force(session, collecting.code, f"service_case-{AGENCY}")["id"]
        stranger = actors.person(session, MEMBER)
    with pytest.raises(NotAllowedError):
        bring_in(source_id, tmp_path / "data.csv", way="file", name="data.csv", by=stranger)
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT p.id, 'unit_admin', u.id FROM person p, "
            "unit u WHERE p.nip = %(nip)s AND u.code = %(unit)s",
            nip=MEMBER,
            unit=AGENCY,
        )
    assert bring_in(source_id, tmp_path / "data.csv", way="file", name="data.csv", by=stranger).outcome == "same"


def test_a_changed_declaration_is_a_new_version_and_a_retired_one_reads_nothing(
    bring: Bring, collecting: SmallPeriod
) -> None:
    bring("service_case", CASES + case(1), source=source(dataset="service_case", unit=AGENCY))
    bring("service_case", CASES + case(2), source=source(dataset="service_case", unit=AGENCY, title="x"))
    with transaction() as session:
        known = in_force(session, collecting.code, "test")
        assert known["version"] == 2
        with pytest.raises(InvalidInputError, match="delivers service_case"):
            register(session, collecting.code, source(dataset="outage", unit=AGENCY), by=actors.operator())
        with pytest.raises(InvalidInputError, match="No agency"):
            register(session, collecting.code, source(dataset="outage", unit="NONE"), by=actors.operator())
    with transaction() as session:
        retire(session, collecting.code, "test", by=actors.operator())
        with pytest.raises(NotFoundError):
            in_force(session, collecting.code, "test")
        assert one(session, "SELECT count(*) AS n FROM source WHERE retired_at IS NULL") == {"n": 0}


def test_data_that_come_after_quality_wake_the_unit(bring: Bring, collecting: SmallPeriod) -> None:
    collecting.report_all()
    for stage in (Stage.COLLECTION, Stage.QUALITY):
        collecting.run(stage)
    with transaction() as session:
        run(session, "DELETE FROM wake")
    bring("service_case", CASES + case(1), unit=AGENCY)
    with transaction() as session:
        assert rows(session, "SELECT cause FROM wake") == [{"cause": "data"}]
