"""`kinerja worker`: a process that takes units' runs from a Prefect work pool."""

from typing import Annotated

import typer

from cli.output import answers, quiet_or_told, say
from deployments.interrupts import Interrupted
from models.language import N_, _

HELP = N_(
    "Run a worker of a Prefect work pool; start as many as you like. `kinerja up --work-pool NAME` hands them "
    "the runs.\n\n"
    "A worker that is killed in the middle of a stage loses and doubles nothing: the sweep gives its unit to "
    "another.\n\n"
    "Example: kinerja worker --work-pool kinerja"
)


@answers
def worker(
    work_pool: Annotated[str, typer.Option(envvar="KINERJA_WORK_POOL", help=_("Name of the Prefect work pool."))],
) -> None:
    """Run a worker until Ctrl-C, which is how it is meant to end: exit code 0."""
    from deployments import stack, workers

    with stack.services(quiet_or_told(as_json=False)):
        say(
            _("Working for the pool {pool}. Ctrl-C ends it; what it has not sealed is done again.").format(
                pool=work_pool
            )
        )
        try:
            code = workers.work(work_pool)
        except Interrupted:
            say(_("Stopped."))
            return
    raise typer.Exit(code)
