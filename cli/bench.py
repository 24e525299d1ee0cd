"""`kinerja bench`: how long the machine takes for a period of any size, on this machine and database.

Belongs here: options and what is shown. Does not: measuring (deployments/bench).
"""

from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, errors, print_json, print_table, say
from models.language import N_, _

HELP = N_(
    "Time every machine stage of a period of any size, beside the floor: PostgreSQL copying the same rows out and "
    "in.\n\n"
    "It works in a database of its own on the server of KINERJA_HOME (or KINERJA_DATABASE_URL), dropped at the end; "
    "yours is not touched. Plans, realizations and most ratings are brought in by bulk SQL in people's place, because "
    "a person's verb is one transaction; these lines are marked, and have the events of the verbs in whose place they "
    "stand. Plans are decided by fifty clients: up to two thousand verb by verb, six hundred over HTTP, the others "
    "together; ratings, two thousand verb by verb. The ledger is checked at the end as by `kinerja audit verify`, and "
    "the bench fails when something does not hold. Beyond 200,000 employees only the .csv roster is read. Run it while "
    "nothing else runs: the load is printed with the figures.\n\n"
    "Example: kinerja bench --employees 10000\n\n"
    "Example: kinerja bench --employees 1000000 --units 500 --months 1 --json"
)
_WORKERS = {"machine": N_("machine"), "people": N_("people"), "stand-in": N_("bulk SQL for people")}


@answers
def bench(
    employees: Annotated[int, typer.Option(min=20, max=1_000_000, help=_("How many employees."))] = 10_000,
    units: Annotated[
        int | None,
        typer.Option(min=1, max=2000, help=_("How many agencies, all of one size; default: as in a regency.")),
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=12, help=_("Length of the period: values of each indicator."))] = 12,
    seed: Annotated[int, typer.Option(help=_("Another number gives another regency."))] = 7,
    keep: Annotated[bool, typer.Option("--keep", help=_("Keep the database, to look at it."))] = False,
    with_prefect: Annotated[
        bool, typer.Option("--with-prefect", help=_("Also time Prefect's own bookkeeping, with a server of its own."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the bench."""
    from deployments.bench.whole import Bench

    _check_size(employees, units)
    with errors.status(_("Making the sample")) as status:
        measured = Bench(employees, units, months, seed, keep, lambda title: status.update(_(title).strip())).run()
        if with_prefect:
            from deployments.bench.prefect import bookkeeping

            status.update(_("Prefect's bookkeeping"))
            measured["prefect"] = bookkeeping(units or 50)
    if as_json:
        print_json(measured)
    else:
        _show(measured)


def _check_size(employees: int, units: int | None) -> None:
    if units and employees < 2 * units:
        raise typer.BadParameter(_("An agency needs two people at least: give more employees or fewer units."))


def _show(measured: dict[str, Any]) -> None:
    columns = [
        _("Line"),
        _("By"),
        _("Rows"),
        _("Seconds"),
        _("Processor"),
        _("Rows/s"),
        _("95 % in ms"),
        _("Times the floor"),
        _("MB"),
        _("Reach"),
        "",
    ]
    title = _("{employees} employees in {units} units, {values} values").format(**measured)
    print_table(title, columns, [_cells(line) for line in measured["lines"]])
    _say_facts(measured)


def _say_facts(measured: dict[str, Any]) -> None:
    say(
        _(
            "Python {python}, PostgreSQL {postgresql}, {cores} processors, load {load} before and {load_after} after."
        ).format(**measured)
    )
    say(_("Launch after parsing: {rate} employees/s (reach 10,000).").format(
        rate=f"{measured['launch_after_parsing_per_second']:,}"))  # fmt: skip
    say(_("Whole machine work: {seconds} s (reach 120 s for 10,000 employees).").format(
        seconds=measured["machine_seconds"]))  # fmt: skip
    say(
        _(
            "Quality: {times} times the same checks as plain SQL (reach 2); {units} units judged together in {seconds} "
            "s (reach 10 for 50)."
        ).format(times=measured["judged_times_by_hand"], **measured["judged_together"])
    )
    say(
        _("Portal: 95 % of pages within {p95_ms} ms (reach 200), the largest {largest_kb} KB (reach 100).").format(
            **measured["portal"]
        )
    )
    if "prefect" in measured:
        say(
            _(
                "Prefect: {runs} runs of {units} units; {bookkeeping_seconds} s of bookkeeping in all (reach 60), "
                "{bookkeeping_per_run_ms} ms a run."
            ).format(**measured["prefect"])
        )
    if measured["database"]:
        say(_("The database is kept: {name}. DROP DATABASE removes it.").format(name=measured["database"]))


def _cells(line: dict[str, Any]) -> list[Any]:
    from deployments.bench.lines import KINDS

    marks = {True: "✔", False: "✘", None: ""}
    return [
        _(KINDS[line["line"]].title),
        _(_WORKERS[line["worker"]]),
        _grouped(line["rows"]),
        line["seconds"],
        line["processor_seconds"],
        _grouped(line["rows_per_second"]),
        None if line["p95_ms"] is None else round(line["p95_ms"]),
        line["times_the_floor"],
        line["memory_mb"],
        _to_reach(line),
        marks[line["reached"]],
    ]


def _to_reach(line: dict[str, Any]) -> str:
    """Rows a second, and within how many milliseconds single answers must come."""
    rate, within = line["target_per_second"], line["target_p95_ms"]
    return " · ".join(part for part in (_grouped(rate), f"{within} ms" if within else None) if part)


def _grouped(number: int | None) -> str | None:
    return None if number is None else f"{number:,}"
