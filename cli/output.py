"""How every command answers: a table for people, JSON for programs, errors with their remedy, exit codes.

Belongs here: what all commands share. Does not: any one command.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ParamSpec, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.errors import KinerjaError
from models.language import _

P = ParamSpec("P")
R = TypeVar("R")

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON instead of tables."))]
console = Console()
errors = Console(stderr=True)


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an error of ours into a plain sentence (or JSON) and exit code 1; anything else stays a traceback."""

    @functools.wraps(command)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KinerjaError as error:
            if kwargs.get("as_json"):
                print_json({"error": error.code, "message": str(error)})
            else:
                errors.print(f"[red]✘[/] {escape(str(error))}", soft_wrap=True)
            raise typer.Exit(error.exit_code) from None

    return answered


def print_json(value: Any) -> None:
    """Print `value` as JSON; dates in ISO form, exact numbers as text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def print_table(title: str, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """Print a table; nothing in it is taken as markup."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*(escape(show(cell)) for cell in line))
    console.print(table)


def show(value: Any) -> str:
    """A value as a person reads it in a cell."""
    if value is None:
        return "–"  # noqa: RUF001
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def say(text: str) -> None:
    """Print one plain sentence."""
    console.print(escape(text), soft_wrap=True)
