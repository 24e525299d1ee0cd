"""One person, one NIP (DQ-E02): NIP shared by two people, one NIK with two NIP, and rows that stand twice.

Belongs here: comparing identities across rows. Does not: several posts of one person (segments.py).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from models.roster import findings_number as find
from models.roster.findings import Finding, FindingLog
from models.roster.people import Person


def _grouped(people: Iterable[Person], key: Callable[[Person], str]) -> list[list[Person]]:
    """Groups of two and more rows with the same key, in file order."""
    seen: dict[str, Person] = {}
    groups: dict[str, list[Person]] = {}
    for person in people:
        value = key(person)
        if not value:
            continue
        first = seen.setdefault(value, person)
        if first is not person:
            groups.setdefault(value, [first]).append(person)
    return list(groups.values())


def _rows(people: Iterable[Person]) -> str:
    return ", ".join(str(person.row) for person in people)


def check_duplicates(people: list[Person], log: FindingLog) -> list[list[Person]]:
    """Report duplicates among active people; gives the groups of rows that are several posts of one person."""
    several = []
    for group in _grouped(people, lambda person: person.nip):
        if len({person.name.casefold() for person in group}) > 1:
            _doubt(group)
            _report_group(group, find.NIP_SHARED, group[0].nip, log)
        else:
            several.append(_without_repeated(group, log))
    for group in _grouped(people, lambda person: person.nik):
        if len({person.nip for person in group}) > 1 and all(person.identity_sound for person in group):
            _doubt(group)
            _report_group(group, find.NIK_SHARED, group[0].nik, log)
    return [group for group in several if len(group) > 1]


def _doubt(group: list[Person]) -> None:
    for person in group:
        person.identity_sound = False


def _report_group(group: list[Person], finding: Finding, observed: str, log: FindingLog) -> None:
    """One problem at the last row of the group (most often the mistake); every row of it is held back."""
    message = log.about(finding, group[-1], observed, rows=_rows(group))
    for person in group[:-1]:
        person.hold(message, finding.code)


def _without_repeated(group: list[Person], log: FindingLog) -> list[Person]:
    """The rows of one person without exact repetitions, which are reported and held back."""
    kept: list[Person] = []
    by_post: dict[tuple[object, ...], list[Person]] = defaultdict(list)
    for person in group:
        same = by_post[(person.comparable_post, person.unit_code, person.acting, person.starts, person.ends)]
        same.append(person)
        if len(same) > 1:
            log.about(find.ROW_REPEATED, person, person.nip, rows=_rows(same), first=same[0].row)
        else:
            kept.append(person)
    return kept
