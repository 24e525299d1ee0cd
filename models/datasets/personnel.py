"""Datasets of the personnel office: attendance and leave; and what the national application e-Kinerja exports."""

from models.datasets.dataset import Anchor, Dataset, day, flag, month, nip, text, whole, word
from models.language import N_
from models.rules.siasn import EXPORTED_PREDICATE, NOT_EVALUATED

_WHOSE = N_("NIP of the employee, 18 digits as text.")

ATTENDANCE = Dataset(
    "attendance",
    N_("attendance summaries"),
    N_("Days of one person in one month; unexcused days only indicate, they never decide (PP 94/2021)."),
    Anchor.PERSON,
    (
        nip(_WHOSE),
        month("month", "bulan", N_("The month.")),
        whole("working_days", "hari_kerja", N_("Working days of the month."), most=31, example="21"),
        whole("present_days", "hadir", N_("Days present."), most=31, example="20"),
        whole("leave_days", "cuti", N_("Days of leave."), required=False, most=31),
        whole("sick_days", "sakit", N_("Days of sickness."), required=False, most=31),
        whole("unexcused_days", "tanpa_keterangan", N_("Days without a valid reason."), required=False, most=31),
        whole("late_times", "terlambat", N_("How often late."), required=False, most=99),
    ),
    key=("month",),
    day_field="month",
)
LEAVE = Dataset(
    "leave",
    N_("leave"),
    N_("Days on which a person is on leave (cuti)."),
    Anchor.PERSON,
    (
        nip(_WHOSE),
        text("kind", "jenis_cuti", N_("Kind of leave."), longest=100, example="Cuti tahunan"),
        day("starts", "mulai", N_("First day.")),
        day("ends", "selesai", N_("Last day."), example="2026-04-02"),
        text("letter", "nomor_surat", N_("Number of the letter."), required=False, longest=200, example="851/123/2026"),
    ),
    key=("starts",),
    day_field="starts",
)
BKN_TARGET = Dataset(
    "bkn_target",
    N_("e-Kinerja BKN: Laporan SKP"),
    N_("Which plans the national application knows, as its export gives them (SPEC §7.3)."),
    Anchor.NATIONAL,
    (
        text("bkn_id", "id", N_("Identifier in e-Kinerja."), longest=100, example="8ae482a77a1b2c3d"),
        nip(_WHOSE),
        text("name", "nama", N_("Name."), example="Siti Aminah"),
        flag("is_acting", "is_plt_plh", N_("Whether the plan is of an acting official."), required=True),
        day("ends", "periode_akhir", N_("Last day of the plan.")),
        text("status", "skp_status", N_("Status in e-Kinerja."), longest=100, example="Persetujuan"),
        text("post", "skp_jabatan", N_("Post."), required=False, example="Analis Kependudukan"),
        text("unit_name", "skp_unor", N_("Unit."), required=False, example="Bidang Pelayanan Pendaftaran Penduduk"),
        text(
            "agency_name",
            "skp_unor_induk",
            N_("Agency."),
            required=False,
            example="Dinas Kependudukan dan Pencatatan Sipil",
        ),
    ),
    key=("nip", "is_acting", "ends", "bkn_id"),
    day_field="ends",
)
BKN_RATING = Dataset(
    "bkn_rating",
    N_("e-Kinerja BKN: Laporan Penilaian SKP"),
    N_("Predicates in the national application; “-” means not evaluated, which is no predicate (SPEC §7.3)."),
    Anchor.NATIONAL,
    (
        text("bkn_id", "id", N_("Identifier in e-Kinerja."), longest=100, example="8ae482a77a1b2c3d"),
        nip(_WHOSE),
        text("name", "nama", N_("Name."), example="Siti Aminah"),
        flag("is_acting", "is_plt_plh", N_("Whether the plan is of an acting official."), required=False),
        day("ends", "periode_akhir", N_("Last day of the plan."), required=False),
        text("unit_name", "skp_unor", N_("Unit."), required=False, example="Bidang Pelayanan Pendaftaran Penduduk"),
        word(
            "predicate",
            "hasil_akhir",
            N_("Predicate; “-” where not evaluated."),
            {**{word: str(predicate) for word, predicate in EXPORTED_PREDICATE.items()}, NOT_EVALUATED: ""},
        ),
    ),
    key=("nip", "is_acting", "ends", "bkn_id"),
    day_field="ends",
)
