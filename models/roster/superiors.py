"""The checks of superiors in their order: heads, raters, loops, spans, and the superior of each rater (DQ-H*).

Belongs here: that order. Does not: any check itself (heads.py, raters.py, chains.py).
"""

from datetime import date

from models.roster import findings_superior as find
from models.roster.chains import hold_loops, warn_outside_line, warn_wide_spans
from models.roster.findings import FindingLog
from models.roster.heads import find_heads
from models.roster.lines import Lines
from models.roster.people import Person
from models.roster.raters import Raters
from models.roster.rules import RosterRules
from models.roster.units import Unit


def check_superiors(
    people: list[Person], units: dict[str, Unit], *, settings: RosterRules, log: FindingLog, on: date
) -> dict[int, Person | None]:
    """Raters of all active people, and the superior of each rater by row (None: the regional head)."""
    active = [person for person in people if not person.excluded]
    find_heads(units, people, on)
    lines = Lines(units)
    raters = Raters(people, lines, settings, log)
    for person in active:
        raters.assign(person)
    raters.report_units(units)
    hold_loops(active, lines, log)
    warn_outside_line(active, lines, log)
    warn_wide_spans(active, settings.largest_span, log)
    return _superiors(active, raters, log)


def _superiors(active: list[Person], raters: Raters, log: FindingLog) -> dict[int, Person | None]:
    """Superior of each rater, by the rater's row; where it is unknown the unit tree helps, else it is reported."""
    members: dict[int, list[Person]] = {}
    for person in active:
        if person.rater is not None and person.because is None:
            members.setdefault(person.rater.row, []).append(person)
    superiors: dict[int, Person | None] = {}
    for row, rated in members.items():
        rater = rated[0].rater
        if rater is None:
            continue
        superiors[row] = rater.rater
        if rater.rater is None and not rater.regional:
            superiors[row], regional = raters.fallback(rater)
            if superiors[row] is None and not regional:
                log.about(find.SUPERIOR_UNKNOWN, rater, rater.source.rater_nip, count=len(rated))
    return superiors
