"""What a retention schedule destroyed, against the acts on record: nothing else is gone, and nothing of it is back.

Belongs here: the lists of destroyed rows, their digests, those checks, and words beside an event that an erasure took
(they go from the same table). Does not: destroying (models/retention), what else an erasure took (erased_words).
An act lists the numbers of the rows that it changed in each table; the digest of each list is in its event. Rows that
have no number, so that nobody can tell who wrote them (round_text), are only counted. Acts of before there were lists
say only how many: as many words may be gone without a name.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString

from sqlalchemy import BigInteger
from sqlmodel import Session

from models.chain.erased_words import TAKEN
from models.chain.faults import Verdict, fault
from models.chain.row_checks import RowCheck
from models.database import Row, one, rows
from models.erasure.inventory import inventory
from models.erasure.statements import left_of_words
from models.language import N_
from models.tables import metadata

#: The digest of a list: its numbers stand in one way only.
DIGEST: LiteralString = "encode(sha256(convert_to(numbers::text, 'UTF8')), 'hex')"
_NUMBERS: LiteralString = """
SELECT generate_series(lower(run), upper(run) - 1) AS id FROM destroyed_rows d, unnest(d.numbers) AS run
 WHERE d.place = """
#: Events whose words an act on record took, whichever kind of act.
GONE: LiteralString = TAKEN + " UNION ALL " + _NUMBERS + "'audit_text'"
_ACTS: LiteralString = """
SELECT e.id AS event, e.content ->> 'act' AS act, said.key AS place, said.value ->> 'digest' AS digest
  FROM audit_event e, jsonb_each(e.content -> 'destroyed') said WHERE e.event = 'retention.destroyed'
"""
_LISTS = RowCheck(
    "destroyed_changed",
    N_("which rows of {place} a retention schedule destroyed is not what was recorded"),
    "SELECT x.event, coalesce(x.place, k.place) AS place FROM ("
    + _ACTS
    + ") x FULL JOIN (SELECT act::text AS act, place, "
    + DIGEST
    + " AS digest FROM destroyed_rows) k USING (act, place) WHERE x.digest IS DISTINCT FROM k.digest ORDER BY 1, 2",
    "SELECT count(*) FROM destroyed_rows",
)
_WORDS = RowCheck(
    "words_removed",
    N_("the words of {count} events are gone, and no erasure and no schedule took them; the first is {event}"),
    """
SELECT min(e.id) AS event, count(*) - before.gone AS count
  FROM audit_event e, (SELECT coalesce(sum((content #>> '{rows,audit_text}')::int), 0) AS gone FROM audit_event
                        WHERE event = 'retention.destroyed' AND NOT content ? 'destroyed') before
 WHERE e.text_digest IS NOT NULL AND NOT EXISTS (SELECT FROM audit_text t WHERE t.event_id = e.id)
   AND NOT EXISTS (SELECT FROM ("""
    + GONE
    + """) taken WHERE taken.id = e.id)
 GROUP BY before.gone HAVING count(*) > before.gone
""",
    "SELECT 0 AS count",
)
#: Their digest fits, if whoever put them back had kept the salt. They are not told: they were to be forgotten.
_AGAIN = RowCheck(
    "words_back",
    N_("the words of event {event} were taken away by an act on record, and stand there again"),
    "SELECT t.event_id AS event FROM audit_text t WHERE EXISTS (SELECT FROM ("
    + GONE
    + ") taken WHERE taken.id = t.event_id) ORDER BY 1",
    "SELECT 0 AS count",
)
CHECKS = (_LISTS, _WORDS, _AGAIN)

_PLACES = "SELECT DISTINCT place FROM destroyed_rows ORDER BY place"
_TAKEN_BY: LiteralString = """
SELECT id, event, occurred_at FROM audit_event
 WHERE event = 'person.erased' AND content -> 'texts' @> to_jsonb(%(event)s::bigint)
    OR event = 'retention.destroyed' AND (content ->> 'act')::uuid IN (
         SELECT act FROM destroyed_rows WHERE place = 'audit_text' AND numbers @> %(event)s::bigint)
 ORDER BY id LIMIT 1
"""


def check(session: Session, verdict: Verdict) -> None:
    """Name every table in which something stands again that a schedule destroyed."""
    places = {row["place"] for row in rows(session, _PLACES)}
    for table, statement in _back().items():
        if table not in places:
            continue
        found = one(session, statement)
        if found and found["count"]:
            text = N_("{count} rows of {place} that a retention schedule destroyed say something again; the first is "
                      "{number}")  # fmt: skip
            verdict.faults.append(fault("destroyed_back", text, place=table, **found))


def taken_by(session: Session, event_id: int) -> Row | None:
    """The act (number, name and time of its event) that took the words of an event; None: no act on record did."""
    return one(session, _TAKEN_BY, event=event_id)


def numbered(table: str) -> bool:
    """Whether the rows of a table have numbers, by which they can be listed."""
    key = metadata.tables[table].columns.get("id")
    return key is not None and isinstance(key.type, BigInteger)


def _back() -> Mapping[str, LiteralString]:
    """For each table that a schedule may name, the count and first of its destroyed rows that say something."""
    return {name: f"SELECT count(*) AS count, min(t.id) AS number FROM \"{name}\" t JOIN ({_NUMBERS}'{name}') gone"
                  f" USING (id) WHERE {said}" for name, said in _saying()}  # fmt: skip


def _saying() -> Iterator[tuple[str, str]]:
    for table in inventory().tables:
        if numbered(table.name) and table.removed:
            yield table.name, "true"
        elif numbered(table.name) and table.words:
            yield table.name, left_of_words(table)
