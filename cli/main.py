"""The `kinerja` command: each noun's commands are registered here, in the order in which the job is done."""

from typing import Any

import typer

from cli import (
    accounts,
    approvals,
    archive,
    audit,
    bench,
    check_letter,
    delegation,
    demo,
    doctor,
    downtime,
    evidence,
    explain,
    exports,
    feedback,
    findings,
    fix,
    imports,
    letters,
    lists,
    log,
    my,
    notices,
    objections,
    people,
    period_people,
    quality,
    receipts,
    replay,
    retention,
    roster,
    runs,
    sample,
    source,
    summary,
    trace,
    up,
    web,
    worker,
)
from cli.database import app as database_app
from cli.spoken import SpokenGroup, translate_help
from models.language import N_, _

_HELP = N_(
    "Jejak Kinerja: launch an appraisal period, let people decide, and keep a record that can be verified.\n\n"
    "The job in order:\n\n"
    "1. kinerja sample --out sample     a sample regency to try everything on\n\n"
    "2. kinerja roster check FILE       find wrong superiors and damaged NIP before anybody is launched\n\n"
    "3. kinerja period launch FILE --roster FILE\n\n"
    "4. kinerja up                      keep the stack running while people act\n\n"
    "5. kinerja import file FILE        bring in what spreadsheets and systems know\n\n"
    "6. kinerja period show CODE        see what each unit waits for\n\n"
    "7. kinerja approvals list          see and decide what is pending\n\n"
    "8. kinerja trace NIP               who decided what, when and why\n\n"
    "Everything at once on sample data: kinerja demo. Trouble: kinerja doctor."
)
_RULES = N_("What the law says: packs, tables, one evaluation, published cases.")


class _InOrder(SpokenGroup):
    """Lists commands in the order of the job; reads the law only when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, in the order of the job: Typer puts plain commands before groups."""
        known = super().list_commands(ctx)
        return [name for name in _ORDER if name in known] + [name for name in known if name not in _ORDER]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was typed; the rule packs take a quarter of the start, and are loaded for `rules` only."""
        if args and args[0] == "rules":
            self.commands["rules"] = typer.main.get_group(_rules_app())
        return super().resolve_command(ctx, args)


_ORDER = (
    "demo",
    "sample",
    "roster",
    "period",
    "downtime",
    "up",
    "web",
    "accounts",
    "worker",
    "source",
    "import",
    "my",
    "log",
    "feedback",
    "quality",
    "findings",
    "approvals",
    "delegation",
    "notices",
    "receipts",
    "letters",
    "export",
    "lists",
    "trace",
    "runs",
    "audit",
    "people",
    "retention",
    "rules",
    "doctor",
    "bench",
    "database",
)


def _rules_app() -> typer.Typer:
    from cli import impact, rules

    if "impact" not in {command.name for command in rules.app.registered_commands}:
        rules.app.command("impact", help=_(impact.HELP))(impact.impact)
        translate_help(rules.app)
    return rules.app


app = typer.Typer(name="kinerja", cls=_InOrder, no_args_is_help=True, pretty_exceptions_enable=False, help=_(_HELP))

app.command("demo", help=_(demo.HELP))(demo.demo)
app.command("bench", help=_(bench.HELP))(bench.bench)
app.command("sample", help=_(sample.HELP))(sample.sample)
app.add_typer(accounts.app, name="accounts")
app.command("web", help=_(web.HELP))(web.web)
app.add_typer(roster.app, name="roster")
app.add_typer(period_people.app, name="period")
app.add_typer(downtime.app, name="downtime")
app.command("up", help=_(up.HELP))(up.up)
app.command("worker", help=_(worker.HELP))(worker.worker)
app.add_typer(source.app, name="source")
app.add_typer(imports.app, name="import")
my.app.command("fix", help=_(fix.HELP))(fix.fix)
my.app.command("attach", help=_(evidence.ATTACH_HELP))(evidence.attach)
my.app.command("evidence", help=_(evidence.EVIDENCE_HELP))(evidence.list_evidence)
my.app.command("withdraw-evidence", help=_(evidence.WITHDRAW_HELP))(evidence.withdraw_evidence)
my.app.command("explain", help=_(explain.EXPLAIN_HELP))(explain.explain)
my.app.command("shortfalls", help=_(explain.SHORTFALLS_HELP))(explain.list_shortfalls)
my.app.command("summary", help=_(summary.MY_HELP))(summary.my_summary)
approvals.app.command("summary", help=_(summary.REQUEST_HELP))(summary.request_summary)
approvals.app.command("changes", help=_(objections.HELP))(objections.changes)
app.add_typer(my.app, name="my")
app.add_typer(log.app, name="log")
app.add_typer(feedback.app, name="feedback")
app.add_typer(quality.app, name="quality")
app.add_typer(findings.app, name="findings")
app.add_typer(approvals.app, name="approvals")
app.add_typer(delegation.app, name="delegation")
app.add_typer(notices.app, name="notices")
app.add_typer(receipts.app, name="receipts")
app.add_typer(letters.app, name="letters")
app.add_typer(exports.app, name="export")
app.add_typer(lists.app, name="lists")
app.command("trace", help=_(trace.HELP))(trace.trace)
app.add_typer(runs.app, name="runs")
audit.app.command("export", help=_(archive.HELP))(archive.export)
audit.app.command("replay", help=_(replay.HELP))(replay.replay)
audit.app.command("check-letter", help=_(check_letter.HELP))(check_letter.check_letter)
app.add_typer(audit.app, name="audit")
app.add_typer(people.app, name="people")
app.add_typer(retention.app, name="retention")
app.command("doctor", help=_(doctor.HELP))(doctor.doctor)
app.add_typer(database_app, name="database")


@app.command("rules", help=_(_RULES))
def _rules() -> None:
    """Stand in the list of commands for the group that is loaded when it is used."""


translate_help(app)
