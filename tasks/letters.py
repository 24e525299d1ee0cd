"""Letters as PDF: laid out by Typst from templates/letters, with the same bytes for the same content (P9).

Belongs here: the layout engine. Does not: what a letter says (models/letter_content), who may have it (models/letters).
Values reach Typst as data, never as its code; it reads nothing but the template and its own fonts.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from models.database import transaction
from models.language import N_, _
from models.letter_files import KEYWORD
from models.letters import Written, grouped, written_all
from models.tables.letters import LETTER_KINDS

#: Letters between two transactions: their PDF fit well into memory.
_TOGETHER = 200
_FOLDER = Path(__file__).parent.parent / "templates" / "letters"
#: The time inside the file: letters say themselves when they were made, and equal letters are equal files.
_TIMESTAMP = 0


def pdf(written: Written, address: str) -> bytes:
    """The letter as a PDF; its QR code opens the check page of the portal at `address`.

    It is PDF/A-3a, archived as it is with the proof as a file in it, and PDF/UA-1, read aloud by a screen reader.
    """
    return typst.compile(
        _source(written.said["kind"]),
        ignore_system_fonts=True,
        sys_inputs=_inputs(written, address),
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
        timestamp=_TIMESTAMP,
    )


def pictures(written: Written, address: str, *, ppi: float = 100) -> list[bytes]:
    """The letter's pages as PNG, for somebody who looks at a template."""
    inputs = _inputs(written, address)
    found: Any = typst.compile(
        _source(written.said["kind"]), ignore_system_fonts=True, sys_inputs=inputs, format="png", ppi=ppi
    )
    return found if isinstance(found, list) else [found]


def many(letters: Iterable[Written], address: str, *, workers: int = 2) -> Iterator[tuple[Written, bytes]]:
    """Letters of a unit or a period as PDF, several at once."""
    every = list(letters)
    with ThreadPoolExecutor(workers) as pool:
        yield from zip(every, pool.map(pdf, every, [address] * len(every)), strict=True)


def of_segments(
    kind: str, segments: Sequence[int], language: str, address: str
) -> Iterator[tuple[int, Written, bytes]]:
    """The letters of many segments, however many: segment, letter and PDF, a few hundred in memory at a time."""
    for at in range(0, len(segments), _TOGETHER):
        with transaction() as session:
            found = written_all(session, kind, segments[at : at + _TOGETHER], language)
        for segment, (letter, content) in zip(found, many(found.values(), address), strict=True):
            yield segment, letter, content


@cache
def _source(kind: str) -> bytes:
    body = "letter.typ" if kind in LETTER_KINDS else "survey.typ"
    return (_FOLDER / "base.typ").read_bytes() + (_FOLDER / body).read_bytes()


def _inputs(written: Written, address: str) -> dict[str, str]:
    return {"data": json.dumps(_laid_out(written, address), ensure_ascii=False)}


def _laid_out(written: Written, address: str) -> dict[str, Any]:
    link = f"{address.rstrip('/')}/letters/check/{written.code}"
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, svgns=True)
    language = written.said["language"]
    return written.said | {
        "code": grouped(written.code),
        "link": link,
        "qr": picture.getvalue().decode(),
        "keyword": KEYWORD + written.code,
        "proof": _attached(written),
        "words": {name: _(text, language) for name, text in _WORDS.items()},
    }


def _attached(written: Written) -> str:
    """The file in the letter: the proof of its result, and which letter it was put into; empty before the seal."""
    if written.proof is None:
        return ""
    letter = {"code": written.code} | {name: written.said[name] for name in ("kind", "version", "language")}
    return json.dumps(json.loads(written.proof) | {"letter": letter}, ensure_ascii=False)


#: Words of the layout.
_WORDS = {
    "predicate": N_("Predicate"),
    "result": N_("Result"),
    "steps": N_("How it came about"),
    "feedback": N_("What your rater says"),
    "nofeedback": N_("Your rater wrote no words to it. Ask for a talk about it: feedback is part of the appraisal."),
    "strengths": N_("What went well"),
    "improvements": N_("What could grow"),
    "advice": N_("Suggestions for development. They are no rating and have no consequence by themselves."),
    "data": N_("What the data say"),
    "nodata": N_("Nothing was measured."),
    "indicator": N_("Indicator"),
    "target": N_("Target"),
    "reached": N_("Reached"),
    "percent": N_("Attainment"),
    "aspect": N_("Aspect"),
    "source": N_("Data source"),
    "waived": N_("Data that stand by a waiver"),
    "rights": N_("Your rights"),
    "check": N_("Check in the portal, with this code, whether this letter is genuine and in force:"),
    "page": N_("page"),
    "proof": N_("This file carries the proof that the result was sealed; the Inspektorat can check it."),
    "outcome": N_("Decision"),
    "before": N_("Before the objection"),
    "after": N_("After the decision"),
    "asof": N_("figures of"),
    "distribution": N_("How many have which predicate"),
    "count": N_("Number"),
    "share": N_("Share"),
    "guide": N_("The pattern of SE MenPANRB 3/2023 is a guide: nobody's predicate is changed to fit it."),
    "units": N_("Predicates by unit"),
    "unit": N_("Unit"),
    "final": N_("Final / all"),
    "organization": N_("Organization"),
    "counts": N_("Predicates"),
    "order": N_("Numbers of predicates stand in the order of the table above."),
    "people": N_("Final results"),
    "name": N_("Name and NIP"),
    "post": N_("Post"),
    "work": N_("Work result"),
    "behavior": N_("Work behavior"),
    "evidence": N_("Data are shown as evidence; the ratings were set by people."),
}
