"""Chains of superiors: loops (DQ-H01), how far each person is below the regional head, and wide spans (DQ-H05).

Belongs here: following raters upward. Does not: finding raters (raters.py).
"""

from collections import defaultdict

from models.roster import findings_superior as find
from models.roster.findings import FindingLog
from models.roster.lines import Lines
from models.roster.people import Person


def hold_loops(people: list[Person], lines: Lines, log: FindingLog) -> None:
    """Report each loop once, at the row most likely wrong, and hold back the rows that cause it.

    Where a named superior differs from the one of the unit tree it is taken as the cause; the other links of the
    loop are right and stay. Without such a row every row of the loop is held back.
    """
    settled: set[int] = set()
    for start in people:
        path: dict[int, Person] = {}
        person: Person | None = start
        while person is not None and person.row not in settled and person.row not in path:
            path[person.row] = person
            person = person.rater
        if person is not None and person.row in path:
            steps = list(path.values())
            _hold_loop(steps[steps.index(person) :], lines, log)
        settled.update(path)


def _hold_loop(loop: list[Person], lines: Lines, log: FindingLog) -> None:
    causes = [person for person in loop if person.source.rater_nip and lines.superior(person).head is not person.rater]
    held = sorted(causes or loop, key=lambda person: person.row)
    first = loop.index(held[0])
    order = [*loop[first:], *loop[: first + 1]]
    names = " → ".join(f"{person.name} ({person.row})" for person in order)
    message = log.about(find.RATER_LOOP, held[0], held[0].source.rater_nip, loop=names)
    for person in held[1:]:
        person.hold(message, find.RATER_LOOP.code)
    for person in held:
        person.rater = None


def warn_outside_line(people: list[Person], lines: Lines, log: FindingLog) -> None:
    """Warn where the named superior leads no unit above the person: the most reported failure of all (DQ-H01)."""
    for person in people:
        rater = person.rater
        if not person.source.rater_nip or rater is None or lines.leads_above(rater, person):
            continue
        head = lines.superior(person).head
        shown = {"rater": rater.name, "unit": person.source.unit_name or person.unit_code}
        derived = head.name if head is not None else "—"
        log.about(find.RATER_OUTSIDE_LINE, person, person.source.rater_nip, **shown, derived=derived)


def warn_wide_spans(people: list[Person], largest: int, log: FindingLog) -> None:
    """Warn about raters with more than `largest` members (DQ-H05)."""
    members: dict[str, int] = defaultdict(int)
    raters: dict[str, Person] = {}
    for person in people:
        if person.rater is not None:
            members[person.rater.nip] += 1
            raters.setdefault(person.rater.nip, person.rater)
    for nip, count in members.items():
        if count > largest:
            log.about(find.SPAN_WIDE, raters[nip], str(count), count=count, largest=largest)


def levels(people: list[Person]) -> dict[int, int]:
    """Level of each row: 1 for those rated by the regional head, one more than the rater for everybody else.

    Above a rater whose own superior is unknown the chain is taken to end at the regional head.
    """
    known: dict[int, int] = {}
    for start in people:
        path = []
        person: Person | None = start
        while person is not None and person.row not in known:
            path.append(person)
            person = person.rater
        level = known[person.row] if person is not None else 0
        for step in reversed(path):
            level += 1
            known[step.row] = level
    return known
