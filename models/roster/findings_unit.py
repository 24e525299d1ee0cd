"""Findings about units and their heads (SPEC §5 DQ-H01, H02, H03).

Belongs here: codes and texts. Does not: the checks (tree.py, heads.py, raters.py).
"""

from models.language import N_
from models.roster.findings import Finding
from models.roster.findings_superior import _BLOCK, _HR, _INFO, _ONE_TREE, _UNIT

HEAD_TOO_LOW = Finding(
    "DQ-H02",
    _BLOCK,
    "delegasiPenilai",
    N_("{name} ({kind}) leads {unit} and would rate {count} people, but ranks below pejabat pengawas."),
    N_("pejabat pengawas or higher, or an official with a delegation (PP 30/2019)"),
    N_("Enter the number of the delegation in delegasiPenilai, or another superior for these people in nipAtasan."),
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
