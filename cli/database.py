"""`kinerja database`: bring a database of your own to the version of this program."""

import typer

from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Prepare and upgrade the database."))


@app.command()
@answers
def migrate(as_json: AsJson = False) -> None:
    """Create or upgrade the tables. Uses KINERJA_OWNER_DATABASE_URL, or the embedded server.

    Example: KINERJA_OWNER_DATABASE_URL=postgresql://owner@host/kinerja kinerja database migrate
    """
    from deployments import stack
    from models import migrating
    from models.settings import settings

    if settings().embedded:
        with stack.database_ready(quiet_or_told(as_json)):  # it brings its own server to this version
            pass
    else:
        migrating.upgrade()
    if as_json:
        print_json({"schema": migrating.head()})
        return
    say(_("The database has schema {revision}.").format(revision=migrating.head()))
