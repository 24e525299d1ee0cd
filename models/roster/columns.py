"""Which column of a SIASN export holds what: names and variants seen in real files, compared without case or marks.

Belongs here: column names and finding the header row. Does not: reading files or judging cells.
"""

#: Field of EmployeeRow -> column names, the most telling first (SPEC §7.2, with the variants of its `*` parts).
EMPLOYEE_COLUMNS: dict[str, tuple[str, ...]] = {
    "nip": ("nipBaru", "nip", "nipNrp"),
    "name": ("nama", "namaPegawai", "namaLengkap"),
    "front_title": ("gelarDepan", "gelarDpn"),
    "back_title": ("gelarBelakang", "gelarBlk"),
    "nik": ("nik", "nomorIdKtp"),
    "birth_date": ("tglLahir", "tanggalLahir"),
    "sex": ("jenisKelamin", "jenisKelaminNama", "jenisKelaminId"),
    "employment": ("jenisPegawaiNama", "jenisPegawai", "jenisPegawaiId"),
    "employment_status": ("statusPegawai", "statusCpnsPns"),
    "standing": (
        "kedudukanPnsNama",
        "kedudukanPns",
        "kedudukanHukumNama",
        "kedudukanHukum",
        "kedudukanPnsId",
        "kedudukanHukumId",
    ),
    "grade": ("golRuangAkhir", "golRuangAkhirNama", "golonganRuang", "golongan", "gol"),
    "post_type": ("jenisJabatanNama", "jenisJabatan", "jenisJabatanId"),
    "post": ("jabatanNama", "namaJabatan", "jabatan", "jabatanAsn"),
    "echelon": ("eselonNama", "eselon", "eselonId"),
    "functional_level": ("jenjang", "jenjangJf", "jenjangJabatan"),
    "unit_code": ("unorId", "unorKode", "kodeUnor"),
    "unit_name": ("unorNama", "unor", "unitKerja"),
    "agency_code": ("unorIndukId", "unorInduk", "unorIndukKode"),
    "agency_name": ("unorIndukNama", "satuanKerjaNama", "satuanKerjaKerjaNama", "satuanKerja", "opd"),
    "rater_nip": ("nipAtasan", "atasanNip", "nipPenilai", "penilaiNipNrp", "penilaiNip"),
    "delegation": ("delegasiPenilai", "skDelegasi", "nomorSkDelegasi"),
    "acting": ("isPltPlh", "pltPlh"),
    "starts": ("tmtJabatan",),
    "ends": ("selesaiJabatan", "tmtSelesaiJabatan"),
    "target_status": ("skpStatus", "statusSkp"),
    "email": ("email", "emailGov", "emailPemerintah"),
    "phone": ("noHp", "nomorHp", "noTelp"),
}
EMPLOYEE_REQUIRED = ("nip", "name", "post")
#: Field of UnitRow -> column names of `unor` (SPEC §7.2).
UNIT_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("Id", "unorId"),
    "parent_code": ("DiatasanId", "atasanId", "parentId"),
    "echelon": ("EselonId", "eselon", "eselonNama"),
    "name": ("NamaUnor", "unorNama", "nama"),
    "head_post": ("NamaJabatan", "jabatanNama"),
    "agency_code": ("IndukUnorId", "unorIndukId"),
}
UNIT_REQUIRED = ("code", "parent_code", "name")
#: Columns of the export that are known and not needed, so that they are not reported as unknown (folded).
UNUSED = frozenset({
    "agama", "agamaid", "golruangakhirid", "id", "instansiindukid", "instansiinduknama", "instansikerjaid",
    "instansikerjanama", "jabatanfungsionalid", "jabatanid", "jabatanstrukturalid", "kelasjabatan", "niplama", "no",
    "nomor", "satuankerjaid", "satuankerjaindukid", "satuankerjaindukinduknama", "satuankerjainduknama",
    "satuankerjakerjaid", "satuankerjakerjanama", "tempatlahir", "tempatlahirid", "tmtcpns", "tmteselon",
    "tmtgolakhir", "tmtpns",
})  # fmt: skip


def first_name(columns: dict[str, tuple[str, ...]], field: str) -> str:
    """The column name that a message should show for a field: SIASN's own."""
    return columns[field][0]
