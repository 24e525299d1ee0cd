"""`kinerja import file|list|held`: files of any source, what they brought, and the rows that were held back.

Belongs here: options and what is shown. Does not: reading and storing (models/sources).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.marks import say_marks_of, signed
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say, working
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, Message, _

if TYPE_CHECKING:
    from models.sources.intake import Brought

Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
Source = Annotated[str | None, typer.Option(help=_("Code of a source, from `kinerja source list`."))]


FILE_HELP = N_(
    "Bring in a file. The same file twice changes nothing; corrected rows supersede, the old value stays.\n"
    "\n"
    "A row that is wrong is held back with its reason; all others are stored. Exit code 1 when a row was held or the "
    "file\n"
    "was refused.\n"
    "\n"
    "Example: kinerja import file kasus.xlsx --period 2026 --dataset service_case --unit 5.03\n"
    "\n"
    "Example: kinerja import file skm.csv --period 2026 --source skm"
)
LIST_HELP = N_(
    "List what was brought in, the newest first: which file, by whom, how many rows, with which hash.\n"
    "\n"
    "Example: kinerja import list --period 2026"
)
HELD_HELP = N_(
    "Show the rows that were held back, with what is wrong; --out gives them back as a file to correct.\n"
    "\n"
    "Example: kinerja import held --period 2026 --source skm --out perbaikan.xlsx"
)


def register(app: typer.Typer) -> None:
    """Add the commands to `kinerja import`."""
    app.command("file", help=_(FILE_HELP))(import_file)
    app.command("list", help=_(LIST_HELP))(list_imports)
    app.command("held", help=_(HELD_HELP))(held_rows)


@answers
def import_file(
    file: Annotated[Path, typer.Argument(help=_("The .xlsx, .csv or .json file."))],
    period: Period,
    source: Source = None,
    dataset: Annotated[
        str | None, typer.Option(help=_("For a file made from a template: its dataset, with no source declared."))
    ] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code of the agency all rows belong to, with --dataset."))] = None,
    nip: Annotated[str | None, typer.Option("--as", help=_("NIP of the administrator who brings it in."))] = None,
    again: Annotated[
        bool, typer.Option("--again", help=_("Also a file that newer ones have corrected since."))
    ] = False,
    expect_rows: Annotated[
        int | None, typer.Option(min=0, help=_("Control total: refuse the file unless it has so many rows."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would happen and store nothing."))] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in a file. The same file twice changes nothing; corrected rows supersede, the old value stays."""
    from cli.acting import acting_as
    from deployments import stack
    from models.database import transaction
    from models.sources.intake import bring_in

    if (source is None) == (dataset is None):
        raise InvalidInputError(
            N_("Say whose file it is: --source CODE, or --dataset NAME for a file from a template.")
        )
    with stack.database_ready(quiet_or_told(as_json)):
        with transaction() as session:
            by = acting_as(session, nip)
            source_id = _source_id(session, period, source, dataset, unit, by)
        with working(_("Reading {file}").format(file=file.name), as_json=as_json):
            brought = bring_in(
                source_id,
                file,
                way="file",
                name=file.name,
                by=by,
                again=again,
                expect_rows=expect_rows,
                dry_run=dry_run,
            )
    _show(brought, period, dry_run=dry_run, as_json=as_json)


def _source_id(session: Any, period: str, code: str | None, dataset: str | None, unit: str | None, by: Any) -> int:
    from models.sources.definition import template_source
    from models.sources.registry import in_force, register

    if code is not None:
        return int(in_force(session, period, code)["id"])
    return register(session, period, template_source(dataset or "", unit or ""), by=by)


def _show(brought: "Brought", period: str, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(told(brought) | {"dry_run": dry_run})
    else:
        say(told(brought)["message"])
        if dry_run:
            say(_("Nothing was stored (--dry-run)."))
        elif brought.held:
            say(_("Which rows, and why: kinerja import held --period {period} --import {id}").format(
                period=period, id=brought.delivery_id))  # fmt: skip
    if brought.held or brought.outcome == "refused":
        raise typer.Exit(1)


def told(brought: "Brought") -> dict[str, Any]:
    """What an import brought, with one sentence for people."""
    counts = {name: getattr(brought, name) for name in ("rows", "added", "corrected", "unchanged", "held")}
    sentences = [str(brought.message)] if brought.message is not None else []
    if brought.outcome == "stored":
        counted = _("{rows} rows: {added} new, {corrected} corrected, {unchanged} unchanged, {held} held back.")
        sentences.insert(0, counted.format(**counts))
    sentence = "\n".join(sentences)
    return {"import": brought.delivery_id or None, "outcome": brought.outcome, **counts, "message": sentence}


@answers
def list_imports(
    period: Period,
    source: Source = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help=_("At most so many lines."))] = 50,
    as_json: AsJson = False,
) -> None:
    """List what was brought in, the newest first: which file, by whom, how many rows, with which hash."""
    from deployments import stack
    from models.database import transaction
    from models.sources.deliveries import deliveries

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = deliveries(session, period, source=source, limit=limit)
    if as_json:
        print_json(found)
        return
    lines = [
        (
            each["id"],
            each["received_at"],
            each["source"],
            each["name"],
            each["by"],
            label(each["outcome"]),
            each["rows"],
            each["added"],
            each["corrected"],
            each["held_open"],
            each["sha256"][:12],
        )
        for each in found
    ]
    columns = [
        _("Import"), _("At"), _("Source"), _("File"), _("By"), _("Outcome"), _("Rows"), _("New"), _("Corrected"),
        _("Held"), "SHA-256",
    ]  # fmt: skip
    print_table(_("Imports of {period}").format(period=period), columns, lines, dispensable=(10, 4, 1))
    for each in found:
        if each["message"]:
            say(f"{each['id']}: {Message.of_data(each['message'])}")


@answers
def held_rows(
    period: Period,
    delivery: Annotated[int | None, typer.Option("--import", min=1, help=_("Number of an import."))] = None,
    source: Source = None,
    out: Annotated[Path | None, typer.Option(help=_("Write them to an .xlsx file to be corrected there."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many rows."))] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the rows that were held back, with what is wrong; --out gives them back as a file to correct."""
    from deployments import stack
    from models import waivers
    from models.board import find_period
    from models.database import transaction
    from models.sources.held import held_rows as find

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        place = find_period(session, period)["id"]
        rows = find(session, place, delivery=delivery, source=source, limit=1_000_000 if out else limit)
        marks = waivers.of_units(session, place, "imports")
    if out:
        _write(rows, period, out, as_json=as_json)
        return
    shown = waivers.marked(rows, marks, lambda row: f"{row['source']} {row['delivery_id']}:{row['row']}")
    if as_json:
        print_json(shown)
        return
    lines = [
        (row["delivery_id"], row["file"], signed(row["row"], row["waived"]), " ".join(row["sentences"]))
        for row in shown
    ]
    print_table(_("Rows held back"), [_("Import"), _("File"), _("Row"), _("Why")], lines, dispensable=(0,))
    say_marks_of(shown, "file")
    if rows:
        say(_("Correct them in a file: kinerja import held --period {period} --source {source} --out held.xlsx").format(
            period=period, source=rows[0]["source"]))  # fmt: skip
    else:
        say(_("Nothing is held back."))


def _write(rows: list[Any], period: str, out: Path, *, as_json: bool) -> None:
    from models.database import transaction
    from models.exchange import written
    from models.sources.definition import validate
    from models.sources.held_file import write_held
    from models.sources.registry import in_force

    codes = sorted({row["source"] for row in rows})
    if len(codes) != 1:
        raise InvalidInputError(
            N_("A file of held rows is of one source; choose it with --source: {codes}."),
            codes=", ".join(codes) or "–",  # noqa: RUF001
        )
    with transaction() as session:
        source = in_force(session, period, codes[0])
    with written.said(out):
        write_held(validate(source["definition"], codes[0]), rows, out)
    if as_json:
        print_json({"written": str(out), "rows": len(rows)})
        return
    say(_("{rows} rows written to {path}.").format(rows=len(rows), path=out))
    say(_("Correct them there, then: kinerja import file {path} --period {period} --source {source}").format(
        path=out, period=period, source=codes[0]))  # fmt: skip
