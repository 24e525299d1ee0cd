"""`kinerja doctor`: what runs where, in which version, and how to mend what is missing.

Belongs here: the table and the exit code. Does not: looking (deployments/health).
"""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deployments.health import Look, State
from models.language import N_, _

HELP = N_(
    "Say what runs where, which versions, what is missing and how to mend it. Starts and changes nothing.\n\n"
    "Exit code 1 when something is broken. Send its output along when you ask for help.\n\n"
    "Example: kinerja doctor\n\n"
    "Example: kinerja doctor --json"
)
_MARKS = {State.WELL: "[green]✔[/]", State.NOTICE: "[yellow]![/]", State.BROKEN: "[red]✘[/]"}
_PARTS = {
    "program": N_("Program"),
    "libraries": N_("Libraries"),
    "lock": N_("Lock"),
    "home": N_("Folder"),
    "disk": N_("Disk"),
    "portal": N_("Portal address"),
    "database": N_("Database"),
    "login": N_("Database login"),
    "schema": N_("Tables"),
    "clock": N_("Clock"),
    "prefect": N_("Prefect"),
    "secret": N_("Prefect's secret"),
    "mail": N_("Mail server"),
    "notices": N_("Notices"),
}


def doctor(as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON instead of a table."))] = False) -> None:
    """Look at every part of the stack and print what was found."""
    from deployments.health import examine

    looks = examine()
    if as_json:
        typer.echo(json.dumps(_as_data(looks), ensure_ascii=False, indent=2))
    else:
        Console().print(_as_table(looks))
    if any(look.state is State.BROKEN for look in looks):
        raise typer.Exit(1)


def _as_data(looks: list[Look]) -> dict[str, object]:
    parts = [
        {
            "part": look.part,
            "state": look.state.value,
            "found": look.found.render(),
            "values": {name: str(value) for name, value in look.found.values.items()},
            "remedy": look.remedy.render() if look.remedy else None,
        }
        for look in looks
    ]
    return {"well": all(look.state is not State.BROKEN for look in looks), "parts": parts}


def _as_table(looks: list[Look]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(width=1)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for look in looks:
        table.add_row(_MARKS[look.state], _(_PARTS[look.part]), escape(look.found.render()))
        if look.remedy:
            table.add_row("", "", f"[dim]→ {escape(look.remedy.render())}[/]")
    return table
