"""A column that a file lacks is empty, and is noted where earlier files of the source filled it in."""

from models.database import transaction
from models.sources.deliveries import deliveries
from tests.factories import AGENCY, SmallPeriod
from tests.models.sources.conftest import Bring
from tests.models.sources.test_intake import CASES, YEAR, case


def test_a_column_that_earlier_files_had_and_this_one_lacks_is_noted(bring: Bring, collecting: SmallPeriod) -> None:
    brought = bring("service_case", CASES + case(1, pause="5"), unit=AGENCY)
    assert brought.message is None
    without = "no_berkas;jenis_layanan;waktu_terima_lengkap;nip_petugas\n"
    text = without + f"B-1;KTP-el baru;{YEAR}-01-05 09:00;\nB-2;KTP-el baru;{YEAR}-01-05 09:00;\n"
    brought = bring("service_case", text, unit=AGENCY, name="next.csv")
    assert (brought.outcome, brought.added, brought.corrected, brought.held) == ("stored", 1, 1, 0)
    assert brought.message is not None
    assert "next.csv has no column waktu_selesai, menit_tunda, which earlier" in brought.message.render("en")
    with transaction() as session:
        newest, first = deliveries(session, collecting.code)
    assert newest["message"]["values"]["columns"] == "waktu_selesai, menit_tunda"
    assert first["message"] is None
    assert bring("service_case", text + "\n", unit=AGENCY, name="third.csv").message is None  # it is empty by now


def test_a_column_nobody_ever_filled_in_is_not_missed(bring: Bring) -> None:
    bring(
        "complaint",
        f"no_tiket;jenis;tanggal;status;terbukti;topik\n1;PERMINTAAN_INFORMASI;{YEAR}-01-05;proses;;\n",
        unit=AGENCY,
    )
    assert bring("complaint", "no_tiket;jenis;tanggal;status\n", unit=AGENCY).message is not None  # nothing below
    brought = bring(
        "complaint", f"no_tiket;jenis;tanggal;status\n2;PERMINTAAN_INFORMASI;{YEAR}-01-05;proses\n", unit=AGENCY
    )
    assert (brought.outcome, brought.message) == ("stored", None)
