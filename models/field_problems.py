"""What is wrong with one field of a file, in the reader's language; the checking library says it in English only.

Belongs here: a sentence for each kind of problem a model reports. Does not: which values are right (the models).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.language import N_, Message

_DAY = N_("write a day as year-month-day, such as 2026-01-31.")
_WHOLE = N_("write a whole number, such as 14.")
_NUMBER = N_("write a number, such as 97.5.")
_TEXT = N_("write text; put numbers such as a NIP in quotation marks.")
_PART = N_("fields are missing here; indent them below this name.")
_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "missing": N_("is missing. Add it."),
        "extra_forbidden": N_("is not known here. Check its spelling."),
        "literal_error": N_("must be one of: {words}."),
        "enum": N_("must be one of: {words}."),
        "string_type": _TEXT,
        "string_too_short": N_("must have at least {min_length} letters."),
        "string_pattern_mismatch": N_("has a form that is not allowed here."),
        "union_tag_invalid": N_("has a way that is not known: use {expected_tags}."),
        "union_tag_not_found": N_("does not say its way: folder, http or sql."),
        "string_too_long": N_("must have at most {max_length} letters."),
        "too_short": N_("must have at least {min_length} entries."),
        "list_type": N_("must be a list: one line for each, beginning with a dash."),
        "dict_type": _PART,
        "model_type": _PART,
        "model_attributes_type": _PART,
        "greater_than": N_("must be more than {gt}."),
        "greater_than_equal": N_("must be {ge} or more."),
        "less_than_equal": N_("must be {le} or less."),
        "int_type": _WHOLE,
        "int_parsing": _WHOLE,
        "int_from_float": _WHOLE,
        "decimal_type": _NUMBER,
        "decimal_parsing": _NUMBER,
        "finite_number": _NUMBER,
        "date_type": _DAY,
        "date_parsing": _DAY,
        "date_from_datetime_parsing": _DAY,
        "date_from_datetime_inexact": _DAY,
    }
)


def field_problem(error: Mapping[str, Any]) -> Message:
    """The sentence for one of pydantic's errors; one of our own, or one not foreseen, keeps its own words."""
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        return Message("{problem}", {"problem": error["msg"].removeprefix("Value error, ")})
    context = error.get("ctx", {})
    words = str(context.get("expected", "")).replace(" or ", ", ")
    return Message(sentence, {**context, "words": words})
