"""Which column of a SIASN export holds what: names and variants seen in real files, compared without case or marks.

Belongs here: column names and finding the header row. Does not: reading files or judging cells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: SPEC §7.2: the header floats somewhere within the first 20 rows.
HEADER_ROWS = 20
_MARKS = re.compile(r"[^0-9a-z]+")

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


def folded(name: str) -> str:
    """A column name without case, blanks and marks: nip_atasan, `NIP Atasan` and nipAtasan are one."""
    return _MARKS.sub("", name.casefold())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (0-based) and which position each field has; absent fields have none."""

    at: int
    positions: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def match_header(
    cells: Sequence[str], columns: dict[str, tuple[str, ...]], required: tuple[str, ...], at: int
) -> Header:
    """Match one row of cells against a table of columns."""
    where: dict[str, int] = {}
    for position, cell in enumerate(cells):
        where.setdefault(folded(cell), position)
    positions = {}
    for field, names in columns.items():
        found = next((where[folded(name)] for name in names if folded(name) in where), None)
        if found is not None:
            positions[field] = found
    known = {folded(name) for names in columns.values() for name in names} | UNUSED | {""}
    unknown = tuple(cell for cell in cells if folded(cell) not in known)
    return Header(at, positions, tuple(field for field in required if field not in positions), unknown)


def find_header(
    rows: Sequence[Sequence[str]], columns: dict[str, tuple[str, ...]], required: tuple[str, ...]
) -> Header | None:
    """The row among the first 20 that matches best; None when no row names at least two of the required columns."""
    best: Header | None = None
    for at, cells in enumerate(rows[:HEADER_ROWS]):
        header = match_header(cells, columns, required, at)
        if best is None or (len(header.missing), -len(header.positions)) < (len(best.missing), -len(best.positions)):
            best = header
    enough = best is not None and len(required) - len(best.missing) >= min(2, len(required))
    return best if enough else None


def first_name(columns: dict[str, tuple[str, ...]], field: str) -> str:
    """The column name that a message should show for a field: SIASN's own."""
    return columns[field][0]
