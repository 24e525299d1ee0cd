"""JSON in its one canonical form (RFC 8785), which anybody can write and hash again; quick where that is safe.

Belongs here: the form. Does not: what is written in it (leaves of the ledger, plans).
"""

import json
import re
from typing import Any

import rfc8785

#: The standard library's JSON is many times as fast as rfc8785, which is Python, and writes the same bytes but for
#: what is named below.
_QUICK = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
#: What might be written otherwise: numbers with a fraction or near 2^53, NaN, and names beyond the first 65,536
#: letters, which RFC 8785 sorts by their halves. It also matches within words, which costs time and nothing else.
_OTHERWISE = re.compile(r'(?:^|":|[,\[])-?(?:[0-9]+[.eE]|[0-9]{16}|N|I)|[\U00010000-\U0010ffff]')


def canonical(value: Any) -> str:
    """A value of JSON in canonical form.

    Raises:
        rfc8785.CanonicalizationError: a number that JSON cannot carry exactly.
    """
    text = _QUICK(value)
    return rfc8785.dumps(value).decode() if _OTHERWISE.search(text) else text
