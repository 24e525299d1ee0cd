"""Datasets of a unit's service to the public: cases, standards, survey answers, complaints, outages, budget."""

from models.datasets.dataset import Anchor, Dataset, day, flag, moment, month, nip, number, text, whole, word
from models.language import N_
from models.rules.complaints import ComplaintKind
from models.tables.facts import ELEMENTS

_UNIT = text(
    "unit",
    "kode_unit",
    N_("Code of the agency; not needed where the source is that agency's."),
    required=False,
    longest=100,
    example="5.03",
)
_SERVICE = text(
    "service", "jenis_layanan", N_("The service, always written alike."), longest=200, example="KTP-el baru"
)
#: What a form offers as an answer (PermenPANRB 14/2017). An answer beyond it still comes in and is judged (DQ-V01).
_ANSWERS = ("1", "2", "3", "4")

SERVICE_CASE = Dataset(
    "service_case",
    N_("public-service cases"),
    N_("Cases such as KTP-el, KK or akta: when the file was complete and when it was finished (SPEC §4.5)."),
    Anchor.UNIT,
    (
        _UNIT,
        text("case_number", "no_berkas", N_("Number of the case."), longest=100, example="KTP-2026-000123"),
        _SERVICE,
        moment("received_at", "waktu_terima_lengkap", N_("When the file was complete: the clock starts here.")),
        moment(
            "completed_at",
            "waktu_selesai",
            N_("When it was finished; empty while it is open."),
            required=False,
            example="2026-03-31 10:40",
        ),
        nip(N_("NIP of the officer, if one is named."), name="officer", column="nip_petugas", required=False),
        text("counter", "loket", N_("The counter."), required=False, longest=100, example="Loket 2"),
        text(
            "channel",
            "kanal",
            N_("How it came in: counter, online, outreach."),
            required=False,
            longest=100,
            example="loket",
        ),
        whole(
            "pause_minutes", "menit_tunda", N_("Working minutes in which it waited for the applicant."), required=False
        ),
        text("pause_reason", "alasan_tunda", N_("Why it waited."), required=False, example="Menunggu surat nikah asli"),
    ),
    key=("case_number",),
    day_field="received_at",
)
SERVICE_STANDARD = Dataset(
    "service_standard",
    N_("service standards"),
    N_("The published time limit of each service (standar pelayanan), in working minutes, by decree."),
    Anchor.UNIT,
    (
        _UNIT,
        _SERVICE,
        whole(
            "limit_minutes",
            "batas_menit_kerja",
            N_("Working minutes within which it is finished."),
            least=1,
            example="60",
        ),
        day("valid_from", "berlaku_mulai", N_("First day on which it applies.")),
        text("decree", "dasar", N_("Number of the decree that published it."), example="SK Kadis 12/2026"),
    ),
    key=("service", "valid_from"),
)
SURVEY_ANSWER = Dataset(
    "survey_answer",
    N_("satisfaction-survey answers"),
    N_("One row for each respondent (SKM, PermenPANRB 14/2017): nine elements from 1 to 4, blank where not answered."),
    Anchor.UNIT,
    (
        _UNIT,
        _SERVICE,
        text("respondent", "no_responden", N_("Number of the respondent; no name."), longest=100, example="R-0001"),
        moment("answered_at", "waktu_isi", N_("When it was answered.")),
        *(
            whole(
                element,
                element,
                N_("Answer from 1 to 4 to this element; blank where not answered."),
                required=False,
                offered=_ANSWERS,
            )
            for element in ELEMENTS
        ),
        text(
            "origin",
            "asal",
            N_("Address or device it came from; kept as a hash only."),
            required=False,
            longest=200,
            example="10.1.2.3",
        ),
    ),
    key=("service", "respondent"),
    hashed=("origin",),
)
COMPLAINT = Dataset(
    "complaint",
    N_("complaints"),
    N_("Complaints by SP4N-LAPOR or the unit's own channel, with the days of answer and end (SPEC §4.7)."),
    Anchor.UNIT,
    (
        _UNIT,
        text("ticket", "no_tiket", N_("Number of the ticket."), longest=100, example="LAPOR-2026-0042"),
        text("channel", "kanal", N_("Where it came in."), required=False, longest=100, example="SP4N-LAPOR"),
        word(
            "kind",
            "jenis",
            N_("What is asked; each kind has its limit in days."),
            {kind.value: kind.value for kind in ComplaintKind if kind is not ComplaintKind.FIRST_RESPONSE},
        ),
        text(
            "topic",
            "topik",
            N_("What it is about, without names."),
            required=False,
            example="Antrean loket terlalu lama",
        ),
        day("received_on", "tanggal", N_("Day it was received.")),
        day("first_response_on", "tgl_respon_pertama", N_("Day of the first answer."), required=False),
        day("finished_on", "tgl_selesai", N_("Day it was finished."), required=False),
        word(
            "status",
            "status",
            N_("Where it stands."),
            {"terverifikasi": "verified", "proses": "processed", "selesai": "finished", "arsip": "archived"},
        ),
        flag("satisfied", "puas", N_("Whether the complainant was satisfied.")),
        nip(
            N_("NIP of the person it is about, if any: confidential."),
            name="officer",
            column="nip_petugas",
            required=False,
        ),
        flag("verified", "terbukti", N_("Whether what is said of that person was examined and found true.")),
    ),
    key=("ticket",),
    day_field="received_on",
)
OUTAGE = Dataset(
    "outage",
    N_("outages"),
    N_("Hours in which a system or network was down: service clocks stand still then."),
    Anchor.UNIT,
    (
        _UNIT,
        moment("starts_at", "mulai", N_("When it went down.")),
        moment("ends_at", "selesai", N_("When it worked again."), example="2026-03-31 11:00"),
        text("reason", "sebab", N_("What was down."), example="Jaringan SIAK pusat"),
    ),
    key=("starts_at",),
)
BUDGET_LINE = Dataset(
    "budget_line",
    N_("budget realization"),
    N_("What was spent of the ceiling of each sub-activity up to the end of a month, before and after P-APBD."),
    Anchor.UNIT,
    (
        _UNIT,
        text(
            "code", "kode_rekening", N_("Account code of the sub-activity."), longest=100, example="1.02.02.2.01.0010"
        ),
        text("program", "program", N_("Name of the program."), example="Program Pendaftaran Penduduk"),
        text("activity", "kegiatan", N_("Name of the activity."), example="Pelayanan Pendaftaran Penduduk"),
        text(
            "sub_activity", "sub_kegiatan", N_("Name of the sub-activity."), example="Pencatatan dan Penerbitan KTP-el"
        ),
        month("month", "bulan", N_("Up to the end of this month.")),
        number("ceiling", "pagu", N_("Ceiling in rupiah (APBD)."), least=0, example="250000000"),
        number(
            "revised_ceiling",
            "pagu_perubahan",
            N_("Ceiling after the change (P-APBD)."),
            required=False,
            least=0,
            example="300000000",
        ),
        day("revised_from", "berlaku_perubahan", N_("First day of the changed ceiling."), required=False),
        number("realized", "realisasi_keuangan", N_("Rupiah spent so far."), least=0, example="125000000"),
        number(
            "physical_percent",
            "realisasi_fisik_persen",
            N_("Physical progress in percent."),
            required=False,
            least=0,
            most=100,
        ),
        nip(
            N_("NIP of the officer in charge (PPTK), if one is named."),
            name="officer",
            column="nip_pptk",
            required=False,
        ),
    ),
    key=("code", "month"),
    day_field="month",
)
