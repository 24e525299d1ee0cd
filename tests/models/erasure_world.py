"""Everything in which somebody could still be found after an erasure: the database and the home folder as one text."""

import email
import email.policy
from pathlib import Path

import psycopg

from models.database import connection_of, transaction
from models.tables import metadata


def whole_database() -> dict[str, str]:
    """Each table as text, every row."""
    with transaction() as session:
        connection = connection_of(session)
        return {name: _whole(connection, name) for name in sorted(metadata.tables)}


def _whole(connection: psycopg.Connection, name: str) -> str:
    found = connection.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{name}" t').fetchone()  # type: ignore[call-overload]
    return (found[0] or "") if found else ""


def where(text: str) -> list[str]:
    """The tables in which a text stands."""
    return [name for name, said in whole_database().items() if text.lower() in said.lower()]


def files_with(home: Path, text: str) -> list[str]:
    """The files below `home` in which a text stands, mails as they are read."""
    return [str(path.relative_to(home)) for path in sorted(home.rglob("*")) if path.is_file() and text in _read(path)]


def _read(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix != ".eml":
        return data.decode("utf-8", "replace")
    mail = email.message_from_bytes(data, policy=email.policy.default)
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*map(str, mail.values()), *parts])
