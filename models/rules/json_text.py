"""JSON with exact numbers: read without binary noise, written without it, however many digits.

Belongs here: text ↔ values. Does not: what the values mean.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from models.errors import InvalidInputError
from models.language import N_


class NotJsonError(InvalidInputError):
    """The text is no JSON: correct it at the named line."""

    code = "NOT_JSON"


def read_json(text: str) -> Any:
    """The values in a JSON text; every number becomes an exact Decimal, NaN and infinities included.

    Raises:
        NotJsonError: the text is no JSON, or names a key twice, or nests too deeply.
    """
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=Decimal,
            object_pairs_hook=_without_doubles,
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(
            N_("The input is no JSON at line {line}, column {column}: {reason}. Decimals are written 1.5, not 1,5."),
            line=error.lineno,
            column=error.colno,
            reason=error.msg,
        ) from None
    except InvalidOperation:
        raise NotJsonError(N_("The input holds a number with an absurd exponent. Check its unit and source.")) from None
    except RecursionError:
        raise NotJsonError(N_("The input nests lists or objects too deeply. Look at the example in --help.")) from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _value in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise NotJsonError(N_("“{key}” stands twice in one object. Leave one of them out."), key=double)
    return values


def write_json(value: Any, indent: str = "") -> str:
    """A JSON text of the values, one key per line; Decimals keep all their digits.

    Raises:
        TypeError: a value that has no exact JSON form (a programming error).
    """
    deeper = indent + "  "
    if isinstance(value, Mapping):
        parts = [
            f"{json.dumps(str(key), ensure_ascii=False)}: {write_json(item, deeper)}" for key, item in value.items()
        ]
        return _enclosed("{}", parts, indent)
    if isinstance(value, list | tuple):
        return _enclosed("[]", [write_json(item, deeper) for item in value], indent)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if value is None or isinstance(value, bool | int | str | StrEnum):
        return json.dumps(value, ensure_ascii=False)
    message = f"no exact JSON form: {type(value).__name__}"
    raise TypeError(message)


def _enclosed(brackets: str, parts: list[str], indent: str) -> str:
    if not parts:
        return brackets
    body = ",\n".join(f"{indent}  {part}" for part in parts)
    return f"{brackets[0]}\n{body}\n{indent}{brackets[1]}"
