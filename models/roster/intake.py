"""Turns a row of the roster into a Person and notes what is missing or unknown in it (DQ-E05, DQ-E06, DQ-X01, DQ-S02).

Belongs here: one row at a time. Does not: its numbers (identity.py) or comparing rows (duplicates.py, segments.py).
"""

from datetime import date

from models.roster import findings_person as find
from models.roster import findings_segment as segment
from models.roster.cells import clean_name, read_date, read_employment, read_flag
from models.roster.findings import FindingLog
from models.roster.grades import LEVEL_GRADES, read_grade, read_level
from models.roster.people import Person
from models.roster.posts import PostKind, read_echelon, read_kind, read_post
from models.roster.roster import EmployeeRow
from models.roster.standing import reason_to_exclude
from models.roster.units import Unit

_FINISHED_TARGETS = frozenset({"", "-", "close", "closed", "ditutup", "archive", "diarsipkan"})


def read_person(source: EmployeeRow, units: dict[str, Unit], log: FindingLog, on: date) -> Person:
    """One row as a person; blocking problems of the row hold it back, nothing is raised.

    Args:
        source: the cells of the row.
        units: the unit tree, for the agency.
        log: where problems go.
        on: the day whose posts count as present.
    """
    person = Person(source, clean_name(source.name), source.row)
    person.employment = read_employment(source.employment, source.employment_status)
    _place(person, units)
    _stand(person, log, on)
    if not person.excluded:
        if not person.name:
            log.about(find.NAME_MISSING, person, "")
        _read_post(person, log)
        _read_grade(person, log)
        _read_dates(person, log)
    return person


def _place(person: Person, units: dict[str, Unit]) -> None:
    source = person.source
    person.unit_code = source.unit_code or source.unit_name
    unit = units.get(person.unit_code)
    if unit is not None and unit.agency is not None:
        person.agency_code, person.agency_name = unit.agency.source.code, unit.agency.source.name
    else:
        person.agency_code, person.agency_name = source.agency_code, source.agency_name


def _stand(person: Person, log: FindingLog, on: date) -> None:
    """Leave out whoever has no SKP (SPEC §2.2); DQ-E06 when a post or SKP is still open all the same."""
    source = person.source
    reason = reason_to_exclude(source.standing)
    if reason is None:
        log.about(find.STANDING_UNKNOWN, person, source.standing)
        return
    person.excluded = reason
    if reason:
        ends = read_date(source.ends)
        if (ends is not None and ends >= on) or source.target_status.strip().casefold() not in _FINISHED_TARGETS:
            log.about(find.TARGETS_OPEN, person, source.standing)


def _read_post(person: Person, log: FindingLog) -> None:
    source = person.source
    post = read_post(source.post)
    person.post, person.comparable_post = post.title, post.comparable
    flag = read_flag(source.acting)
    person.acting = flag is True or post.acting
    person.echelon = read_echelon(source.echelon)
    person.level_name = read_level(source.functional_level) or post.functional_level
    kind = read_kind(source.post_type, person.echelon, person.level_name)
    person.kind = kind or PostKind.EXECUTOR
    if not post.title:
        log.about(find.POST_MISSING, person, "")
    elif kind is None:
        log.about(find.KIND_UNKNOWN, person, source.post_type)
    if post.acting and flag is False:
        log.about(segment.ACTING_NOT_FLAGGED, person, source.acting, post=source.post)


def _read_grade(person: Person, log: FindingLog) -> None:
    grade = read_grade(person.source.grade)
    if grade is None:
        log.about(find.GRADE_UNKNOWN, person, person.source.grade)
        return
    person.grade = grade
    fitting = LEVEL_GRADES.get(person.level_name) if person.kind is PostKind.FUNCTIONAL else None
    if fitting and grade and grade not in fitting:
        grades = ", ".join(sorted(fitting))
        log.about(find.GRADE_UNFIT, person, grade, level=person.level_name, grades=grades)


def _read_dates(person: Person, log: FindingLog) -> None:
    source = person.source
    if not source.starts and not source.ends:
        return
    person.starts, person.ends = read_date(source.starts), read_date(source.ends)
    for text, day in ((source.starts, person.starts), (source.ends, person.ends)):
        if text.strip(" -") and day is None:
            log.about(segment.DATE_UNREADABLE, person, text)
    if person.starts and person.ends and person.ends < person.starts:
        log.about(segment.DATES_REVERSED, person, f"{source.starts} … {source.ends}")
