"""Findings about raters and the unit tree (SPEC §5 DQ-H01, H02, H03, H05).

Belongs here: codes and texts. Does not: the checks (units.py, heads.py, raters.py, chains.py).
"""

from models.language import N_
from models.roster.findings import Finding, Owner
from models.vocabulary import Severity

_HR, _UNIT = Owner.HR_AGENCY, Owner.UNIT_ADMINISTRATOR
_BLOCK, _WARN, _INFO = Severity.BLOCK, Severity.WARN, Severity.INFO
_A_SUPERIOR = N_("the direct superior: an active official, pejabat pengawas or higher")
_ONE_TREE = N_("units that lead up to one root, each with one head")
RATER_SELF = Finding(
    "DQ-H01",
    _BLOCK,
    "nipAtasan",
    N_("{name} is named as their own superior."),
    _A_SUPERIOR,
    N_("Enter the NIP of the direct superior, or empty the cell so that the head of the unit is used."),
    _UNIT,
)
RATER_INVALID = Finding(
    "DQ-H01",
    _BLOCK,
    "nipAtasan",
    N_("The superior of {name} cannot be recognized: {observed} is not a NIP ({why})"),
    _A_SUPERIOR,
    N_("Copy the NIP of the superior as text, or empty the cell so that the head of the unit is used."),
    _UNIT,
)
RATER_LOOP = Finding(
    "DQ-H01",
    _BLOCK,
    "nipAtasan",
    N_("The superiors form a loop: {loop}."),
    N_("a chain of superiors that ends at the regional head"),
    N_("Correct nipAtasan in row {row} (most likely the wrong one), or empty it so that the head of the unit is used."),
    _UNIT,
)
RATER_NONE = Finding(
    "DQ-H01",
    _BLOCK,
    "nipAtasan",
    N_("No superior can be found for {name}: {why}"),
    _A_SUPERIOR,
    N_("Correct the unit (unorId) or enter the NIP of the superior in nipAtasan."),
    _UNIT,
)
RATER_OUTSIDE_LINE = Finding(
    "DQ-H01",
    _WARN,
    "nipAtasan",
    N_("{name} is rated by {rater}, who leads no unit above {unit}; the unit tree says {derived}."),
    N_("the head of the own unit or of a unit above it"),
    N_("Confirm that this superior is right, for example after a transfer; otherwise empty nipAtasan."),
    _UNIT,
)
SUPERIOR_UNKNOWN = Finding(
    "DQ-H01",
    _WARN,
    "nipAtasan",
    N_("{name} rates {count} people while their own superior is unknown; objections would go to the regional head."),
    _A_SUPERIOR,
    N_("Mend the problem of row {row} first: the atasan pejabat penilai decides objections."),
    _UNIT,
)
RATER_TOO_LOW = Finding(
    "DQ-H02",
    _BLOCK,
    "nipAtasan",
    N_("{rater} ({kind}), named as superior of {name}, ranks below pejabat pengawas and has no delegation."),
    _A_SUPERIOR,
    N_("Enter the right superior, or record the delegation (column delegasiPenilai in the rater's row)."),
    _UNIT,
)
RATER_INACTIVE = Finding(
    "DQ-H03",
    _BLOCK,
    "nipAtasan",
    N_("{rater}, named as superior of {name}, is no longer in office: {why}"),
    _A_SUPERIOR,
    N_("Enter the successor or Plt, or empty the cell so that the head of the unit is used."),
    _UNIT,
)
RATER_ABSENT = Finding(
    "DQ-H03",
    _BLOCK,
    "nipAtasan",
    N_("The superior of {name}, NIP {observed}, is not in this roster (retired, moved, or mistyped)."),
    _A_SUPERIOR,
    N_("Enter the NIP of the present superior, or empty the cell so that the head of the unit is used."),
    _UNIT,
)
SPAN_WIDE = Finding(
    "DQ-H05",
    _WARN,
    "nipAtasan",
    N_("{name} would rate {count} people."),
    N_("at most {largest} people under one rater"),
    N_("Check that intermediate heads are in the roster, or record delegations so that the work can be done well."),
    _UNIT,
)
