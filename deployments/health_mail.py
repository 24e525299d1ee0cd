"""The doctor's look at mail: is there a server, does it take us, and do notices leave.

Belongs here: a greeting and a sign-in; no mail is sent. Does not: sending (tasks/sending).
"""

import asyncio

import psycopg

from deployments.health import Look, broken, notice, well
from deployments.health_database import asked
from models.errors import UnavailableError
from models.language import N_
from models.settings import Settings, settings
from tasks.smtp import client, sender


def mail() -> Look:
    """Whether a mail server is set, and takes a connection with these settings."""
    here = settings()
    if not here.mail_host:
        text = N_("no mail server is set: nobody is told anything by mail")
        if here.mail_folder:
            text = N_("no mail server is set: mails are kept in {folder}, and nobody gets one")
        remedy = N_("Set KINERJA_MAIL_HOST, KINERJA_MAIL_SENDER, and what the server asks for (README, Mail).")
        return notice("mail", text, remedy, folder=here.mail_folder)
    try:
        who = sender(here)
        asyncio.run(_greet(here))
    except UnavailableError as problem:
        return broken("mail", "{problem}", N_("Correct the settings, then start the stack again."), problem=problem)
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with the server, a person reads which
        remedy = N_("Start it, or correct KINERJA_MAIL_HOST and the other settings. Notices wait meanwhile.")
        return broken(
            "mail", N_("{host} cannot be used: {problem}"), remedy, host=here.mail_host, problem=str(problem).strip()
        )
    values = {"host": here.mail_host, "security": here.mail_security, "sender": who.addr_spec}
    if who.domain == "localhost":
        remedy = N_("Set KINERJA_MAIL_SENDER to an address of your agency: other servers refuse this one.")
        return notice("mail", N_("{host} answers, but the sender is {sender}"), remedy, **values)
    return well("mail", N_("{host} answers ({security}); the sender is {sender}"), **values)


async def _greet(here: Settings) -> None:
    connection = client(here)
    await connection.connect(timeout=min(10.0, here.mail_timeout))
    await connection.quit(timeout=2.0)


_STATES = """
SELECT count(*) FILTER (WHERE status IN ('queued', 'sending')) AS waiting,
       count(*) FILTER (WHERE status IN ('queued', 'sending') AND next_try_at < now() - interval '15 minutes') AS late,
       count(*) FILTER (WHERE status = 'failed') AS failed
  FROM notice WHERE status IN ('queued', 'sending', 'failed')
"""


@asked
def notices(connection: psycopg.Connection) -> Look:
    """Whether notices leave, and how many could not be sent."""
    row = connection.execute(_STATES).fetchone() or (0, 0, 0)
    values = dict(zip(("waiting", "late", "failed"), row, strict=True))
    if values["late"]:
        text = N_("{late} notices should have left more than 15 minutes ago")
        remedy = N_("Does `kinerja up` run, and is the mail server well? `kinerja notices send` sends them now.")
        return notice("notices", text, remedy, **values)
    if values["failed"]:
        text = N_("{failed} notices could not be sent, {waiting} wait")
        remedy = N_("`kinerja notices list` says why; HR sees the same in the portal under Outbox.")
        return notice("notices", text, remedy, **values)
    return well("notices", N_("{waiting} notices wait, none failed"), **values)


LOOKS = {"mail": mail, "notices": notices}
