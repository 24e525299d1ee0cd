"""How every command answers: a table for people, JSON for programs, errors with their remedy, exit codes.

Belongs here: what all commands share. Does not: any one command, or what a table looks like (tables).
"""

import functools
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar
from uuid import UUID

import typer
from rich.markup import escape

from cli.tables import console, errors, print_table, show
from deployments.interrupts import Interrupted, orderly
from models.errors import InvalidInputError, KinerjaError
from models.language import N_, _

__all__ = ["AsJson", "answers", "as_typed", "complain", "console", "errors", "print_json", "print_table", "say", "show"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON instead of tables."))]
#: The largest number that PostgreSQL keeps in a key: a larger one cannot be the number of anything.
_LARGEST_KEY = 2**63 - 1


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an error of ours into a plain sentence (or JSON) and exit code 1; anything else stays a traceback.

    Ctrl-C and SIGTERM end the command after it has cleared up, with the exit code that a shell expects (130, 143).
    """

    @functools.wraps(command)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        try:
            with orderly():
                return command(*args, **kwargs)
        except KinerjaError as error:
            _refuse(error, as_json=as_json)
            raise typer.Exit(error.exit_code) from None
        except Interrupted as interrupted:
            complain(_("Stopped before the end. What was done is kept; the same command goes on from there."))
            raise typer.Exit(interrupted.exit_code) from None

    return answered


def _refuse(error: KinerjaError, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": error.code, "message": str(error)})
    else:
        complain(str(error))


def complain(text: str) -> None:
    """Print one plain sentence about something that went wrong, on stderr."""
    errors.print(f"[red]✘[/] {escape(text)}", soft_wrap=True)


def print_json(value: Any) -> None:
    """Print `value` as JSON; dates in ISO form, exact numbers as text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def say(text: str = "") -> None:
    """Print one plain sentence, or a line between two of them."""
    console.print(escape(text), soft_wrap=True)


def numbered(number: int) -> int:
    """A number given for a request or objection.

    Raises:
        InvalidInputError: nothing can have that number.
    """
    if not 0 < number <= _LARGEST_KEY:
        raise InvalidInputError(N_("Nothing has the number {number}. Copy it from the list."), number=number)
    return number


def quiet_or_told(as_json: bool) -> Callable[[str], None]:
    """How a command says what it waits for: in a dim line, or not at all when programs read its answer."""
    return (lambda _text: None) if as_json else (lambda text: errors.print(f"[dim]{escape(text)} …[/]"))


def working(text: str, *, as_json: bool) -> AbstractContextManager[object]:
    """Show that `text` is being done while the block runs; nothing when programs read the answer."""
    return nullcontext() if as_json else errors.status(text)


def progress(items: Iterable[T], text: str, *, hidden: bool = False, total: int | None = None) -> Iterable[T]:
    """`items`, with a bar on the terminal that shows how many of them (of `total`, if they do not say) are done."""
    from rich.progress import track  # it takes a while, and most commands have no long work

    return track(items, text, total, console=errors, transient=True, disable=hidden or not errors.is_terminal)


def as_typed() -> str:
    """The command as this reader can type it: by its name where their shell finds it, else by its path.

    `deployments/start.py` puts our folder first for us alone, and says so.
    """
    ours = Path(sys.executable).parent
    theirs = os.environ.get("PATH", "").split(os.pathsep)
    if os.environ.get("KINERJA_STARTED_BY"):
        theirs = [folder for folder in theirs if Path(folder) != ours]
    if shutil.which("kinerja", path=os.pathsep.join(theirs)):
        return "kinerja"
    return shlex.quote(os.path.relpath(ours / "kinerja"))
