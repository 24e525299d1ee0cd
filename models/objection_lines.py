"""What a changed objection touched, line by line in the reader's language: the same on pages and at the command line.

Belongs here: the words. Does not: what changed (objection_delta).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.database import Row
from models.labels import label
from models.language import _

#: Name, before, now.
Line = tuple[str, str, str]
_NONE = "–"  # noqa: RUF001


def lines(row: Row, *, of_unit: bool = True) -> list[Line]:
    """What differs, as (name, before, now); without `of_unit`, only what is the person's own (SPEC §9)."""
    found = [
        (_("Rating of the work result"), _word(row["work_before"]), _word(row["work_now"])),
        (_("Rating of behavior"), _word(row["behavior_before"]), _word(row["behavior_now"])),
        (_("Predicate"), _word(row["predicate_before"]), _word(row["predicate_now"])),
        (_("Credit points (angka kredit)"), _number(row["credit_before"]), _number(row["credit_now"])),
        (_("Predicate of the year"), _word(row.get("year_before")), _word(row.get("year_now"))),
        (
            _("Credit points of the year"),
            _points(row.get("year_credit_before") or {}),
            _points(row.get("year_credit_now") or {}),
        ),
    ]
    if of_unit:
        then, now = row["pattern_before"], row["pattern_now"]
        found += [
            (_("Predicates in the unit"), _counts(then), _counts(now)),
            (_("Departs from the pattern"), _departs(then), _departs(now)),
        ]
    return [line for line in found if line[1] != line[2]]


def _word(word: str | None) -> str:
    return label(word) if word else _NONE


def _number(value: Decimal | None) -> str:
    return _NONE if value is None else f"{value.normalize():f}"


def _points(levels: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{label(level)} {_number(points)}" for level, points in levels.items()) or _NONE


def _counts(pattern: Mapping[str, Any] | None) -> str:
    if pattern is None:
        return _NONE
    return ", ".join(f"{label(word)} {number}" for word, number in pattern["counts"].items())


def _departs(pattern: Mapping[str, Any] | None) -> str:
    departs = pattern["departs"] if pattern else []
    return ", ".join(label(word) for word in departs) or _("no")
