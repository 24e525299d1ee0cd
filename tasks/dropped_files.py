"""Files from a drop folder: brought in once, then moved to where people see what became of them.

Belongs here: what is known of a dropped file, and where it goes. Does not: the folder itself (fetch_folder).
"""

from collections.abc import Callable

from models.database import Row, one, transaction
from models.errors import ConflictError, InvalidInputError
from models.language import N_, Message, default_language
from models.sources.intake import Brought
from tasks.fetch_folder import DONE, MOST_BYTES, REFUSED, Dropped, put_away
from tasks.fetched import Fetched

#: This very file was read before and could not be moved away: it lay here then, and has not been touched since.
_KNOWN = """
SELECT d.id, d.outcome, d.message FROM delivery d JOIN source s ON s.id = d.source_id
 WHERE s.period_id = %(period)s AND s.code = %(code)s AND d.way = 'folder' AND d.sha256 = %(sha256)s
   AND d.name = %(name)s AND d.received_at > %(changed_at)s
 ORDER BY d.id DESC LIMIT 1
"""
_STAYS = N_(
    "{name} was read, but the worker cannot move it to “{where}” in its folder. Let the worker write there; the file "
    "is not read again meanwhile."
)


def bring(source: Row, dropped: Dropped, store: Callable[[Fetched], Brought]) -> tuple[Brought | None, Message | None]:
    """Bring in a dropped file by `store` and move it away; None when it was read before and only had to be moved.

    Returns what it brought, and the problem to tell of: its refusal, or that it cannot be moved.
    """
    known = _known(source, dropped)
    if known is not None:
        why = Message.of_data(known["message"]) if known["outcome"] == "refused" else None
        return None, _move(dropped, known["id"], why) or why
    if dropped.too_large:
        text = N_("{name} is larger than {most} MiB. Split it, and drop its parts.")
        large = Message(text, {"name": dropped.name, "most": MOST_BYTES // 1024 // 1024})
        return None, _move(dropped, None, large) or large
    try:
        brought = store(dropped)
    except (InvalidInputError, ConflictError) as problem:
        return None, _move(dropped, None, problem.message) or problem.message
    return brought, _move(dropped, brought.delivery_id, brought.message if brought.outcome == "refused" else None)


def _known(source: Row, dropped: Dropped) -> Row | None:
    with transaction() as session:
        return one(
            session,
            _KNOWN,
            period=source["period_id"],
            code=source["code"],
            sha256=dropped.sha256,
            name=dropped.name[:500],
            changed_at=dropped.changed_at,
        )


def _move(dropped: Dropped, number: int | None, why: Message | None) -> Message | None:
    """Move the file to where it belongs; the problem if that is not possible."""
    where = REFUSED if why else DONE
    if put_away(dropped, where, number, why.render(default_language()) if why else ""):
        return None
    return Message(_STAYS, {"name": dropped.name, "where": where})
