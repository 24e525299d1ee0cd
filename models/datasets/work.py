"""Datasets of a person's own work: realizations, daily logs, evidence links, feedback."""

from models.datasets.dataset import Anchor, Dataset, Field, Kind, day, month, nip, number, text, whole, word
from models.language import N_
from models.tables.facts import CORE_VALUES

_WHOSE = N_("NIP of the employee, 18 digits as text.")
_WORK_RESULT = N_("Number of the work result (RHK) in the approved plan.")
_INDICATOR = N_("Number of the indicator (IKI) within the work result.")
_SEGMENT = day(
    "segment_starts",
    "mulai_segmen",
    N_("First day of the segment, for somebody who has several (transfer, Plt)."),
    required=False,
)

REALIZATION = Dataset(
    "realization",
    N_("realizations"),
    N_("What was realized on each indicator, month by month; quantities as they have added up so far."),
    Anchor.PERSON,
    (
        nip(_WHOSE),
        _SEGMENT,
        whole("work_result", "nomor_rhk", _WORK_RESULT, least=1),
        whole("indicator", "nomor_indikator", _INDICATOR, least=1),
        month("month", "bulan", N_("The month.")),
        number("value", "realisasi", N_("What was realized.")),
    ),
    key=("work_result", "indicator", "month"),
    day_field="month",
)
ACTIVITY_LOG = Dataset(
    "activity_log",
    N_("daily activity logs"),
    N_("What a person did on a day, from when to when, with its output and the work result it serves (SPEC §4.4)."),
    Anchor.PERSON,
    (
        nip(_WHOSE),
        _SEGMENT,
        day("day", "tanggal", N_("The day.")),
        Field("starts", "jam_mulai", Kind.TIME, N_("When it began."), example="08:00"),
        Field("ends", "jam_selesai", Kind.TIME, N_("When it ended."), example="09:30"),
        text("description", "uraian", N_("What was done."), longest=2000, example="Verifikasi berkas akta kelahiran"),
        whole("work_result", "nomor_rhk", _WORK_RESULT, required=False, least=1),
        text(
            "unrelated_reason",
            "alasan_tidak_terkait",
            N_("Why the activity belongs to no work result, where it belongs to none."),
            required=False,
            example="Menggantikan petugas loket yang sakit",
        ),
        number("output_volume", "volume", N_("How much came out of it."), required=False, least=0),
        text("output_unit", "satuan", N_("Of what."), required=False, longest=100, example="berkas"),
    ),
    key=("day", "starts"),
    day_field="day",
)
EVIDENCE = Dataset(
    "evidence",
    N_("evidence links"),
    N_("Addresses of supporting evidence by indicator and month; files are attached one by one."),
    Anchor.PERSON,
    (
        nip(_WHOSE),
        _SEGMENT,
        whole("work_result", "nomor_rhk", _WORK_RESULT, least=1),
        whole("indicator", "nomor_indikator", _INDICATOR, least=1),
        month("month", "bulan", N_("The month it proves; empty for the whole period."), required=False),
        text(
            "address",
            "tautan",
            N_("Address that everybody who judges can open without signing in."),
            longest=2000,
            example="https://example.go.id/laporan.pdf",
        ),
        day("dated", "tanggal_bukti", N_("Day of the document."), required=False),
        text(
            "description",
            "keterangan",
            N_("What it shows."),
            required=False,
            longest=1000,
            example="Laporan pelayanan bulan Maret",
        ),
    ),
    key=("work_result", "indicator", "month", "address"),
    day_field="month",
)
FEEDBACK = Dataset(
    "feedback",
    N_("ongoing feedback"),
    N_("Appreciation and corrections by leader, peers, subordinates and stakeholders; the person always sees them."),
    Anchor.PERSON,
    (
        nip(N_("NIP of whoever receives it.")),
        _SEGMENT,
        nip(N_("NIP of whoever gives it, if an employee."), name="giver", column="nip_pemberi", required=False),
        text(
            "giver_name",
            "nama_pemberi",
            N_("Name or role of a giver who is no employee."),
            required=False,
            longest=200,
            example="Ketua RT 03",
        ),
        day("day", "tanggal", N_("The day.")),
        word(
            "kind",
            "jenis",
            N_("Appreciation or correction."),
            {
                "apresiasi": "appreciation",
                "koreksi": "correction",
                "appreciation": "appreciation",
                "correction": "correction",
            },
        ),
        word(
            "core_value",
            "nilai_dasar",
            N_("The BerAKHLAK core value it is about."),
            {value.replace("_", " ").title(): value for value in CORE_VALUES} | {value: value for value in CORE_VALUES},
            required=False,
        ),
        whole("work_result", "nomor_rhk", _WORK_RESULT, required=False, least=1),
        text("words", "isi", N_("The feedback in words."), longest=4000, example="Berkas selesai sebelum batas waktu"),
    ),
    key=("giver", "giver_name", "day", "words"),
    day_field="day",
)
