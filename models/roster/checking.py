"""The pre-flight check: a roster becomes a report of problems, and of people and units ready for the launch.

Belongs here: the order of the checks. Does not: any check itself.
"""

from datetime import date

from models.roster import findings_superior as find
from models.roster.chains import hold_loops, warn_outside_line, warn_wide_spans
from models.roster.duplicates import check_duplicates
from models.roster.findings import FindingLog
from models.roster.heads import find_heads
from models.roster.identity import check_identity
from models.roster.intake import read_person
from models.roster.lines import Lines
from models.roster.memory import collector_paused
from models.roster.people import Person
from models.roster.raters import Raters
from models.roster.report import RosterReport
from models.roster.results import build_report
from models.roster.roster import Roster
from models.roster.rules import DEFAULT_RULES, RosterRules
from models.roster.segments import check_acting_only, check_segments
from models.roster.units import Unit, build_tree, report_empty


def check_roster(roster: Roster, *, on: date, settings: RosterRules = DEFAULT_RULES) -> RosterReport:
    """Check a roster before anybody is launched on it (SPEC §5 DQ-E*, DQ-H*, DQ-S*); nothing is raised.

    One bad row never rejects the file: rows with a blocking problem are held back and listed, the others are ready.

    Args:
        roster: as read by `read_roster`.
        on: the day whose posts count as present, for example the first day of the period.
        settings: thresholds and delegations of the region.
    """
    with collector_paused():
        return _check(roster, on, settings)


def _check(roster: Roster, on: date, settings: RosterRules) -> RosterReport:
    log = FindingLog(roster.employee_sheet, roster.unit_sheet)
    units = build_tree(roster, log)
    people = [read_person(row, units, log, on) for row in roster.employees]
    for person in people:
        check_identity(person, log, on)
    active = [person for person in people if not person.excluded]
    for group in check_duplicates(active, log):
        check_segments(group, log, on)
    check_acting_only(active, log)
    superiors = _check_superiors(people, units, settings=settings, log=log, on=on)
    report_empty(units, people, log)
    return build_report(roster, people, units, superiors=superiors, problems=log.problems, on=on)


def _check_superiors(
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
