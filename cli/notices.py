"""`kinerja notices`: who was told what, what could not be sent, and sending it again.

Belongs here: options and tables. Does not: the lists (models/outbox_reading), sending (deployments/mailing).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.labels import label
from models.language import _, reader_language

app = typer.Typer(no_args_is_help=True, help=_("See who was told what, and send again what could not be sent."))


class View(StrEnum):
    """What may be listed."""

    FAILED = "failed"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
    WAITING = "waiting"
    SENT = "sent"
    WITHHELD = "withheld"
    ALL = "all"


@app.command("list")
@answers
def list_notices(
    view: Annotated[View, typer.Option("--view", help=_("Which notices."))] = View.FAILED,
    find: Annotated[str, typer.Option(help=_("A NIP, or a part of a name."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List notices, the newest first: by default those that failed.

    Example: kinerja notices list

    Example: kinerja notices list --view all --find 199001012020121001
    """
    from deployments import stack
    from models import outbox_reading
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = outbox_reading.listed(session, view, reader_language(), find=find, limit=limit)
        counts = outbox_reading.counts(session)
    if as_json:
        print_json(found)
        return
    if found:
        columns = (_("No."), _("Person"), _("Notice"), _("Written on"), _("State"), _("Tries"), _("Last answer"))
        print_table(_("Notices"), columns, [_line(each) for each in found], dispensable=(5, 3))
    else:
        say(_("There is no such notice."))
    say(
        _("Failed: {failed} ({no_address} without an address), bounced: {bounced}, waiting: {waiting}.").format(
            **counts
        )
    )


def _line(each: dict[str, Any]) -> tuple[Any, ...]:
    person = f"{each['name']} ({each['nip'] or each['official_code']})"
    return each["id"], person, each["title"], each["queued_at"], _state(each), each["attempts"], each["last_error"]


def _state(each: dict[str, Any]) -> str:
    """Its state, by which way it went or why it did not."""
    ways = ", ".join(label(way, of="channel") for way in each["channels"])
    more = label(each["outcome"], of="outcome") if each["outcome"] else ways
    return f"{label(each['status'])}: {more}" if more else label(each["status"])


@app.command()
@answers
def show(
    notice: Annotated[int, typer.Argument(help=_("Number of the notice, from `kinerja notices list`."))],
    as_json: AsJson = False,
) -> None:
    """Show one notice: its words, and every attempt to send it.

    Example: kinerja notices show 3
    """
    from dataclasses import asdict

    from deployments import stack
    from models import outbox_reading
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = outbox_reading.shown(session, numbered(notice), reader_language())
    if as_json:
        print_json(found | {"piece": asdict(found["piece"])})
        return
    lines = [
        (_("Person"), f"{found['name']} ({found['nip'] or found['official_code']})"),
        (_("Mail address"), found["email"]),
        (_("Subject"), found["piece"].title),
        (_("Words"), f"{found['piece'].what} {found['piece'].to_do}"),
        (_("State"), _state(found)),
        (_("Written on"), found["queued_at"]),
        (_("Sent"), found["sent_at"]),
        (_("Next try"), found["next_try_at"] if found["status"] in {"queued", "sending"} else None),
        (_("Last answer"), found["last_error"]),
    ]
    print_table(_("Notice {number}").format(number=notice), [_("What"), _("Value")], lines)
    columns = (_("Try"), _("When"), _("Way"), _("Outcome"), _("Answer"), _("Message-ID"), _("Hash of the words"))
    tries = [
        (
            each["attempt"],
            each["at"],
            label(each["channel"], of="channel"),
            label(each["outcome"], of="outcome"),
            " ".join(str(part) for part in (each["code"], each["answer"]) if part),
            each["message_id"],
            each["content_hash"],
        )
        for each in found["deliveries"]
    ]
    print_table(_("Tries"), columns, tries, dispensable=(6, 5))


@app.command("print")
@answers
def print_sheets(
    out: Annotated[Path, typer.Option(help=_("The page to write (.html); print it from a browser."))],
    unit: Annotated[str | None, typer.Option(help=_("Code of one unit; default: all."))] = None,
    as_json: AsJson = False,
) -> None:
    """Write a sheet for everybody whose notices could not be sent, to print and hand over.

    Whoever signs for a result: kinerja receipts record.

    Example: kinerja notices print --out belum-terkirim.html
    """
    from deployments import stack
    from models import notice_paper
    from models.database import transaction
    from models.errors import InvalidInputError
    from models.language import N_

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        page, count = notice_paper.sheets(session, unit=unit)
    if count:
        try:
            out.write_text(page, encoding="utf-8")
        except OSError as problem:
            raise InvalidInputError(
                N_("{path} cannot be written: {problem}."), path=out, problem=problem.strerror
            ) from problem
    if as_json:
        print_json({"people": count})
        return
    if not count:
        say(_("Everybody could be told; there is nothing to print."))
        return
    say(_("Written: {files}").format(files=out))
    say(_("Sheets: {count}, one for each person.").format(count=count))


@app.command()
@answers
def retry(
    notice: Annotated[int | None, typer.Argument(help=_("Number of the notice; without it, --all."))] = None,
    every: Annotated[
        bool, typer.Option("--all", help=_("All that failed, but for people without an address."))
    ] = False,
    address: Annotated[
        str | None, typer.Option(help=_("The corrected mail address of its person; it is kept."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Send again what failed; it leaves within seconds while the stack runs.

    Example: kinerja notices retry 3 --address budi@example.go.id

    Example: kinerja notices retry --all
    """
    from deployments import stack
    from models import actors, outbox_retry
    from models.database import transaction

    if (notice is None) != every:
        raise typer.BadParameter(_("Give the number of a notice, or --all."))
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        count = 1
        if notice is None:
            count = outbox_retry.retry_all(session, by=actors.operator())
        else:
            outbox_retry.retry(session, numbered(notice), by=actors.operator(), address=address)
    if as_json:
        print_json({"queued": count})
        return
    say(_("{count} notices wait to be sent again. `kinerja notices send` sends them now.").format(count=count))


@app.command()
@answers
def send(as_json: AsJson = False) -> None:
    """Send everything that is due now, and end; `kinerja up` does so all the time.

    Example: kinerja notices send
    """
    from deployments import mailing, stack
    from models.errors import UnavailableError
    from models.language import N_
    from models.settings import settings

    here = settings()
    ways = mailing.opening(here)
    if ways is None:
        raise UnavailableError(
            N_("There is no mail server. Set KINERJA_MAIL_HOST (or KINERJA_MAIL_FOLDER, to look at mails only).")
        )
    with stack.database_ready(quiet_or_told(as_json)):
        counts = mailing.send_all(here, ways)
    told = {name: counts[name] for name in ("sent", "failed", "again", "withheld")}
    if as_json:
        print_json(told)
        return
    say(
        _("Sent: {sent}. Failed: {failed}. Tried again later: {again}. Not needed any more: {withheld}.").format(**told)
    )
