"""`kinerja sample`: a believable regency in a folder, to try everything with.

Belongs here: options and what is shown. Does not: the regency (deployments/sample).
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import KinerjaError
from models.language import N_, Message, _

if TYPE_CHECKING:
    from deployments.sample.region import Region

HELP = N_(
    "Write a sample regency: roster, period, plans, realizations and ratings of invented people, and files of every "
    "source of data.\n\n"
    "The roster has mistakes that really occur (a wrong superior, a NIP turned into 1.98E+17), the sources too (31-02, "
    "a negative ceiling); mistakes.json beside them lists them.\n\n"
    "Example:  kinerja sample --employees 500 --out try   then   kinerja roster check try/roster.xlsx"
)

_Employees = Annotated[int, typer.Option(min=1, max=2_000_000, help=_("How many people."))]
_Seed = Annotated[int, typer.Option(help=_("The same seed gives the same regency."))]
_Year = Annotated[int | None, typer.Option(min=2022, max=2100, help=_("Year of the period; default: this year."))]
_Out = Annotated[Path, typer.Option(help=_("Folder to write to; files of an earlier sample are replaced."))]
_Mistakes = Annotated[bool, typer.Option("--mistakes/--no-mistakes", help=_("Put in the mistakes that really occur."))]
_Json = Annotated[bool, typer.Option("--json", help=_("Print what was written as JSON."))]


def sample(
    employees: _Employees = 120,
    seed: _Seed = 7,
    year: _Year = None,
    out: _Out = Path("sample"),
    mistakes: _Mistakes = True,
    as_json: _Json = False,
) -> None:
    """Write a sample regency and say what to do with it."""
    from rich.console import Console
    from rich.progress import Progress

    from deployments.sample.files import write_sample
    from deployments.sample.region import make_region

    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=as_json or not console.is_terminal) as progress:
            task = progress.add_task(_("Writing the sample"), total=9)
            region = make_region(employees, seed, year, mistakes=mistakes)
            written = write_sample(region, out, lambda _name: progress.advance(task))
    except (KinerjaError, OSError) as problem:
        console.print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from None
    _show(region, out, written, as_json=as_json)


def _show(region: "Region", out: Path, written: list[Path], *, as_json: bool) -> None:
    counts = {"employees": len(region.employees), "agencies": len(region.agencies), "mistakes": len(region.mistakes)}
    if as_json:
        files = [str(path) for path in written]
        typer.echo(json.dumps({"year": region.year, "seed": region.seed, **counts, "files": files}, indent=2))
        return
    said = N_("{region}: {employees} employees in {agencies} agencies, {mistakes} mistakes on purpose, in {folder}/")
    typer.echo(Message(said, {"region": region.name, "folder": out, **counts}).render())
    typer.echo(Message(N_("Next: kinerja roster check {file}"), {"file": out / "roster.xlsx"}).render())
