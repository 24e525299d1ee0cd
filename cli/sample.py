"""`kinerja sample`: a believable regency in a folder, to try everything with.

Belongs here: options and what is shown. Does not: the regency (deployments/sample).
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from models.errors import KinerjaError
from models.language import N_, Message, _


def sample(
    employees: Annotated[int, typer.Option(min=1, max=2_000_000, help="How many people.")] = 120,
    seed: Annotated[int, typer.Option(help="The same seed gives the same regency, byte for byte.")] = 7,
    year: Annotated[
        int | None, typer.Option(min=2022, max=2100, help="Year of the period; default: this year.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder to write to; files of an earlier sample are replaced.")] = Path(
        "sample"
    ),
    mistakes: Annotated[
        bool, typer.Option("--mistakes/--no-mistakes", help="Put in the mistakes that really occur.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write a sample regency: roster, period, plans, realizations and ratings of invented people.

    The roster has the mistakes that really occur (a wrong superior, a NIP turned into 1.98E+17 …), so that the check
    has something to find; mistakes.json lists them.

    Example:  kinerja sample --employees 500 --out try   then   kinerja roster check try/roster.xlsx
    """
    from rich.console import Console
    from rich.progress import Progress

    from deployments.sample.files import write_sample
    from deployments.sample.region import make_region

    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=as_json or not console.is_terminal) as progress:
            task = progress.add_task(_("Writing the sample"), total=8)
            region = make_region(employees, seed, year, mistakes=mistakes)
            written = write_sample(region, out, lambda _name: progress.advance(task))
    except (KinerjaError, OSError) as problem:
        console.print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(
            json.dumps(_summary(region.year, seed, len(region.employees), len(region.mistakes), written), indent=2)
        )
        return
    said = N_("{region}: {employees} employees in {agencies} agencies, {mistakes} mistakes on purpose, in {folder}/")
    values = {"employees": len(region.employees), "agencies": len(region.agencies), "mistakes": len(region.mistakes)}
    typer.echo(Message(said, {"region": region.name, "folder": out, **values}).render())
    typer.echo(Message(N_("Next: kinerja roster check {file}"), {"file": out / "roster.xlsx"}).render())


def _summary(year: int, seed: int, employees: int, mistakes: int, written: list[Path]) -> dict[str, object]:
    files = [str(path) for path in written]
    return {"year": year, "seed": seed, "employees": employees, "mistakes": mistakes, "files": files}
