"""The natural key and the content hash of a fact, the same whoever gives it: a source, or a person by a verb.

Belongs here: how both are written. Does not: which fields make a key (models/datasets).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

#: A longer part is told by its hash: an index holds keys of a page's third only.
_LONGEST_PART = 200


def plain(value: object) -> str:  # noqa: PLR0911 - one for each kind of value
    """A value as text that is the same for equal values: numbers without needless zeros, moments in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return str(value)


def fact_key(owner: str, *parts: object) -> str:
    """The key of a fact: its owner ("segment:17", "unit:3", "") and the parts that tell it from the owner's others."""
    return "|".join((owner, *map(_part, parts)))


def _part(value: object) -> str:
    text = plain(value)
    if len(text) > _LONGEST_PART:
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return text.replace("\\", "\\\\").replace("|", "\\|")


def content_hash(values: Mapping[str, object]) -> str:
    """SHA-256 of what a fact says, by field name: equal content is no correction."""
    body = json.dumps({name: plain(value) for name, value in sorted(values.items())}, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
