"""The `kinerja` command: each noun's commands are registered here, in the order in which the job is done."""

import typer

app = typer.Typer(name="kinerja", no_args_is_help=True, pretty_exceptions_enable=False)
