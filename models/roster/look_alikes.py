"""What is wrong with a number that looks right: precision lost to a spreadsheet, foreign digits, O for 0, hidden marks.

Belongs here: explaining damage. Does not: deciding validity (models/rules/identity.py).
"""

import re
import unicodedata

from models.language import N_

#: A number cell as a spreadsheet shows it: 1.98609E+17, 1,98609E+17 or 198609262015051000.0
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
_DECIMAL_TAIL = re.compile(r"[0-9]{15,}[.,]0+")
_LETTERS_LIKE_DIGITS = str.maketrans("OoQIlSB", "0001158")


def lost_precision(text: str) -> bool:
    """Whether a NIP went through a number cell, which keeps 15 digits (DQ-E03): `1.98E+17`, or zeros at the end."""
    plain = text.strip().replace(" ", "")
    if plain.isascii() and len(plain) == 18 and plain.isdigit():  # noqa: PLR2004 - digits of a NIP
        return plain.endswith("000")
    return bool(_SCIENTIFIC.fullmatch(plain) or _DECIMAL_TAIL.fullmatch(plain))


def unmasked(text: str) -> str:
    """The number a person probably meant: plain digits for look-alikes, hidden marks removed."""
    visible = "".join(mark for mark in text if unicodedata.category(mark) not in {"Cf", "Cc"})
    digits = "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in visible)
    return digits.translate(_LETTERS_LIKE_DIGITS)


def hint(text: str) -> str:
    """What to look for in a number that is not valid, as a message id; an empty text when nothing special is seen."""
    if any(unicodedata.category(mark) in {"Cf", "Cc"} for mark in text):
        return N_("It contains an invisible character: type it again instead of pasting.")
    if any(mark.isdecimal() and not mark.isascii() for mark in text):
        return N_("Its digits are not plain digits (full-width or Arabic): type them again.")
    if unmasked(text) != text:
        return N_("A letter stands where a digit belongs (O for 0, l for 1): correct it.")
    return ""
