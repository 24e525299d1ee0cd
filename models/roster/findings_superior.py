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
HEAD_TOO_LOW = Finding(
    "DQ-H02",
    _BLOCK,
    "delegasiPenilai",
    N_("{name} ({kind}) leads {unit} and would rate {count} people, but ranks below pejabat pengawas."),
    N_("pejabat pengawas or higher, or an official with a delegation (PP 30/2019)"),
    N_("Enter the number of the delegation in delegasiPenilai, or another superior for these people in nipAtasan."),
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
HEAD_VACANT = Finding(
    "DQ-H03",
    _BLOCK,
    "NamaJabatan",
    N_("{unit} has no head: nobody holds {observed}, and no Plt either; {count} people wait for a superior."),
    N_("an official in this post, or a Plt (isPltPlh)"),
    N_("Add the official or the Plt to the roster, or enter a superior for these people in nipAtasan."),
    _HR,
)
HEAD_INACTIVE = Finding(
    "DQ-H03",
    _BLOCK,
    "NamaJabatan",
    N_("{unit} has no head in office: {holder} ({observed}) left, {why}; {count} people wait for a superior."),
    N_("an official in this post, or a Plt (isPltPlh)"),
    N_("Add the successor or a Plt to the roster, or enter a superior for these people in nipAtasan."),
    _HR,
)
HEAD_TWICE = Finding(
    "DQ-H01",
    _BLOCK,
    "NamaJabatan",
    N_("{unit} has more than one head: {observed}; {count} people wait for a superior."),
    _ONE_TREE,
    N_("Correct the post or the unit of all but one, or mark the acting one as Plt (isPltPlh)."),
    _HR,
)
UNIT_TWICE = Finding(
    "DQ-H01",
    _BLOCK,
    "Id",
    N_("The unit {observed} stands twice in the unit sheet: rows {rows}; the first is used."),
    _ONE_TREE,
    N_("Delete one of the two rows."),
    _HR,
)
UNIT_ORPHAN = Finding(
    "DQ-H01",
    _BLOCK,
    "DiatasanId",
    N_("The unit above {unit}, {observed}, does not exist; {count} people wait for a superior."),
    _ONE_TREE,
    N_("Correct DiatasanId, or add the missing unit."),
    _HR,
)
UNIT_LOOP = Finding(
    "DQ-H01",
    _BLOCK,
    "DiatasanId",
    N_("The units lead up to themselves: {observed}; {count} people wait for a superior."),
    _ONE_TREE,
    N_("Correct DiatasanId of one of these units."),
    _HR,
)
UNIT_EMPTY = Finding(
    "DQ-H03",
    _INFO,
    "Id",
    N_("Nobody works in {unit} or below it."),
    N_("units that have people"),
    N_("Nothing is needed; remove the unit from the sheet if it was dissolved."),
    _HR,
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
