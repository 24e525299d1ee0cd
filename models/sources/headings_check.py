"""Why the headings of a file do not fit its source, said so that whoever made the file can mend it (DQ-X01).

Belongs here: the refusals, and which heading was probably meant. Does not: finding the headings (models/files), which
headings a source wants (table).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.errors import InvalidInputError
from models.files.headings import Headings, find_headings
from models.files.reading import Row
from models.language import N_, Message
from models.roster.header import HEADER_ROWS, folded
from models.sources.converting import shown
from models.sources.definition import SourceFile

#: So alike are a heading and its misspelling: “Tangal” and “tanggal” are 0.92, “nik” and “nip” 0.67.
_ALIKE = 0.75
#: A row that has so many of the wanted headings is the row with the headings, whatever it lacks.
_ENOUGH = 3
#: So much of a strange row, and so many misspellings, are shown.
_MOST_CELLS, _LONGEST_CELL, _MOST_PAIRS = 10, 40, 5
_NONE = N_(
    "{name} has no row with the headings among its first {rows} (DQ-X01). Expected: {wanted}. Seen in {where}: {seen}. "
    "Start from `kinerja source template {dataset}`, or name the headings under “columns” in the source."
)
_EMPTY = N_("{name} holds nothing: no cell of it is filled in (DQ-X01). Is it the right file? Export it again.")
_EMPTY_SHEET = N_("The sheet “{sheet}” of {name} holds nothing (DQ-X01). Fill it in, or correct “sheet” in the source.")
_LACKS = N_("{name}, row {row}: the headings lack {missing} (DQ-X01). Add the column, or name it in the source.")
_LACKS_ALIKE = N_(
    "{name}, row {row}: the headings lack {missing} (DQ-X01). {alike}. Correct the heading in the file, or name it "
    "under “columns” in the source."
)
_DOUBLED = N_("{name}, row {row}: the heading {doubled} stands over two columns (DQ-X01). Rename or remove one.")
_UNKNOWN = N_(
    "{name}, row {row}: nobody declared the columns {unknown} (DQ-X01). Name them under “columns” or “ignore” in the "
    'source (ignore: "*" for all), or remove them.'
)
_UNKNOWN_ALIKE = N_(
    "{name}, row {row}: nobody declared the columns {unknown} (DQ-X01). {alike}. Correct the heading in the file. "
    'Others: name them under “columns” or “ignore” in the source (ignore: "*" for all), or remove them.'
)
_PAIR = N_("“{seen}” looks like “{heading}”")

#: Field of the dataset → the names its heading may have; the first is the one that people are told.
Wanted = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Seen:
    """One row that may be the headings: the fields it has, and misspelled ones by the heading that stands there."""

    row: Row
    fields: frozenset[str]
    alike: Mapping[str, str]

    def fits(self, required: Collection[str]) -> bool:
        """Whether it is the row with the headings, though something is wrong with it."""
        likely = self.fields | set(self.alike)
        return len(self.fields) >= _ENOUGH or 2 * len(likely & set(required)) > len(required)


def no_headings(
    sheets: Sequence[Sequence[Row]], wanted: Wanted, required: Collection[str], source: SourceFile, name: str
) -> InvalidInputError:
    """The refusal of a file none of whose sheets (each by its first rows) has all the required headings.

    A row that has most of them is told what it lacks and what is probably misspelled in it; otherwise it is told what
    was expected, and what stands there instead.
    """
    best = max(
        (_seen(row, wanted) for rows in sheets for row in rows),
        key=lambda seen: len(seen.fields) + len(seen.alike),
        default=None,
    )
    if best is not None and best.fits(required):
        return _lacking(best, wanted, required, name)
    for rows in sheets:  # headings merged over several rows
        found = find_headings([row.cells for row in rows], wanted, required)
        if found is not None and 2 * len(found.missing) < len(required):
            merged = _Seen(rows[found.last], frozenset(found.positions), _alike(found.missing, found.unknown, wanted))
            return _lacking(merged, wanted, required, name)
    first = next((row for rows in sheets for row in rows if any(map(shown, row.cells))), None)
    if first is None:
        return InvalidInputError(_EMPTY_SHEET if source.sheet else _EMPTY, name=name, sheet=source.sheet)
    return InvalidInputError(
        _NONE,
        name=name,
        rows=HEADER_ROWS,
        wanted=_names(wanted, (field for field in wanted if field in required)),
        where=_where(first),
        seen=_shortened(first),
        dataset=source.dataset,
    )


def check(found: Headings, row: int, wanted: Wanted, known: Iterable[str], source: SourceFile, name: str) -> None:
    """See that no heading stands twice and that every column is known; `known` are headings beside the wanted ones.

    Raises:
        InvalidInputError: one does, or is not.
    """
    if found.doubled:
        raise InvalidInputError(_DOUBLED, name=name, row=row, doubled=_names(wanted, found.doubled))
    if source.ignore == "*":
        return
    ignored = {folded(text) for text in (*source.ignore, *known)}
    unknown = [text for text in found.unknown if folded(text) not in ignored]
    if unknown:
        alike = _alike([field for field in wanted if field not in found.positions], unknown, wanted)
        told = ", ".join(unknown[:10])
        if alike:
            raise InvalidInputError(_UNKNOWN_ALIKE, name=name, row=row, unknown=told, alike=_pairs(alike, wanted))
        raise InvalidInputError(_UNKNOWN, name=name, row=row, unknown=told)


def _lacking(seen: _Seen, wanted: Wanted, required: Collection[str], name: str) -> InvalidInputError:
    missing = _names(wanted, (field for field in wanted if field in required and field not in seen.fields))
    alike = {field: text for field, text in seen.alike.items() if field in required}
    if alike:
        pairs = _pairs(alike, wanted)
        return InvalidInputError(_LACKS_ALIKE, name=name, row=seen.row.number, missing=missing, alike=pairs)
    return InvalidInputError(_LACKS, name=name, row=seen.row.number, missing=missing)


def _seen(row: Row, wanted: Wanted) -> _Seen:
    texts = [cell.strip() for cell in row.cells if isinstance(cell, str) and folded(cell)]
    there = {folded(text) for text in texts}
    fields = frozenset(field for field, names in wanted.items() if there & {folded(each) for each in names})
    named = {folded(each) for field in fields for each in wanted[field]}
    others = [text for text in texts if folded(text) not in named]
    return _Seen(row, fields, _alike([field for field in wanted if field not in fields], others, wanted))


def _alike(missing: Iterable[str], texts: Sequence[str], wanted: Wanted) -> dict[str, str]:
    """Field → the one of `texts` that is probably its heading, misspelled; each text is taken once."""
    likely = sorted(
        ((_likeness(text, wanted[field]), field, text) for field in missing for text in texts), reverse=True
    )
    found: dict[str, str] = {}
    for likeness, field, text in likely:
        if likeness >= _ALIKE and field not in found and text not in found.values():
            found[field] = text
    return {field: found[field] for field in wanted if field in found}


def _likeness(text: str, names: Sequence[str]) -> float:
    if len(text) > 2 * max(map(len, names)):
        return 0
    return max(SequenceMatcher(None, folded(text), folded(each)).ratio() for each in names)


def _pairs(alike: Mapping[str, str], wanted: Wanted) -> Message:
    """The misspelled headings beside what was probably meant, as one text."""
    told: Message | None = None
    for field, text in reversed(list(alike.items())[:_MOST_PAIRS]):
        pair = Message(_PAIR, {"seen": text, "heading": wanted[field][0]})
        told = Message(N_("{pair}; {more}"), {"pair": pair, "more": told}) if told else pair
    assert told is not None  # noqa: S101 - only asked with pairs
    return told


def _names(wanted: Wanted, fields: Iterable[str]) -> str:
    return ", ".join(wanted[field][0] for field in fields)


def _where(row: Row) -> Message:
    if row.sheet:
        return Message(N_("row {row} of the sheet “{sheet}”"), {"row": row.number, "sheet": row.sheet})
    return Message(N_("row {row}"), {"row": row.number})


def _shortened(row: Row) -> str:
    cells = [
        text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…" for text in map(shown, row.cells) if text
    ]
    return " | ".join(cells[:_MOST_CELLS]) + (" | …" if len(cells) > _MOST_CELLS else "")
