"""`kinerja database`: bring a database of your own to the version of this program."""

import typer

from cli.output import answers, say
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Prepare and upgrade the database."))


@app.command()
@answers
def migrate() -> None:
    """Create or upgrade the tables. Uses KINERJA_OWNER_DATABASE_URL, or the embedded server.

    Example: KINERJA_OWNER_DATABASE_URL=postgresql://owner@host/kinerja kinerja database migrate
    """
    from models import migrating

    migrating.upgrade()
    say(_("The database has schema {revision}.").format(revision=migrating.head()))
