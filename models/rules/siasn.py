"""Codes of the national system SIASN and words of the e-Kinerja exports (SPEC §7.2, §7.3).

Belongs here: code tables. Does not: the transfer of data. The code 1-5 of the predicate is left out: its order is
unverified in every source.
"""

from collections.abc import Mapping
from types import MappingProxyType

from models.vocabulary import Predicate, Rating

#: hasilKinerjaNilai and perilakuKerjaNilai ✔: 1 is best, so never sort these as if more were better.
RATING_CODE: Mapping[Rating, int] = MappingProxyType({Rating.ABOVE: 1, Rating.AS_EXPECTED: 2, Rating.BELOW: 3})

#: hasil_akhir of “Laporan Penilaian SKP” ✔; some outputs say Cukup for Butuh Perbaikan.
EXPORTED_PREDICATE: Mapping[str, Predicate] = MappingProxyType(
    {
        "Sangat Baik": Predicate.VERY_GOOD,
        "Baik": Predicate.GOOD,
        "Butuh Perbaikan": Predicate.NEEDS_IMPROVEMENT,
        "Cukup": Predicate.NEEDS_IMPROVEMENT,
        "Kurang": Predicate.POOR,
        "Sangat Kurang": Predicate.VERY_POOR,
    }
)
#: What the export prints for somebody who was not evaluated: no predicate, never the lowest.
NOT_EVALUATED = "-"
#: The header row floats within so many first rows ✔.
HEADER_ROWS = 20
