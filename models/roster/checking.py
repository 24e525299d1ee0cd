"""The pre-flight check: a roster becomes a report of problems, and of people and units ready for the launch.

Belongs here: the order of the checks. Does not: any check itself.
"""

from datetime import date

from models.roster.duplicates import check_duplicates
from models.roster.findings import FindingLog
from models.roster.identity import check_identity
from models.roster.intake import read_person
from models.roster.memory import collector_paused
from models.roster.report import RosterReport
from models.roster.results import build_report
from models.roster.roster import Roster
from models.roster.rules import DEFAULT_RULES, RosterRules
from models.roster.segments import check_acting_only, check_segments
from models.roster.superiors import check_superiors
from models.roster.tree import build_tree, report_empty


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
    superiors = check_superiors(people, units, settings=settings, log=log, on=on)
    report_empty(units, people, log)
    return build_report(roster, people, units, superiors=superiors, problems=log.problems, on=on)
