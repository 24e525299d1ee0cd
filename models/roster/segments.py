"""Several posts of one person in the year: overlaps, gaps, a second main post (DQ-S01, DQ-S02; SPEC §2.7).

Belongs here: comparing the dates of one person's rows. Does not: reading the dates (intake.py).
"""

from datetime import date, timedelta
from itertools import pairwise

from models.roster import findings_segment as find
from models.roster.findings import FindingLog
from models.roster.people import Person


def check_segments(group: list[Person], log: FindingLog, on: date) -> None:
    """Check all rows of one person who has more than one; acting posts may overlap the main one."""
    main = [person for person in group if not person.acting]
    present = [person for person in main if person.in_post(on)]
    if len(present) > 1 and not _one_ends_first(present):
        rows = ", ".join(str(person.row) for person in present)
        message = log.about(find.MAIN_POST_TWICE, present[-1], present[-1].post, rows=rows)
        for person in present[:-1]:
            person.hold(message, find.MAIN_POST_TWICE.code)
        return
    main.sort(key=lambda person: (person.starts or date.min, person.ends or date.max, person.row))
    for earlier, later in pairwise(main):
        _check_pair(earlier, later, log, on)


def _one_ends_first(present: list[Person]) -> bool:
    """Whether all but one of the posts have a last day, so that only the change-over is written wrongly."""
    return sum(person.ends is None for person in present) <= 1 and all(person.starts for person in present)


def _check_pair(earlier: Person, later: Person, log: FindingLog, on: date) -> None:
    end, start = earlier.ends or date.max, later.starts or date.min
    shown = {"other": earlier.row, "other_dates": _dates(earlier)}
    if start <= end:
        message = log.about(find.POSTS_OVERLAP, later, _dates(later), **shown)
        earlier.hold(message, find.POSTS_OVERLAP.code)
    elif end.year <= on.year <= start.year and start - end > timedelta(days=1) and _within_year(end, start, on):
        log.about(find.POSTS_APART, later, _dates(later), **shown)


def _within_year(end: date, start: date, on: date) -> bool:
    """Whether at least one day of the active year lies between the two posts."""
    first, last = date(on.year, 1, 1), date(on.year, 12, 31)
    return max(end + timedelta(days=1), first) <= min(start - timedelta(days=1), last)


def _dates(person: Person) -> str:
    return f"{person.starts or '?'} … {person.ends or '?'}"


def check_acting_only(people: list[Person], log: FindingLog) -> None:
    """Warn about people whose only rows are acting posts: their main post is missing from the roster."""
    with_main = {person.nip for person in people if not person.acting}
    for person in people:
        if person.acting and person.identity_sound and person.nip not in with_main:
            log.about(find.ACTING_ONLY, person, person.post)
