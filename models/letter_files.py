"""What a letter's file carries for programs: its code among the keywords, and the proof as a file in it.

Belongs here: reading both from a PDF as we write it (tasks/letters). Does not: judging them (letter_checking).
The file may come from anybody: it is read with limits and by pattern, and nothing in it is run or followed.
"""

import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from models.errors import InvalidInputError
from models.language import N_

#: Beyond any letter of ours: 200 pages have a few megabytes, a proof a few kilobytes.
MOST_BYTES, _MOST_PROOF = 20_000_000, 200_000
KEYWORD = "kinerja:"
_CODE = re.compile(rb"kinerja:([A-Z2-7]{16})\b")
_ATTACHED = re.compile(rb"/Type\s*/EmbeddedFile\b[^\r\n]{0,400}?(?:[\r\n][^\r\n]{0,400}?){0,20}?>>\s*stream\r?\n")


@dataclass(frozen=True)
class Carried:
    """The code of a letter's file, and its proof as JSON values; None where it carries none."""

    code: str
    proof: Any


def carried(content: bytes) -> Carried:
    """What a letter's file carries.

    Raises:
        InvalidInputError: no PDF, too large, or no letter of ours as it was downloaded.
    """
    if not content.startswith(b"%PDF-") or len(content) > MOST_BYTES:
        raise InvalidInputError(
            N_("This is no PDF of a letter. Give the file as it was downloaded, or type the code on it.")
        )
    code = _CODE.search(content)
    if code is None:
        raise InvalidInputError(
            N_("The file carries no code: it was printed or saved anew, or is no letter of ours. Type the code that is "
               "printed on it instead.")
        )  # fmt: skip
    proofs = (_read(content, found.end()) for found in _ATTACHED.finditer(content))
    return Carried(code[1].decode(), next((proof for proof in proofs if proof is not None), None))


def _read(content: bytes, start: int) -> Any:
    raw = zlib.decompressobj()
    try:
        text = raw.decompress(content[start : start + _MOST_PROOF], _MOST_PROOF)
    except zlib.error:
        text = content[start : start + _MOST_PROOF].split(b"endstream")[0]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
