"""Words of the law, as tables, messages and letters show them: Indonesian in every language.

Belongs here: those words. Does not: words of this program (labels), what they mean (SPEC §14).
"""

from collections.abc import Mapping
from types import MappingProxyType

#: Words of the law: they stay Indonesian in every language (glossary, SPEC §14).
LAW_WORDS: Mapping[str, str] = MappingProxyType(
    {
        # ratings (PermenPANRB 6/2022, SPEC §3.1)
        "DI_ATAS": "Di Atas Ekspektasi",
        "SESUAI": "Sesuai Ekspektasi",
        "DI_BAWAH": "Di Bawah Ekspektasi",
        # predicates of people and organizations (SPEC §2.4, §3.1, §3.4)
        "ISTIMEWA": "Istimewa",
        "SANGAT_BAIK": "Sangat Baik",
        "BAIK": "Baik",
        "BUTUH_PERBAIKAN": "Butuh Perbaikan",
        "CUKUP": "Cukup",
        "KURANG": "Kurang",
        "SANGAT_KURANG": "Sangat Kurang",
        # what unexcused absence indicates (PP 94/2021, SPEC §6.4)
        "TIDAK_ADA": "tidak ada indikasi",
        "TEGURAN_LISAN": "teguran lisan",
        "TEGURAN_TERTULIS": "teguran tertulis",
        "PERNYATAAN_TIDAK_PUAS": "pernyataan tidak puas secara tertulis",
        "POTONG_TUKIN_25_6BLN": "pemotongan tunjangan kinerja 25 % selama 6 bulan",
        "POTONG_TUKIN_25_9BLN": "pemotongan tunjangan kinerja 25 % selama 9 bulan",
        "POTONG_TUKIN_25_12BLN": "pemotongan tunjangan kinerja 25 % selama 12 bulan",
        "PENURUNAN_JABATAN_12BLN": "penurunan jabatan setingkat lebih rendah selama 12 bulan",
        "PEMBEBASAN_JABATAN_12BLN": "pembebasan dari jabatan menjadi pelaksana selama 12 bulan",
        "PDH_TAPS": "pemberhentian dengan hormat tidak atas permintaan sendiri",
        # complaints to SP4N-LAPOR (SPEC §4.7)
        "RESPON_PERTAMA": "respon pertama",
        "PERMINTAAN_INFORMASI": "permintaan informasi",
        "PENGADUAN_TANPA_PEMERIKSAAN_LAPANGAN": "pengaduan tanpa pemeriksaan lapangan",
        "PENGADUAN_DENGAN_PEMERIKSAAN_LAPANGAN": "pengaduan dengan pemeriksaan lapangan",
        # standing of an employee (SPEC §2.2)
        "TUGAS_BELAJAR": "tugas belajar",
        "DIBERHENTIKAN_SEMENTARA": "diberhentikan sementara",
        "MASA_PERSIAPAN_PENSIUN": "masa persiapan pensiun",
        "PEJABAT_NEGARA_ATAU_LNS": "pejabat negara atau anggota lembaga nonstruktural",
        "AKTIF": "aktif",
        # core values (BerAKHLAK, SE MenPANRB 20/2021; SPEC §4.3)
        "BERORIENTASI_PELAYANAN": "Berorientasi Pelayanan",
        "AKUNTABEL": "Akuntabel",
        "KOMPETEN": "Kompeten",
        "HARMONIS": "Harmonis",
        "LOYAL": "Loyal",
        "ADAPTIF": "Adaptif",
        "KOLABORATIF": "Kolaboratif",
        # kinds of post (UU 20/2023; SPEC §4.1)
        "JPT_MADYA": "JPT madya",
        "JPT_PRATAMA": "JPT pratama",
        "ADMINISTRATOR": "administrator",
        "PENGAWAS": "pengawas",
        "PELAKSANA": "pelaksana",
        "FUNGSIONAL": "fungsional",
        # kinds of delegation (SPEC §2.7)
        "plt": "Plt.",
        "plh": "Plh.",
        # kinds of employee (UU 20/2023)
        "PNS": "PNS",
        "CPNS": "CPNS",
        "PPPK": "PPPK",
    }
)
