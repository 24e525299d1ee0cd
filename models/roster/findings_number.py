"""Findings about NIP and NIK (SPEC §5 DQ-E01 to E04).

Belongs here: codes and texts. Does not: the checks (identity.py, duplicates.py).
"""

from models.language import N_
from models.roster.findings import Finding
from models.roster.findings_person import _BLOCK, _HR, _UNIT, _WARN

_NIP_IS = N_("18 digits: birth date, month of appointment, sex, serial (8-6-1-3)")
NIP_MISSING = Finding(
    "DQ-E01",
    _BLOCK,
    "nipBaru",
    N_("Row {row} ({name}) has no NIP."),
    _NIP_IS,
    N_("Copy the NIP from SIASN into this row, or delete the row if it is not a person."),
    _UNIT,
)
NIP_INVALID = Finding(
    "DQ-E01",
    _BLOCK,
    "nipBaru",
    N_("The NIP of {name} is not valid. {why}"),
    _NIP_IS,
    N_("Copy the NIP from SIASN. {hint}"),
    _UNIT,
)
NIP_UNUSUAL = Finding(
    "DQ-E01",
    _WARN,
    "nipBaru",
    N_("The NIP {observed} of {name} is possible but unusual: {why}"),
    _NIP_IS,
    N_("Compare with the decree of appointment; nothing is held back."),
    _HR,
)
NIP_DAMAGED = Finding(
    "DQ-E03",
    _BLOCK,
    "nipBaru",
    N_("The NIP of {name} was turned into the number {observed}; its last digits are lost."),
    _NIP_IS,
    N_("Format the column as text before pasting, then copy the NIP from SIASN again; it cannot be restored here."),
    _UNIT,
)
NIP_SHARED = Finding(
    "DQ-E02",
    _BLOCK,
    "nipBaru",
    N_("The NIP {observed} belongs to more than one person: rows {rows}."),
    N_("one person for one NIP"),
    N_("Look up both people in SIASN and correct the wrong NIP; until then none of these rows is launched."),
    _HR,
)
ROW_REPEATED = Finding(
    "DQ-E02",
    _BLOCK,
    "nipBaru",
    N_("{name} stands twice in the same post: rows {rows}."),
    N_("one row for each post of a person"),
    N_("Delete this row; row {first} is used."),
    _UNIT,
)
NIK_SHARED = Finding(
    "DQ-E02",
    _BLOCK,
    "nik",
    N_("One NIK ({observed}) stands with different NIP: rows {rows}."),
    N_("one NIP for one NIK"),
    N_("Find out in SIASN whether this is one person with two NIP or a mistyped NIK, and correct it."),
    _HR,
)
NIK_INVALID = Finding(
    "DQ-E04",
    _WARN,
    "nik",
    N_("The NIK of {name} is not valid. {why}"),
    N_("16 digits as on the identity card"),
    N_("Correct the NIK in SIASN; the launch goes on without it."),
    _HR,
)
NIK_MISMATCH = Finding(
    "DQ-E04",
    _WARN,
    "nik",
    N_("NIK and NIP of {name} do not tell the same {what}."),
    N_("the same birth date and sex in NIK and NIP"),
    N_("Compare both with the identity card and correct the wrong one in SIASN."),
    _HR,
)
MASTER_MISMATCH = Finding(
    "DQ-E04",
    _WARN,
    "tglLahir",
    N_("The {what} of {name} in the roster ({observed}) is not the one in the NIP."),
    N_("the {what} that the NIP tells: {known}"),
    N_("Compare with the decree of appointment and correct SIASN."),
    _HR,
)
