"""What holds for every roster, whatever stands in its cells."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.roster.report import RosterReport
from models.roster.roster import EmployeeRow, UnitRow
from tests.models.roster.rosters import NIPS, UNITS, people, report

_FIELDS = EmployeeRow._fields[1:]
_TELLING = st.sampled_from(
    (*NIPS, "1.98E+17", "", "-", "Pensiun", "Plt. Kepala Seksi Data", "Kepala Seksi Data", "S", "B", "D", "R", "X", "1",
     "0", "III/d", "IX", "01-01-2026", "31-12-2025", "Fungsional", "Pengawas", "{0}", "{name}", "=1+1")
)  # fmt: skip
_CELL = st.one_of(_TELLING, st.text(alphabet=string.printable + "\uff10\uff11\uff19\u200b\u202eé\u0671", max_size=20))
_CHANGES = st.dictionaries(st.integers(0, 6), st.dictionaries(st.sampled_from(_FIELDS), _CELL, max_size=3), max_size=5)
_UNIT_CHANGES = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.sampled_from(UnitRow._fields[1:]), _CELL, max_size=2), max_size=3
)
_COPIES = st.lists(st.integers(0, 6), max_size=3)


def _units(changes: dict[int, dict[str, str]]) -> tuple[UnitRow, ...]:
    return tuple(UnitRow(**{**unit._asdict(), **changes.get(place, {})}) for place, unit in enumerate(UNITS))


def _check_promises(result: RosterReport, rows: int) -> None:
    seen = [row.row for row in (*result.accepted, *result.held, *result.excluded)]
    assert sorted(seen) == list(range(2, rows + 2)), "every row ends in exactly one place"
    known = {entry.nip for entry in result.accepted} | {row.nip for row in result.held if row.identity_sound}
    for entry in result.accepted:
        assert entry.nip != entry.rater_nip, "nobody rates themselves"
        assert (entry.rater_nip is None) == entry.rated_by_regional_head
        assert entry.rater_nip is None or entry.rater_nip in known, "every rater is known beyond doubt"
        assert entry.level >= 1
    assert not result.held or result.blocking, "nobody is held back without a blocking problem"
    names: dict[str, set[str]] = {}
    for entry in result.accepted:
        names.setdefault(entry.nip, set()).add(entry.name.casefold())
    assert all(len(those) == 1 for those in names.values()), "never one NIP for two people"
    for problem in result.problems:
        for text in (problem.message, problem.remedy, problem.expected):
            assert text.render("en")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(_CHANGES, _UNIT_CHANGES, _COPIES)
def test_any_roster_gives_a_report_that_keeps_its_promises(
    changes: dict[int, dict[str, str]], unit_changes: dict[int, dict[str, str]], copies: list[int]
) -> None:
    rows = people(changes)
    rows += [rows[place] for place in copies]
    result = report(rows, units=_units(unit_changes))
    _check_promises(result, len(rows))
    assert result == report(rows, units=_units(unit_changes)), "the same roster gives the same report"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(NIPS)), max_size=7))
def test_any_named_superiors_leave_no_loop_among_those_accepted(links: list[tuple[int, str]]) -> None:
    result = report(people({place: {"rater_nip": nip} for place, nip in links}))
    _check_promises(result, 7)
    above = {entry.nip: entry.rater_nip for entry in result.accepted}
    for start in above:
        seen = set()
        step: str | None = start
        while step in above:
            assert step not in seen, "a loop among accepted rows"
            seen.add(step)
            step = above[step]
