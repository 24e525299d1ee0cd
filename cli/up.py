"""`kinerja up`: keep a local stack running for real use; its data survive restarts."""

import contextlib
import logging
import math
import signal
from typing import Annotated, Any

import typer

from cli.output import answers, console, say
from models.language import N_, _

HELP = N_(
    "Run the stack: PostgreSQL, Prefect and the dispatcher that moves units on when people decide. Ctrl-C stops all of "
    "it; data stay in KINERJA_HOME.\n\n"
    "With --work-pool the dispatcher hands runs to Prefect workers instead of running them itself.\n\n"
    "Example: kinerja up"
)


@answers
def up(
    work_pool: Annotated[str, typer.Option(envvar="KINERJA_WORK_POOL", help=_("Name of a Prefect work pool."))] = "",
) -> None:
    """Run the stack until Ctrl-C."""
    from deployments import stack, workers

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    with stack.services(lambda text: console.print(f"[dim]{text} …[/]")) as running, stack.as_dispatcher():
        if work_pool:
            workers.register(work_pool)
        dispatcher = _dispatcher(work_pool)
        signal.signal(signal.SIGTERM, lambda *_args: dispatcher.stop())
        say(_("Running. Prefect: {pages}").format(pages=running.prefect_pages))
        if running.prefect_secret:
            say(_("Sign in there with: {secret}").format(secret=running.prefect_secret))
        say(_("See what waits: kinerja period list. Ctrl-C stops everything."))
        with contextlib.suppress(KeyboardInterrupt):
            dispatcher.run()
        dispatcher.stop()
        say(_("Stopping; units that are being worked on end first."))


def _dispatcher(work_pool: str) -> Any:
    from flows.dispatch import Dispatcher, hand_to_pool, run_here

    if work_pool:  # sweeping is a scheduled deployment of the pool then
        return Dispatcher(start=hand_to_pool, sweep_every=math.inf)
    return Dispatcher(start=run_here)
