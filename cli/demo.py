"""`kinerja demo`: a whole appraisal period on sample data in front of your eyes."""

import threading
import time
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, console, print_json, print_table, say
from cli.period import print_board
from models.language import N_, _

HELP = N_(
    "Run a whole appraisal period on a sample regency: roster, launch, plans, realizations, quality, ratings, "
    "scoring, publication, an objection and its decision, closing.\n\n"
    "People act through the same verbs as everybody. One unit is left waiting for its raters: decide there yourself and "
    "watch it go on. --no-serve exits when done.\n\n"
    "Example: kinerja demo --employees 120"
)


@answers
def demo(
    employees: Annotated[int, typer.Option(min=20, help=_("How many employees the regency has."))] = 120,
    seed: Annotated[int, typer.Option(help=_("Another number gives another regency."))] = 7,
    serve: Annotated[bool, typer.Option(help=_("Keep running at the end, so that you can decide and look."))] = True,
    as_json: AsJson = False,
) -> None:
    """Run the demo."""
    from deployments import stack
    from deployments.demo import Demo, dispatching

    began = time.monotonic()
    tell: Any = (lambda _text: None) if as_json else _teller(began)
    show = Demo(tell, _track(as_json), employees, seed)
    preparing = threading.Thread(target=show.prepare)
    preparing.start()
    with stack.services(tell) as running:
        preparing.join()
        show.launch()
        with stack.as_dispatcher(), dispatching():
            show.run()
            board = show.board()
            took = round(time.monotonic() - began, 1)
            if as_json:
                print_json(board | {"seconds": took, "left_waiting": show.left_alone})
            else:
                _show_end(board, show, running.prefect_pages, running.prefect_secret, took)
            if serve and not as_json:
                _serve()


def _teller(began: float) -> Any:
    return lambda text: console.print(f"[dim]{time.monotonic() - began:6.1f} s[/]  {text}", highlight=False)


def _track(as_json: bool) -> Any:
    from rich.progress import track

    words = {"plans": _("Planning"), "realizations": _("Reporting"), "ratings": _("Rating"), "results": _("Reading")}
    return lambda items, what: track(items, words[what], console=console, transient=True, disable=as_json)


def _show_end(board: dict[str, Any], show: Any, pages: str, secret: str, took: float) -> None:
    from deployments.results import by_unit
    from models.database import transaction

    with transaction() as session:
        counted = by_unit(session, board["code"])
    print_table(_("Results by unit"), [_("Unit"), _("Organization"), "SB", "B", "BP", "K", "SK"], counted)
    print_board(board | {"units": [unit for unit in board["units"] if unit["stage"] != "finished"]})
    say(
        _("Done in {seconds} s. One unit waits for you: {unit}.").format(
            seconds=took, unit=_name(board, show.left_alone)
        )
    )
    say(_("Decide there (in another terminal, with the same KINERJA_HOME):"))
    say(f"  kinerja approvals list --unit {show.left_alone}")
    say(_("Every run and what it waited for: {pages} (sign in with {secret})").format(pages=pages, secret=secret))
    say(_("Who decided what: kinerja trace --unit {unit}").format(unit=show.left_alone))


def _name(board: dict[str, Any], code: str) -> str:
    return next((unit["name"] for unit in board["units"] if unit["code"] == code), code)


def _serve() -> None:
    say(_("Keeps running so that units go on when you decide. Ctrl-C stops everything; data stay."))
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        say(_("Stopping."))
