"""`kinerja worker`: a process that takes units' runs from a Prefect work pool."""

from typing import Annotated

import typer

from cli.output import answers, console
from models.language import N_, _

HELP = N_(
    "Run a worker of a Prefect work pool; start as many as you like. `kinerja up --work-pool NAME` hands them the runs.\n\n"
    "A worker that is killed in the middle of a stage loses and doubles nothing: the sweep gives its unit to another.\n\n"
    "Example: kinerja worker --work-pool kinerja"
)


@answers
def worker(
    work_pool: Annotated[str, typer.Option(envvar="KINERJA_WORK_POOL", help=_("Name of the Prefect work pool."))],
) -> None:
    """Run a worker until Ctrl-C."""
    from deployments import stack, workers

    with stack.services(lambda text: console.print(f"[dim]{text} …[/]")):
        raise typer.Exit(workers.work(work_pool))
