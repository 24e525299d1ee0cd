"""`kinerja source`: where the period's data come from: templates to fill in, sources to declare, asking one now."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.errors import InvalidInputError
from models.language import N_, Message, _

app = typer.Typer(
    no_args_is_help=True, help=_("Declare where data come from: templates, sources by YAML, asking one now.")
)

Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
Code = Annotated[str, typer.Argument(help=_("Code of the source, from `kinerja source list`."))]
Dataset = Annotated[str, typer.Argument(help=_("Name of the dataset, from `kinerja source datasets`."))]


@app.command()
@answers
def datasets(
    dataset: Annotated[str | None, typer.Argument(help=_("Only this one, with its fields."))] = None,
    as_json: AsJson = False,
) -> None:
    """List what can be brought in, or the fields of one dataset.

    Example: kinerja source datasets service_case
    """
    from models.datasets.registry import DATASETS, dataset_named

    if dataset is None:
        lines = [(each.name, _(each.title), _(each.help)) for each in DATASETS.values()]
        if as_json:
            print_json([{"dataset": name, "title": title, "help": text} for name, title, text in lines])
        else:
            print_table(_("Datasets"), [_("Name"), _("What"), _("Meaning")], lines)
        return
    fields = [
        {
            "field": each.name,
            "heading": each.column,
            "kind": str(each.kind),
            "required": each.required,
            "words": list(each.words),
            "example": each.example,
            "help": _(each.help),
        }
        for each in dataset_named(dataset).fields
    ]
    if as_json:
        print_json(fields)
        return
    print_table(
        _(dataset_named(dataset).help),
        [_("Heading"), _("Field"), _("Needed"), _("Example"), _("Meaning")],
        [
            (each["heading"], each["field"], "✔" if each["required"] else "", each["example"], each["help"])
            for each in fields
        ],
        dispensable=(1,),
    )


@app.command()
@answers
def template(
    dataset: Dataset,
    out: Annotated[Path | None, typer.Option(help=_("The .xlsx file to write; default: DATASET.xlsx."))] = None,
    yaml: Annotated[bool, typer.Option("--yaml", help=_("Also write the YAML that describes such a file."))] = False,
    period: Annotated[str | None, typer.Option(help=_("Code of a period whose agencies fill the drop-downs."))] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code of an agency whose people fill the drop-downs."))] = None,
    as_json: AsJson = False,
) -> None:
    """Write an empty workbook with headings, drop-downs and a guide; fill it in and bring it in by `import file`.

    Example: kinerja source template service_case --period 2026 --out kasus.xlsx
    """
    from models.datasets.registry import dataset_named
    from models.sources.template import source_yaml, write_template

    kind = dataset_named(dataset)
    path = out or Path(f"{dataset}.xlsx")
    written = [path]
    try:
        write_template(kind, path, **_choices(period, unit, as_json))
        if yaml:
            written.append(path.with_suffix(".yaml"))
            written[-1].write_text(source_yaml(kind), encoding="utf-8")
    except OSError as problem:
        raise InvalidInputError(
            N_("{path} cannot be written: {problem}. Close it in Excel, or choose another name with --out."),
            path=path,
            problem=problem,
        ) from problem
    if as_json:
        print_json({"written": [str(each) for each in written]})
        return
    say(_("Written: {files}").format(files=", ".join(map(str, written))))
    say(_("Fill it in, then: kinerja import file {path} --period {period} --dataset {dataset}").format(
        path=path, period=period or "CODE", dataset=dataset))  # fmt: skip


def _choices(period: str | None, unit: str | None, as_json: bool) -> dict[str, Any]:
    if period is None:
        return {}
    from deployments import stack
    from models.board import board
    from models.database import transaction
    from models.people import people

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        units = [(each["code"], each["name"]) for each in board(session, period)["units"]]
        if unit and unit not in dict(units):
            raise InvalidInputError(
                N_("No agency of period {period} has the code {unit}. Write one of these codes: {codes}."),
                period=period,
                unit=unit,
                codes=", ".join(f"{code} ({name})" for code, name in units[:60]),
            )
        found = people(session, period, unit=unit, limit=200_000) if unit else []
    return {"units": units, "people": sorted({(each["nip"], each["name"]) for each in found})}


@app.command()
@answers
def add(
    file: Annotated[Path, typer.Argument(help=_("The YAML that declares the source."))],
    period: Period,
    nip: Annotated[str | None, typer.Option("--as", help=_("NIP of the administrator who declares it."))] = None,
    as_json: AsJson = False,
) -> None:
    """Put a source in force, or its next version; a unit adds sources without a programmer.

    Example: kinerja source add skm.yaml --period 2026
    """
    from cli.acting import acting_as
    from deployments import stack
    from models.database import transaction
    from models.sources.definition import read_source_file
    from models.sources.registry import in_force, register

    definition = read_source_file(file)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        register(session, period, definition, by=acting_as(session, nip))
        known = in_force(session, period, definition.code)
    if as_json:
        print_json({"source": known["code"], "version": known["version"], "dataset": known["dataset"]})
        return
    say(_("Source {code}, version {version}, is in force.").format(code=known["code"], version=known["version"]))
    if definition.origin:
        say(_("It is asked every {minutes} minutes by the stack; now: kinerja source pull {code} --period {period}"
              ).format(minutes=definition.every_minutes, code=known["code"], period=period))  # fmt: skip
    else:
        say(_("Bring a file in: kinerja import file FILE --period {period} --source {code}").format(
            code=known["code"], period=period))  # fmt: skip


@app.command("list")
@answers
def list_sources(period: Period, as_json: AsJson = False) -> None:
    """List the sources in force, what they delivered, what is held back and what went wrong.

    Example: kinerja source list --period 2026
    """
    from deployments import stack
    from models.database import transaction
    from models.sources.registry import sources

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = sources(session, period)
    if as_json:
        print_json(found)
        return
    lines = [
        (
            each["code"],
            each["dataset"],
            each["unit"] or _("all"),
            _way(each["definition"]),
            each["deliveries"],
            each["rows"] or 0,
            each["held"],
            each["newest"],
            Message.of_data(each["pull_problem"]) if each["pull_problem"] else "",
        )
        for each in found
    ]
    columns = [
        _("Source"),
        _("Dataset"),
        _("Unit"),
        _("Way"),
        _("Imports"),
        _("Rows"),
        _("Held"),
        _("Newest"),
        _("Problem"),
    ]
    print_table(_("Sources of {period}").format(period=period), columns, lines, dispensable=(7, 4))
    if not found:
        say(_("None yet. Files from a template need none; others: kinerja source add FILE --period {period}").format(
            period=period))  # fmt: skip


def _way(definition: dict[str, Any]) -> str:
    return str(definition["origin"]["way"]) if definition.get("origin") else "file"


@app.command()
@answers
def show(code: Code, period: Period, as_json: AsJson = False) -> None:
    """Show a source as it is declared.

    Example: kinerja source show skm --period 2026
    """
    import yaml

    from deployments import stack
    from models.database import transaction
    from models.sources.registry import in_force

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = in_force(session, period, code)
    if as_json:
        print_json(found)
        return
    said = {name: value for name, value in found["definition"].items() if value not in ("", [], {}, None)}
    say(yaml.safe_dump(said, sort_keys=False, allow_unicode=True).rstrip())
    say(_("Version {version}, declared by {by} at {at:%Y-%m-%d %H:%M} UTC.").format(
        version=found["version"], by=found["registered_by"], at=found["registered_at"]))  # fmt: skip


@app.command()
@answers
def remove(
    code: Code,
    period: Period,
    nip: Annotated[str | None, typer.Option("--as", help=_("NIP of the administrator who removes it."))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    as_json: AsJson = False,
) -> None:
    """Take a source out of force: nothing more is read from it; what it delivered stays.

    Example: kinerja source remove skm --period 2026
    """
    from cli.acting import acting_as
    from deployments import stack
    from models.database import transaction
    from models.sources.registry import retire

    if not (yes or as_json):
        typer.confirm(_("Take source {code} out of force?").format(code=code), abort=True)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        retire(session, period, code, by=acting_as(session, nip))
    if as_json:
        print_json({"source": code, "done": True})
    else:
        say(_("Source {code} is out of force. `kinerja source add` puts it back.").format(code=code))


@app.command()
@answers
def pull(code: Code, period: Period, as_json: AsJson = False) -> None:
    """Ask a source now: its folder, address or database; the running stack does so by itself.

    Example: kinerja source pull skm --period 2026
    """
    from cli.import_files import told
    from deployments import stack
    from models.database import transaction
    from models.sources.registry import in_force
    from tasks.ingest import pull as ask

    with stack.database_ready(quiet_or_told(as_json)):
        with transaction() as session:
            source = in_force(session, period, code)
        if not source["definition"].get("origin"):
            raise InvalidInputError(
                N_("Source {code} has no origin to ask; bring its files in: kinerja import file FILE --source {code}"),
                code=code,
            )
        brought = ask(source["id"])
        with transaction() as session:
            problem = in_force(session, period, code)["pull_problem"]
    if as_json:
        print_json({"problem": problem, "imports": [told(each) for each in brought]})
    else:
        for each in brought:
            say(told(each)["message"])
        if not brought and not problem:
            say(_("Nothing new."))
        if problem:
            say(str(Message.of_data(problem)))
    if problem:
        raise typer.Exit(1)
