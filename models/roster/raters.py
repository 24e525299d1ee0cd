"""Gives every person a rater: the superior named in the roster, else the one of the unit tree (DQ-H01, H02, H03).

Belongs here: deciding and holding back. Does not: loops in the chain (chains.py) or the walk up the tree (lines.py).

A row whose rater is itself held back goes on when the rater is known beyond doubt (sound NIP, one person): the
rater can be corrected while the plan is written. With a doubtful rater it waits, because the wrong person would rate.
"""

from models.labels import label
from models.language import N_, Message
from models.roster import findings_superior as find
from models.roster import findings_unit as unit_findings
from models.roster.findings import FindingLog
from models.roster.lines import Lines, Way
from models.roster.people import Person
from models.roster.posts import STRUCTURAL
from models.roster.rules import RosterRules
from models.roster.units import Unit
from models.rules.identity import parse_employee_number
from models.rules.identity_errors import IdentityError

_WAITS = N_("waits for row {row}: the NIP of the superior {name} is in doubt")
_NO_UNIT = N_("the unit {unit} is not in the unit tree")
_NOBODY = N_("neither the unit {unit} nor a unit above it has a head, and the regional head rates heads of units only")


class Raters:
    """Assigns the raters of one roster."""

    def __init__(self, people: list[Person], lines: Lines, rules: RosterRules, log: FindingLog) -> None:
        """`people` in file order, those left out included; the present main post of each is where they rate from."""
        self._lines, self._rules, self._log = lines, rules, log
        self._by_nip: dict[str, Person] = {}
        for person in people:
            known = self._by_nip.get(person.nip)
            if person.nip and (known is None or _better(person, known)):
                self._by_nip[person.nip] = person
        self._vacant: dict[str, tuple[Unit, Way, list[Person]]] = {}
        self._too_low: dict[int, tuple[Person, Unit, list[Person]]] = {}

    def assign(self, person: Person) -> None:
        """Find the rater of one active person; a person without one is held back."""
        if person.source.rater_nip.strip(" -0"):
            self._named(person)
        else:
            self._derived(person)

    def _named(self, person: Person) -> None:
        text = person.source.rater_nip
        try:
            nip = text if text in self._by_nip else parse_employee_number(text).digits
        except IdentityError as error:
            self._log.about(find.RATER_INVALID, person, text, why=error.message)
            return
        rater = self._by_nip.get(nip)
        if nip == person.nip:
            self._log.about(find.RATER_SELF, person, text)
        elif rater is None:
            self._log.about(find.RATER_ABSENT, person, text)
        elif rater.excluded:
            self._log.about(find.RATER_INACTIVE, person, text, rater=rater.name, why=Message(rater.excluded))
        elif not self._may_rate(rater):
            self._log.about(find.RATER_TOO_LOW, person, text, rater=rater.name, kind=label(rater.kind))
        elif not rater.identity_sound:
            self._wait(person, rater)
        else:
            person.rater = rater

    def _derived(self, person: Person) -> None:
        link = self._lines.superior(person)
        if link.way is Way.REGIONAL:
            person.regional = True
        elif link.head is not None and link.unit is not None:
            self._follow(person, link.head, link.unit)
        elif link.way in {Way.NO_UNIT, Way.NOBODY}:
            shown = {"unit": person.source.unit_name or person.unit_code or "—"}
            why = Message(_NO_UNIT if link.way is Way.NO_UNIT else _NOBODY, shown)
            self._log.about(find.RATER_NONE, person, person.unit_code, why=why)
        elif link.unit is not None:
            code = link.unit.source.code
            self._vacant.setdefault(code, (link.unit, link.way, []))[2].append(person)

    def _follow(self, person: Person, head: Person, unit: Unit) -> None:
        if not head.identity_sound:
            self._wait(person, head)
        elif not self._may_rate(head):
            self._too_low.setdefault(head.row, (head, unit, []))[2].append(person)
        else:
            person.rater = head

    def _wait(self, person: Person, rater: Person) -> None:
        person.hold(Message(_WAITS, {"row": rater.row, "name": rater.name}))

    def _may_rate(self, rater: Person) -> bool:
        """At least pejabat pengawas, or delegated: by record, by name, or with the post (PP 30/2019; DQ-H02)."""
        return (
            rater.kind in STRUCTURAL
            or bool(rater.source.delegation.strip(" -0"))
            or rater.nip in self._rules.delegated_raters
            or rater.comparable_post.startswith(self._rules.delegated_posts)
        )

    def fallback(self, rater: Person) -> tuple[Person | None, bool]:
        """The superior by the tree of a rater whose own row is held back, and whether it is the regional head."""
        link = self._lines.superior(rater)
        head = link.head
        if head is not None and head.identity_sound and self._may_rate(head):
            return head, False
        return None, link.way is Way.REGIONAL

    def report_units(self, units: dict[str, Unit]) -> None:
        """One problem for each vacant, doubly headed or broken unit and each head that may not rate; members wait."""
        for code, unit in units.items():
            _unit, _way, waiting = self._vacant.get(code, (unit, None, []))
            if waiting or unit.broken or len(unit.heads) > 1:
                _hold(waiting, self._report_unit(unit, len(waiting)))
        for head, unit, waiting in self._too_low.values():
            spot_values = {"kind": label(head.kind), "unit": unit.source.name, "count": len(waiting)}
            _hold(waiting, self._log.beside(unit_findings.HEAD_TOO_LOW, head, head.post, **spot_values))

    def _report_unit(self, unit: Unit, count: int) -> Message:
        row, shown = unit.source.row, {"unit": unit.source.name, "count": count}
        if len(unit.heads) > 1:
            names = ", ".join(f"{head.name} ({head.row})" for head in unit.heads)
            return self._log.about_unit(unit_findings.HEAD_TWICE, row, names, **shown)
        if unit.broken:
            return self._log.about_unit(unit.broken, row, unit.broken_shows, **shown)
        if unit.former_head is not None:
            former = {"holder": unit.former_head.name, "why": Message(unit.former_head.excluded)}
            return self._log.about_unit(unit_findings.HEAD_INACTIVE, row, unit.source.head_post, **shown, **former)
        return self._log.about_unit(unit_findings.HEAD_VACANT, row, unit.source.head_post or "—", **shown)


def _hold(people: list[Person], because: Message) -> None:
    for person in people:
        person.hold(because)


def _better(one: Person, other: Person) -> bool:
    """Whether this row of a person says better where they rate from: active, not acting, not ended."""
    return _standing(one) > _standing(other)


def _standing(person: Person) -> tuple[bool, bool, bool]:
    return (not person.excluded, not person.acting, person.ends is None)
