"""The period file as text: reading its YAML with one plain sentence for what is wrong, and writing it.

Belongs here: YAML. Does not: what a period needs (period_file).
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from models.errors import InvalidInputError
from models.language import N_

_MOST_BYTES = 1_000_000
_FROM_THE_FORM = "# Periode penilaian kinerja / an appraisal period, made with the form of the portal.\n"


def content_of(path: Path) -> dict[str, Any]:
    """The fields of a YAML file.

    Raises:
        InvalidInputError: it cannot be read, is too large, is no YAML (with the line and the column), or has no fields.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInputError(N_("{path} is larger than a period file can be. Is it the right file?"), path=path)
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        text = N_("There is no file {path}, or it may not be read. Check the name and the folder.")
        raise InvalidInputError(text, path=path) from problem
    except UnicodeDecodeError as problem:
        text = N_("{path} is not text in UTF-8. In the editor, save it again with the encoding UTF-8.")
        raise InvalidInputError(text, path=path) from problem
    except RecursionError as problem:
        text = N_("{path} has more levels than a period file has. Is it the right file?")
        raise InvalidInputError(text, path=path) from problem
    except (yaml.YAMLError, ValueError) as problem:
        raise _no_yaml(path, problem) from problem
    if not isinstance(content, dict):
        raise InvalidInputError(
            N_(
                "{path} is no period file (.yaml): it does not consist of fields such as “code: 2027”. `kinerja "
                "sample` writes an example to start from, and so does the form “Launch a period” of the portal."
            ),
            path=path,
        )
    return content


def _no_yaml(path: Path, problem: Exception) -> InvalidInputError:
    """The parser's own words are for programmers; where it stopped is for everybody."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:  # a character that no text has, or a day that no calendar has
        if isinstance(problem, yaml.YAMLError):
            return InvalidInputError(
                N_("{path} cannot be read as YAML: it holds characters that are no text. Save it as plain text."),
                path=path,
            )
        return InvalidInputError(
            N_("{path} holds a day that does not exist, such as 2026-02-30. Correct it: year-month-day."), path=path
        )
    return InvalidInputError(
        N_(
            "{path} cannot be read as YAML from line {line}, column {column} on. Look there and in the line before: "
            "indent with spaces, a colon and a space after each name, quotation marks and brackets closed."
        ),
        path=path,
        line=mark.line + 1,
        column=mark.column + 1,
    )


def written(content: Mapping[str, Any]) -> str:
    """The text of a period file with these fields; reading it gives them again."""
    return _FROM_THE_FORM + yaml.safe_dump(_plain(content), allow_unicode=True, sort_keys=False, width=100)


def _plain(value: Any) -> Any:
    """Words and days as YAML writes them; exact numbers as text, which keeps them exact."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, StrEnum | Decimal) else value
