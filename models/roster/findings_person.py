"""Findings about one person's own data: NIP, NIK, grade, standing, missing cells (SPEC §5 DQ-E01..06, DQ-X01).

Belongs here: codes and texts. Does not: the checks (identity.py, people.py).
"""

from models.language import N_
from models.roster.findings import Finding, Owner
from models.vocabulary import Severity

_HR, _UNIT = Owner.HR_AGENCY, Owner.UNIT_ADMINISTRATOR
_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
GRADE_UNKNOWN = Finding(
    "DQ-E05",
    _WARN,
    "golRuangAkhir",
    N_("The grade {observed} of {name} is not known."),
    N_("I/a to IV/e for PNS, I to XVII for PPPK"),
    N_("Correct golRuangAkhir in SIASN."),
    _HR,
)
GRADE_UNFIT = Finding(
    "DQ-E05",
    _WARN,
    "golRuangAkhir",
    N_("The grade {observed} of {name} does not fit the functional level {level}."),
    N_("for {level}: {grades}"),
    N_("Check the last promotion and the level in SIASN; credit points depend on it."),
    _HR,
)
KIND_UNKNOWN = Finding(
    "DQ-E05",
    _WARN,
    "jenisJabatan",
    N_("The kind of post of {name} ({observed}) is not known; taken as pelaksana."),
    N_("struktural with echelon, fungsional or pelaksana"),
    N_("Fill jenisJabatan, or eselon or jenjang, as in SIASN."),
    _HR,
)
TARGETS_OPEN = Finding(
    "DQ-E06",
    _WARN,
    "kedudukanPns",
    N_("{name} is not active ({observed}), but the post or SKP is still open."),
    N_("an end date of the post on or before the last active day"),
    N_("Fill selesaiJabatan and close the SKP; the person is left out of the launch."),
    _HR,
)
STANDING_UNKNOWN = Finding(
    "DQ-E06",
    _WARN,
    "kedudukanPns",
    N_("The standing {observed} of {name} is not known; taken as active."),
    N_("Aktif, Tugas Belajar, CLTN, Pensiun … as in SIASN"),
    N_("Correct kedudukanPns, so that nobody without an SKP is launched."),
    _HR,
)
NAME_MISSING = Finding(
    "DQ-X01",
    _BLOCK,
    "nama",
    N_("Row {row} has no name."),
    N_("the name as in SIASN"),
    N_("Fill in the name."),
    _UNIT,
)
POST_MISSING = Finding(
    "DQ-X01",
    _BLOCK,
    "jabatanNama",
    N_("Row {row} ({name}) has no post."),
    N_("the name of the post as in SIASN"),
    N_("Fill in jabatanNama: an SKP belongs to a post."),
    _UNIT,
)
