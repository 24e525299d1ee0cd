"""Legal standing (kedudukan hukum): who has an SKP and who is left out, with the reason.

Belongs here: the words of SIASN's kedudukanPns. Does not: what happens to the members of somebody left out (raters.py).
"""

from functools import lru_cache

from models.language import N_

#: Beginnings of the words for people who have an SKP. Those on tugas belajar agree expectations with their rater
#: (PermenPANRB 6/2022; SPEC §2.2), those under discipline keep their SKP and rating (SPEC §2.7).
ACTIVE = (
    "aktif",
    "pns aktif",
    "cpns aktif",
    "pppk aktif",
    "tugas belajar",
    "pegawai titipan",
    "dipekerjakan",
    "diperbantukan",
    "pns kena hukuman disiplin",
    "kena hukuman disiplin",
)
#: SIASN codes for active PNS and PPPK, where the export has kedudukanPnsId only.
ACTIVE_CODES = frozenset({"01", "1", "71"})

#: Beginnings of the words for people without an SKP (PermenPANRB 8/2021 Ps 58; SPEC §2.2 and §2.7) -> why.
INACTIVE = {
    "cltn": N_("on leave outside state duty (CLTN): no SKP (SPEC §2.2)"),
    "cuti di luar tanggungan": N_("on leave outside state duty (CLTN): no SKP (SPEC §2.2)"),
    "perpanjangan cltn": N_("on leave outside state duty (CLTN): no SKP (SPEC §2.2)"),
    "diberhentikan sementara": N_("suspended (diberhentikan sementara): no SKP (SPEC §2.2)"),
    "pemberhentian sementara": N_("suspended (diberhentikan sementara): no SKP (SPEC §2.2)"),
    "mpp": N_("preparing for retirement (MPP): no SKP (SPEC §2.2)"),
    "masa persiapan pensiun": N_("preparing for retirement (MPP): no SKP (SPEC §2.2)"),
    "pensiun": N_("retired (pensiun)"),
    "mencapai bup": N_("retired (pensiun)"),
    "meninggal": N_("deceased (meninggal dunia)"),
    "wafat": N_("deceased (meninggal dunia)"),
    "pindah instansi": N_("moved to another agency (pindah instansi)"),
    "mutasi keluar": N_("moved to another agency (pindah instansi)"),
    "diberhentikan": N_("dismissed (diberhentikan)"),
    "pejabat negara": N_("state official (pejabat negara): no SKP (SPEC §2.2)"),
    "dinyatakan hilang": N_("declared missing (dinyatakan hilang)"),
}


@lru_cache(maxsize=1024)
def reason_to_exclude(text: str) -> str | None:
    """Why a person of this standing has no SKP; an empty text when they have one, None when the word is unknown.

    An empty cell counts as active: exports of active staff often leave the column out.
    """
    word = " ".join(text.split()).casefold()
    for beginning, reason in INACTIVE.items():
        if word.startswith(beginning):
            return reason
    return "" if not word or word.startswith(ACTIVE) or word in ACTIVE_CODES else None
