"""How a person wants to be told: channel, hour of the daily summary, quiet hours, language; within the law.

Belongs here: reading and changing it. Does not: what goes by mail all the same (notice_kinds).
"""

import re
from dataclasses import dataclass

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, run
from models.errors import InvalidInputError, UnavailableError
from models.language import LANGUAGES, N_
from models.ledger import Subject
from models.secret_key import opened, sealed
from models.tables.preferences import CHANNELS

_PURPOSE = "chat address"
DIGEST_HOURS, QUIET_FROM, QUIET_UNTIL = range(5, 19), range(17, 24), range(4, 10)
#: Chats whose server the service's name fixes: an address of another kind would let anybody make this server call any
#: machine of its network. Nothing but letters of a key or number is taken, so no option of the address changes that.
_CHAT = re.compile(r"(?:tgram|discord|slack|gchat|pover)://[\w@:.+%-]+(?:/[\w@:.+#%-]+){0,4}/?")


@dataclass(frozen=True)
class Preferences:
    """What a person chose. `chat`: the address of a chat (apprise), only for the channels "chat" and "both"."""

    language: str
    channel: str = "mail"
    digest_hour: int = 7
    quiet_from: int = 20
    quiet_until: int = 6
    chat: str = ""


_OF = """
SELECT p.language, p.email, coalesce(f.channel, 'mail') AS channel, coalesce(f.digest_hour, 7) AS digest_hour,
       coalesce(f.quiet_from, 20) AS quiet_from, coalesce(f.quiet_until, 6) AS quiet_until,
       f.chat_sealed IS NOT NULL AS has_chat
  FROM person p LEFT JOIN notice_preference f ON f.person_id = p.id WHERE p.id = %(person)s
"""


def preferences(session: Session, person_id: int) -> Row:
    """What a person chose, or what everybody begins with; `has_chat`, but never the address of the chat."""
    found = one(session, _OF, person=person_id)
    assert found is not None  # noqa: S101 - whoever asks is signed in
    return found


_KEEP = """
INSERT INTO notice_preference (person_id, channel, digest_hour, quiet_from, quiet_until, chat_sealed)
VALUES (%(person)s, %(channel)s, %(digest_hour)s, %(quiet_from)s, %(quiet_until)s, %(chat)s)
ON CONFLICT (person_id) DO UPDATE
   SET channel = excluded.channel, digest_hour = excluded.digest_hour, quiet_from = excluded.quiet_from,
       quiet_until = excluded.quiet_until, chat_sealed = excluded.chat_sealed, changed_at = now()
"""


def keep(session: Session, wanted: Preferences, *, by: Actor) -> None:
    """Keep what a person chose for themselves; an empty `chat` keeps the address given before.

    Raises:
        InvalidInputError: an unknown channel, language or hour, or a chat channel without a usable address.
        UnavailableError: this installation has no secret to keep the address of a chat under.
    """
    _check(wanted)
    before = one(session, "SELECT chat_sealed FROM notice_preference WHERE person_id = %(id)s", id=by.person_id)
    kept = before["chat_sealed"] if before else None
    chat = None
    if wanted.channel in {"chat", "both"}:
        chat = _sealed(wanted.chat) if wanted.chat.strip() else kept
        if chat_address(chat) is None:
            raise InvalidInputError(
                N_("Give the address of your chat, or choose another way: without it no message can reach you there.")
            )
    hours = {name: getattr(wanted, name) for name in ("digest_hour", "quiet_from", "quiet_until")}
    run(session, _KEEP, person=by.person_id, channel=wanted.channel, chat=chat, **hours)
    run(session, "UPDATE person SET language = %(to)s WHERE id = %(id)s", to=wanted.language, id=by.person_id)
    about = Subject(kind="person", id=by.person_id)
    ledger.record(session, "preferences.kept", by=by, subject=about, channel=wanted.channel, **hours)


def chat_address(kept: str | None) -> str | None:
    """The address of a chat as it was given; None when there is none, or this installation's secret is another."""
    return opened(kept, purpose=_PURPOSE) if kept else None


def _check(wanted: Preferences) -> None:
    if wanted.channel not in CHANNELS or wanted.language not in LANGUAGES:
        raise InvalidInputError(N_("Choose one of the ways and languages that are listed."))
    hours = (
        (wanted.digest_hour, DIGEST_HOURS),
        (wanted.quiet_from, QUIET_FROM),
        (wanted.quiet_until, QUIET_UNTIL),
    )
    if any(hour not in allowed for hour, allowed in hours):
        raise InvalidInputError(N_("Choose one of the hours that are listed."))
    if not wanted.quiet_until <= wanted.digest_hour < wanted.quiet_from:
        raise InvalidInputError(
            N_("Your daily summary would come in your quiet hours. Choose an hour outside them, or other quiet hours.")
        )


def _sealed(chat: str) -> str:
    address = chat.strip()
    if not _CHAT.fullmatch(address) or len(address) > 400:  # noqa: PLR2004 - longer than any of these services' keys
        raise InvalidInputError(
            N_(
                "This is no address of a chat that can be used here. It begins with tgram://, discord://, slack://, "
                "gchat:// or pover:// and has no question mark; your administrator knows how to get one."
            )
        )
    try:
        return sealed(address, purpose=_PURPOSE)
    except UnavailableError as problem:
        raise UnavailableError(
            N_("A chat cannot be used here yet, since nothing could keep its address safe. Ask your administrator.")
        ) from problem
