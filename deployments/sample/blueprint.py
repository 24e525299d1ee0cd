"""The agencies (OPD) of a regency: heads, divisions, sections and field units as real kabupaten have them.

Belongs here: names and sizes as tables. Does not: building the tree from them (tree.py) or posts of staff (posts.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: `divisions` with their sections, or `field` units (schools, clinics) that grow with its size."""

    name: str
    head_post: str
    echelon: str
    weight: int
    #: Code of the strategic target that it serves first.
    goal: str
    #: Division -> its sections; the division's name tells its head post.
    divisions: tuple[tuple[str, tuple[str, ...]], ...]
    #: Kinds of staff posts (posts.py), the usual first.
    staff: tuple[str, ...]
    #: Pattern of field units with {place} and {number}; empty: none.
    field: str = ""
    field_staff: tuple[str, ...] = ()


_OFFICE = ("arsiparis", "pengelola_data", "pengadministrasi", "pranata_komputer")
_SECRETARIAT = ("Sekretariat", ("Subbagian Umum dan Kepegawaian", "Subbagian Keuangan dan Perencanaan"))

AGENCIES: tuple[Agency, ...] = (
    Agency(
        "Dinas Kesehatan", "Kepala Dinas Kesehatan", "II.b", 16, "S1",
        (
            _SECRETARIAT,
            ("Bidang Kesehatan Masyarakat", ("Seksi Kesehatan Keluarga dan Gizi", "Seksi Promosi Kesehatan")),
            ("Bidang Pelayanan Kesehatan", ("Seksi Pelayanan Primer", "Seksi Kefarmasian")),
            ("Bidang Pencegahan Penyakit", ("Seksi Surveilans dan Imunisasi", "Seksi Penyakit Menular")),
        ),
        ("penyuluh_kesehatan", *_OFFICE), "Puskesmas {place}", ("perawat", "bidan", "dokter", "pengadministrasi"),
    ),
    Agency(
        "Dinas Kependudukan dan Pencatatan Sipil", "Kepala Dinas Kependudukan dan Pencatatan Sipil", "II.b", 4, "S5",
        (
            _SECRETARIAT,
            ("Bidang Pendaftaran Penduduk", ("Seksi Identitas Penduduk", "Seksi Pindah Datang")),
            ("Bidang Pencatatan Sipil", ("Seksi Kelahiran dan Kematian", "Seksi Perkawinan dan Perceraian")),
        ),
        ("operator_layanan", *_OFFICE),
    ),
    Agency(
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "II.b", 4, "S9",
        (
            _SECRETARIAT,
            ("Bidang Mutasi dan Promosi", ("Subbidang Mutasi", "Subbidang Kepangkatan")),
            ("Bidang Penilaian Kinerja Aparatur", ("Subbidang Penilaian Kinerja", "Subbidang Disiplin")),
        ),
        ("analis_sdm", *_OFFICE),
    ),
    Agency(
        "Inspektorat", "Inspektur", "II.b", 3, "S8",
        (
            ("Sekretariat", ("Subbagian Umum dan Keuangan", "Subbagian Analisis dan Evaluasi")),
            ("Inspektur Pembantu Wilayah I", ()), ("Inspektur Pembantu Wilayah II", ()),
        ),
        ("auditor", "pengadministrasi"),
    ),
    Agency(
        "Sekretariat Daerah", "Sekretaris Daerah", "II.a", 6, "S8",
        (
            ("Bagian Organisasi", ("Subbagian Kinerja dan Reformasi Birokrasi", "Subbagian Pelayanan Publik")),
            ("Bagian Hukum", ("Subbagian Perundang-undangan", "Subbagian Bantuan Hukum")),
            ("Bagian Umum", ("Subbagian Rumah Tangga", "Subbagian Tata Usaha Pimpinan")),
        ),
        ("analis_hukum", "analis_kebijakan", *_OFFICE),
    ),
    Agency(
        "Kecamatan Sumber Asri", "Camat Sumber Asri", "III.a", 3, "S4",
        (
            ("Sekretariat Kecamatan", ("Subbagian Umum", "Subbagian Keuangan")),
            ("Seksi Pelayanan Umum", ()), ("Seksi Pemerintahan", ()),
        ),
        ("operator_layanan", "pengadministrasi"), "Kelurahan {place}", ("operator_layanan", "pengadministrasi"),
    ),
    Agency(
        "Dinas Pendidikan", "Kepala Dinas Pendidikan", "II.b", 36, "S3",
        (
            _SECRETARIAT,
            ("Bidang Pembinaan SD", ("Seksi Kurikulum SD", "Seksi Peserta Didik SD")),
            ("Bidang Pembinaan SMP", ("Seksi Kurikulum SMP", "Seksi Peserta Didik SMP")),
        ),
        ("pengelola_data", *_OFFICE), "SD Negeri {number} {place}", ("guru", "guru", "guru", "pengadministrasi"),
    ),
    Agency(
        "Badan Perencanaan Pembangunan Daerah", "Kepala Badan Perencanaan Pembangunan Daerah", "II.b", 3, "S8",
        (
            _SECRETARIAT,
            ("Bidang Perencanaan dan Evaluasi", ("Subbidang Perencanaan", "Subbidang Pengendalian")),
            ("Bidang Penelitian dan Pengembangan", ("Subbidang Penelitian", "Subbidang Inovasi")),
        ),
        ("perencana", *_OFFICE),
    ),
    Agency(
        "Dinas Pekerjaan Umum dan Penataan Ruang", "Kepala Dinas Pekerjaan Umum dan Penataan Ruang", "II.b", 6, "S6",
        (
            _SECRETARIAT,
            ("Bidang Bina Marga", ("Seksi Pembangunan Jalan", "Seksi Pemeliharaan Jalan")),
            ("Bidang Sumber Daya Air", ("Seksi Irigasi", "Seksi Drainase")),
        ),
        ("teknik_jalan", *_OFFICE),
    ),
    Agency(
        "Dinas Sosial", "Kepala Dinas Sosial", "II.b", 3, "S7",
        (
            _SECRETARIAT,
            ("Bidang Perlindungan Sosial", ("Seksi Jaminan Sosial", "Seksi Bencana Sosial")),
            ("Bidang Rehabilitasi Sosial", ("Seksi Lanjut Usia", "Seksi Disabilitas")),
        ),
        ("pekerja_sosial", *_OFFICE),
    ),
    Agency(
        "Badan Pengelolaan Keuangan dan Aset Daerah",
        "Kepala Badan Pengelolaan Keuangan dan Aset Daerah", "II.b", 4, "S10",
        (
            _SECRETARIAT,
            ("Bidang Anggaran", ("Subbidang Penyusunan Anggaran", "Subbidang Pengendalian Anggaran")),
            ("Bidang Aset", ("Subbidang Penatausahaan Aset", "Subbidang Pemanfaatan Aset")),
        ),
        ("analis_keuangan", *_OFFICE),
    ),
    Agency(
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "II.b", 3, "S4",
        (
            _SECRETARIAT,
            ("Bidang Perizinan", ("Seksi Izin Usaha", "Seksi Izin Bangunan")),
            ("Bidang Pengaduan dan Pelaporan", ("Seksi Pengaduan", "Seksi Pelaporan")),
        ),
        ("operator_layanan", *_OFFICE),
    ),
)  # fmt: skip

#: Districts of larger regencies, each built like the first one.
DISTRICT_MODEL = next(agency for agency in AGENCIES if agency.name.startswith("Kecamatan"))
