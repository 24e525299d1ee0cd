"""The `kinerja` command: each noun's commands are registered here, in the order in which the job is done."""

import typer

from cli import approvals, demo, doctor, impact, imports, my, period, roster, rules, sample, trace, up, worker
from cli.database import app as database_app
from models.language import N_, _

_HELP = N_(
    "Jejak Kinerja: launch an appraisal period, let people decide, and keep a record that can be verified.\n\n"
    "The job in order:\n\n"
    "1. kinerja sample --out sample     a sample regency to try everything on\n\n"
    "2. kinerja roster check FILE       find wrong superiors and damaged NIP before anybody is launched\n\n"
    "3. kinerja period launch FILE --roster FILE\n\n"
    "4. kinerja up                      keep the stack running while people act\n\n"
    "5. kinerja period show CODE        see what each unit waits for\n\n"
    "6. kinerja approvals list          see and decide what is pending\n\n"
    "7. kinerja trace NIP               who decided what, when and why\n\n"
    "Everything at once on sample data: kinerja demo. Trouble: kinerja doctor."
)

app = typer.Typer(name="kinerja", no_args_is_help=True, pretty_exceptions_enable=False, help=_(_HELP))

app.command("demo", help=_(demo.HELP))(demo.demo)
app.command("sample")(sample.sample)
app.add_typer(roster.app, name="roster")
app.add_typer(period.app, name="period")
app.command("up", help=_(up.HELP))(up.up)
app.command("worker", help=_(worker.HELP))(worker.worker)
app.add_typer(imports.app, name="import")
app.add_typer(my.app, name="my")
app.add_typer(approvals.app, name="approvals")
app.command("trace", help=_(trace.HELP))(trace.trace)
rules.app.command("impact", help=_(impact.HELP))(impact.impact)
app.add_typer(rules.app, name="rules")
app.command("doctor", help=_(doctor.HELP))(doctor.doctor)
app.add_typer(database_app, name="database")
