"""`kinerja demo`: a whole appraisal period on sample data in front of your eyes."""

import threading
import time
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, as_typed, console, print_json, print_table, progress, say
from cli.period import print_board
from cli.up import until_interrupted, with_log
from models.labels import label
from models.language import N_, _

HELP = N_(
    "Run a whole appraisal period on a sample regency: roster, launch, plans, data of every source, realizations, "
    "quality, ratings, scoring, publication, an objection and its decision, closing.\n\n"
    "People act through the same verbs as everybody. One unit is left waiting for its raters: decide there yourself "
    "and watch it go on. --no-serve exits when done. A second start goes on where the first one ended.\n\n"
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
    from deployments import interrupts, logs, portal, stack
    from deployments.demo import Demo
    from deployments.standing import working
    from models.settings import settings

    began = time.monotonic()
    tell: Any = (lambda _text: None) if as_json else _teller(began)
    show = Demo(tell, _track(as_json), employees, seed)
    preparing = threading.Thread(target=show.prepare, daemon=True)
    with interrupts.held():
        preparing.start()
    with stack.services(tell) as running, logs.told_to(with_log(settings().home)):
        preparing.join()
        show.launch()
        with working(_dispatcher(), mails=(mails := settings().home / "mail")):
            show.run()
            board = show.board()
            took = round(time.monotonic() - began, 1)
            if as_json:
                print_json(board | {"seconds": took, "left_waiting": show.left_waiting()})
                return
            _show_end(board, show, running if serve else None, took)
            if not settings().mail_host:
                say(_("What people are told: {command} notices list --view all; as mails in {folder}").format(
                    command=as_typed(), folder=settings().mail_folder or mails))  # fmt: skip
            if serve:
                with portal.serving() as address:
                    _invite(address)
                    say(_("Keeps running so that units go on when you decide. Ctrl-C stops everything; data stay."))
                    until_interrupted()
            else:
                _invite(_("run {command} up, it says where").format(command=as_typed()))


def _invite(address: str) -> None:
    """Say where the portal is, and as whom to look at it."""
    from deployments.visitors import invite

    people, password = invite()
    lines = [(label(each["part"]), each["name"], each["nip"]) for each in people]
    print_table(_("The portal: {address}").format(address=address), (_("As"), _("Name"), _("NIP")), lines)
    say(
        _("Everybody in this list signs in with this password, made for this demo: {password}").format(
            password=password
        )
    )


def _dispatcher() -> Any:
    from flows.dispatch import Dispatcher  # Prefect is imported once its server is known

    return Dispatcher()


def _teller(began: float) -> Any:
    return lambda text: console.print(f"[dim]{time.monotonic() - began:6.1f} s[/]  {text}", highlight=False)


def _track(as_json: bool) -> Any:
    words = {
        "plans": _("Planning"),
        "sources": _("Bringing in data"),
        "logs": _("Validating logs"),
        "feedback": _("Giving feedback"),
        "realizations": _("Reporting"),
        "ratings": _("Rating"),
        "results": _("Reading"),
    }
    return lambda items, what: progress(items, words[what], hidden=as_json)


def _show_end(board: dict[str, Any], show: Any, running: Any, took: float) -> None:
    from deployments.results import by_unit
    from models.database import transaction

    with transaction() as session:
        counted = by_unit(session, board["code"])
    lines = [(unit, label(organization or ""), *counts) for unit, organization, *counts in counted]
    print_table(_("Results by unit"), [_("Unit"), _("Organization"), "SB", "B", "BP", "K", "SK"], lines)
    unfinished = [unit for unit in board["units"] if unit["stage"] != "finished"]
    if unfinished:
        print_board(board | {"units": unfinished})
    _say_what_to_do(board, show.left_waiting(), took, stays=running is not None)
    if running:
        values = {"pages": running.prefect_pages, "secret": running.prefect_secret}
        say(_("Every run and what it waited for: {pages} (sign in with {secret})").format(**values))
    told = {"command": as_typed(), "period": board["code"]}
    said = _("Data: {stored} rows of {sources} sources; {held} held back: {command} import held --period {period}")
    say(said.format(**told, **show.brought_in()))
    units = ", ".join(f"{unit} {count}" for unit, count in show.open_findings())
    say(_("Open findings: {units}. More: {command} quality show {period}").format(units=units or 0, **told))
    say(_("Who decided what: {command} trace --period {period}").format(command=as_typed(), period=board["code"]))


def _say_what_to_do(board: dict[str, Any], left: str, took: float, *, stays: bool) -> None:
    if not left:
        say(_("Done in {seconds} s; nothing waits for you.").format(seconds=took))
        say(_("For another demo set KINERJA_HOME to an empty folder."))
        return
    name = next(unit["name"] for unit in board["units"] if unit["code"] == left)
    say(_("Done in {seconds} s. One unit waits for you: {unit}.").format(seconds=took, unit=name))
    if stays:
        say(_("Decide there (in another terminal, with the same KINERJA_HOME):"))
    else:
        say(_("Keep the stack running, and decide there in another terminal, both with the same KINERJA_HOME:"))
        say(f"  {as_typed()} up")
    say(f"  {as_typed()} approvals list --unit {left}")
