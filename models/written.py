"""Words that people write, made fit to be stored: no blanks around them, no characters a database cannot keep.

Belongs here: the one check of length and characters. Does not: whether words are needed (each verb).
"""

from models.errors import InvalidInputError
from models.language import N_


def written(text: str, most: int) -> str:
    """`text` without blanks around it.

    Raises:
        InvalidInputError: more than `most` letters, or a character that cannot be stored (NUL, half a letter).
    """
    bare = text.strip()
    if len(bare) > most:
        raise InvalidInputError(
            N_("“{beginning}…” has {count} letters; write at most {most}."),
            beginning=bare[:20],
            count=len(bare),
            most=most,
        )
    if "\0" in bare or any("\ud800" <= letter <= "\udfff" for letter in bare):
        raise InvalidInputError(N_("The text holds a character that cannot be stored. Type it anew, do not paste it."))
    return bare
