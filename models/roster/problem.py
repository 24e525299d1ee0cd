"""A problem in the roster: where, what, what was expected, what to do and who must do it.

Belongs here: the shape of a problem. Does not: which problems exist (findings*.py) or how they are found.
"""

from dataclasses import dataclass

from models.language import Message
from models.vocabulary import Severity

#: How grave first, for sorting.
SEVERITY_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the pre-flight check (SPEC §5); `row` is the row number that the spreadsheet program shows."""

    code: str
    severity: Severity
    sheet: str
    row: int
    field: str
    observed: str
    expected: Message
    message: Message
    remedy: Message
    #: Who can mend it: "BKPSDM", or "admin OPD" and the agency's name.
    owner: str
    nip: str
    name: str

    @property
    def blocks(self) -> bool:
        """Whether rows are held back until this is mended."""
        return self.severity is Severity.BLOCK

    def sort_key(self) -> tuple[int, str, int, str, str]:
        """Grave ones first, then as they stand in the file."""
        return (SEVERITY_ORDER[self.severity], self.sheet, self.row, self.code, self.field)
