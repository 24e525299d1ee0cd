"""Files named at the command line: their content, or one plain sentence for why there is none.

Belongs here: opening what a command was given to read whole. Does not: what stands in it (the verbs), tables and
rosters (models/files, models/roster), standard input.
"""

from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_

#: No checkpoint, and no letter, comes near.
_MOST_BYTES = 20_000_000


def content_of(path: Path, most: int = _MOST_BYTES) -> bytes:
    """The first `most` bytes of a file.

    Raises:
        InvalidInputError: there is no such file, it is a folder, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except IsADirectoryError:
        raise InvalidInputError(N_("{path} is a folder. Name the file in it."), path=path) from None
    except OSError:
        text = N_("There is no file {path}, or it may not be read. Check the name and the folder.")
        raise InvalidInputError(text, path=path) from None


def text_of(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        InvalidInputError: it cannot be read, or is not text in UTF-8.
    """
    try:
        return content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        text = N_("{path} is not text in UTF-8. In the editor, save it again with the encoding UTF-8.")
        raise InvalidInputError(text, path=path) from None
