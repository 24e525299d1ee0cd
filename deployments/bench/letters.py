"""Letters made as PDF, as `kinerja letters make` makes them.

Belongs here: how many, and that each is one. Does not: making them (tasks/letters).
"""

from models import letters
from models.database import transaction
from tasks.letters import of_segments

#: As many as the speed to reach is said of; one is like another.
MOST = 1_000


def make(period: str) -> int:
    """Make evaluation documents of a period (code), with proofs and codes on record; returns how many.

    Raises:
        RuntimeError: a file is no PDF: the figures would be wrong.
    """
    with transaction() as session:
        segments = [row["segment"] for row in letters.those_of(session, "evaluation", period)[:MOST]]
    made = 0
    for _segment, _letter, content in of_segments("evaluation", segments, "id", "https://bench.invalid"):
        if not content.startswith(b"%PDF-"):
            raise RuntimeError(content[:20])
        made += 1
    return made
