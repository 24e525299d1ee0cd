"""`kinerja up`: keep a local stack running for real use; its data survive restarts."""

import threading
from typing import Annotated, Any

import typer

from cli.output import answers, complain, quiet_or_told, say
from deployments.interrupts import Interrupted
from models.language import N_, _

HELP = N_(
    "Run the stack: PostgreSQL, Prefect and the dispatcher that moves units on when people decide. Ctrl-C stops all of "
    "it; data stay in KINERJA_HOME.\n\n"
    "With --work-pool the dispatcher hands runs to Prefect workers instead of running them itself; start those with "
    "`kinerja worker --work-pool NAME`.\n\n"
    "Example: kinerja up\n\n"
    "Example: kinerja up --work-pool kinerja"
)


@answers
def up(
    work_pool: Annotated[str, typer.Option(envvar="KINERJA_WORK_POOL", help=_("Name of a Prefect work pool."))] = "",
) -> None:
    """Run the stack until Ctrl-C."""
    from deployments import logs, portal, stack, workers
    from deployments.standing import working
    from models import portal_address
    from models.settings import settings

    portal_address.require("127.0.0.1")
    with stack.services(quiet_or_told(as_json=False)) as running:
        if work_pool:
            quiet_or_told(as_json=False)(_("Preparing the work pool {pool}").format(pool=work_pool))
            workers.register(work_pool)
        told = logs.told_to(with_log(settings().home))
        with told, working(_dispatcher(work_pool)), portal.serving() as address:
            say(_("Running. The portal: {address}").format(address=address))
            say(_("Prefect: {pages}").format(pages=running.prefect_pages))
            if running.prefect_secret:
                say(_("Sign in there with: {secret}").format(secret=running.prefect_secret))
            if not (settings().mail_host or settings().mail_folder):
                say(_("No mail server is set (KINERJA_MAIL_HOST): notices wait, and are read in the portal."))
            say(_("See what waits: kinerja period list. Ctrl-C stops everything."))
            until_interrupted()


def until_interrupted() -> None:
    """Wait for Ctrl-C or SIGTERM, which is how a running stack is meant to end: exit code 0."""
    try:
        threading.Event().wait()
    except Interrupted:
        say(_("Stopping; units that are being worked on end first. Data stay."))


def with_log(home: Any) -> Any:
    """What tells the operator of trouble beside the command itself: one line, and where the details are."""
    from deployments.logs import log_file

    return lambda text: complain(_("{problem} Details: {path}").format(problem=text, path=log_file(home)))


def _dispatcher(work_pool: str) -> Any:
    import math

    from flows.dispatch import Dispatcher, hand_pull_to_pool, hand_to_pool, run_here

    if work_pool:  # sweeping is a scheduled deployment of the pool then
        return Dispatcher(start=hand_to_pool, pull=hand_pull_to_pool, sweep_every=math.inf)
    return Dispatcher(start=run_here)
