"""Posts of staff: title, kind, levels and education, each with the work results that people in it plan.

Belongs here: what a post is. Does not: the work results' texts (work_results.py).
"""

from dataclasses import dataclass

from models.roster.posts import PostKind


@dataclass(frozen=True, slots=True)
class StaffPost:
    """A post that many people hold; without levels it is a pelaksana post."""

    title: str
    levels: tuple[str, ...] = ()
    back_titles: tuple[str, ...] = ("",)
    front_title: str = ""

    @property
    def kind(self) -> PostKind:
        """Functional when the post has levels."""
        return PostKind.FUNCTIONAL if self.levels else PostKind.EXECUTOR


_SKILLED = ("Terampil", "Mahir", "Penyelia")
_EXPERT = ("Ahli Pertama", "Ahli Muda", "Ahli Madya")
_MIXED = ("Terampil", "Mahir", "Ahli Pertama", "Ahli Muda")

STAFF_POSTS: dict[str, StaffPost] = {
    "penyuluh_kesehatan": StaffPost("Penyuluh Kesehatan Masyarakat", _EXPERT, ("S.K.M.", "S.K.M., M.Kes.")),
    "perawat": StaffPost("Perawat", _MIXED, ("A.Md.Kep.", "S.Kep., Ns.")),
    "bidan": StaffPost("Bidan", _MIXED, ("A.Md.Keb.", "S.Tr.Keb.")),
    "dokter": StaffPost("Dokter", _EXPERT, ("",), "dr."),
    "guru": StaffPost("Guru", ("Ahli Pertama", "Ahli Muda", "Ahli Madya"), ("S.Pd.", "S.Pd.SD.", "M.Pd.")),
    "operator_layanan": StaffPost("Operator Layanan Operasional"),
    "analis_sdm": StaffPost("Analis Sumber Daya Manusia Aparatur", _EXPERT, ("S.Psi.", "S.I.P.", "S.A.P., M.A.P.")),
    "auditor": StaffPost("Auditor", _EXPERT, ("S.E.", "S.E., Ak.", "S.H.")),
    "analis_hukum": StaffPost("Analis Hukum", _EXPERT, ("S.H.", "S.H., M.H.")),
    "analis_kebijakan": StaffPost("Analis Kebijakan", _EXPERT, ("S.I.P.", "S.Sos., M.Si.")),
    "perencana": StaffPost("Perencana", _EXPERT, ("S.T.", "S.E., M.E.")),
    "teknik_jalan": StaffPost("Teknik Jalan dan Jembatan", _MIXED, ("S.T.", "A.Md.T.")),
    "pekerja_sosial": StaffPost("Pekerja Sosial", _MIXED, ("S.Tr.Sos.", "S.Sos.")),
    "analis_keuangan": StaffPost("Analis Keuangan Pusat dan Daerah", _EXPERT, ("S.E.", "S.Ak.")),
    "arsiparis": StaffPost("Arsiparis", _SKILLED, ("A.Md.", "")),
    "pranata_komputer": StaffPost("Pranata Komputer", _MIXED, ("A.Md.Kom.", "S.Kom.")),
    "pengelola_data": StaffPost("Pengelola Data dan Informasi"),
    "pengadministrasi": StaffPost("Pengadministrasi Perkantoran"),
}

#: Grades of pelaksana by employment; those of functional posts follow their level (SPEC §4.1).
EXECUTOR_GRADES = {
    "PNS": ("II/a", "II/b", "II/c", "II/d", "III/a", "III/b"),
    "CPNS": ("II/a", "III/a"),
    "PPPK": ("V", "VII", "IX"),
}
#: Grades of heads by echelon.
HEAD_GRADES = {
    "II.a": ("IV/c", "IV/d"),
    "II.b": ("IV/b", "IV/c"),
    "III.a": ("IV/a", "IV/b"),
    "III.b": ("III/d", "IV/a"),
    "IV.a": ("III/c", "III/d"),
    "IV.b": ("III/b", "III/c"),
}
#: Words of jenisJabatan by kind, as SIASN exports them.
TYPE_WORDS = {
    PostKind.JPT_MADYA: "JPT Madya",
    PostKind.JPT_PRATAMA: "JPT Pratama",
    PostKind.ADMINISTRATOR: "Administrator",
    PostKind.SUPERVISOR: "Pengawas",
    PostKind.FUNCTIONAL: "Fungsional",
    PostKind.EXECUTOR: "Pelaksana",
}
