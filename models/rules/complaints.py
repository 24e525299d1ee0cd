"""SP4N-LAPOR: days within which a complaint or request is answered (SPEC §4.7 ✔; UU 25/2009).

Belongs here: the national limits. Does not: a unit's own limits (a setting), or whether an answer was good.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ComplaintKind(StrEnum):
    """What is asked of the unit."""

    FIRST_RESPONSE = "RESPON_PERTAMA"
    INFORMATION = "PERMINTAAN_INFORMASI"
    WITHOUT_FIELD_CHECK = "PENGADUAN_TANPA_PEMERIKSAAN_LAPANGAN"
    WITH_FIELD_CHECK = "PENGADUAN_DENGAN_PEMERIKSAAN_LAPANGAN"


#: Days ✔ (KemenPANRB, 14 June 2018; LAPOR-01, LAPOR-02). The sources say days without saying which kind.
LIMIT_DAYS: Mapping[ComplaintKind, int] = MappingProxyType(
    {
        ComplaintKind.FIRST_RESPONSE: 3,
        ComplaintKind.INFORMATION: 5,
        ComplaintKind.WITHOUT_FIELD_CHECK: 14,
        ComplaintKind.WITH_FIELD_CHECK: 60,
    }
)
