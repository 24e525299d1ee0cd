"""EKINERJA_BKN_EXPORT: main segment, header row and predicate in an export of e-Kinerja BKN.

Belongs here: keys, refusals and steps. Does not: reading workbooks.
"""

from datetime import date
from typing import Any

from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.refusals import ConflictingKeysError, MissingKeyError, UnknownWordError, shown
from models.rules.rule import Rule
from models.rules.segments import Segment, main_segment
from models.rules.settings import RuleSettings
from models.rules.siasn import EXPORTED_PREDICATE, HEADER_ROWS, NOT_EVALUATED

_EXPORT = Source("e-Kinerja BKN", "ekspor Excel", Certainty.SECONDARY)
_ROW_KEYS = ("nip", "is_plt_plh", "periode_akhir", "skp_unor")
_ACTING = {"0": False, "1": True}
_MOST_ROWS = 10**6


def _export(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    parts = [read(inputs) for key, read in _PARTS.items() if inputs.has(key)]
    if not parts:
        raise MissingKeyError(key="rows")
    output: dict[str, Any] = {}
    for part in parts:
        output |= part.output
    return Outcome(output, tuple(step for part in parts for step in part.steps))


def _segment(row: Inputs) -> Segment:
    row.only(_ROW_KEYS)
    acting = row.text("is_plt_plh")
    if acting not in _ACTING:
        raise UnknownWordError(key=row.name("is_plt_plh"), given=shown(acting), known=", ".join(_ACTING))
    # An export tells when a segment ends, not when it started; only the end is compared here.
    return Segment(row.text("skp_unor"), date.min, row.day("periode_akhir"), acting=_ACTING[acting])


def _rows(inputs: Inputs) -> Outcome:
    rows = inputs.objects("rows")
    people = {row.text("nip"): row.name("nip") for row in rows}
    if len(people) > 1:
        first, second = list(people.values())[:2]
        raise ConflictingKeysError(first=first, second=second)
    segments = [_segment(row) for row in rows]
    main = main_segment(segments)
    acting = sum(segment.acting for segment in segments)
    unit = main.key if main else None
    output = {"main_skp_unor": unit, "segments": len(segments) - acting, "plt_plh_segments": acting}
    text = N_("{segments} segments and {acting} as acting official are kept; the latest end makes {unit} the main one.")
    values = {"segments": output["segments"], "acting": acting, "unit": unit or "-"}
    return Outcome(output, (Step(text, _EXPORT, values),))


def _header(inputs: Inputs) -> Outcome:
    row = inputs.integer("header_row_index", most=_MOST_ROWS)
    searched = inputs.integer("search_rows", least=1, most=_MOST_ROWS) if inputs.has("search_rows") else HEADER_ROWS
    found = row < searched
    text = N_("Rows are counted from 0 and the first {searched} are searched by column names: row {row} {found}.")
    values = {"searched": searched, "row": row, "found": "✔" if found else "✘"}
    return Outcome({"header_found": found}, (Step(text, _EXPORT, values),))


def _result(inputs: Inputs) -> Outcome:
    word = inputs.text("hasil_akhir")
    if word == NOT_EVALUATED:
        return Outcome({"predikat": None}, (Step(N_("“-” means not evaluated, which is no predicate."), _EXPORT),))
    if word not in EXPORTED_PREDICATE:
        known = ", ".join((*EXPORTED_PREDICATE, NOT_EVALUATED))
        raise UnknownWordError(key="hasil_akhir", given=shown(word), known=known)
    return Outcome({"predikat": EXPORTED_PREDICATE[word]})


_PARTS = {"rows": _rows, "header_row_index": _header, "hasil_akhir": _result}
RULES = (
    Rule(
        "EKINERJA_BKN_EXPORT",
        N_("main segment, header row and predicate in an export of e-Kinerja BKN"),
        _EXPORT,
        (*_PARTS, "columns_needed", "search_rows"),
        _export,
    ),
)
