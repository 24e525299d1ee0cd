"""What people are called in sealed results and archives: a name of the period that only its key connects with a NIP.

Belongs here: giving and reading pseudonyms. Does not: what is said of whom (results, archive), erasing a person, who
takes away the key and leaves the pseudonym.
It is the first half of sha256(key + NIP) with a random key of 32 bytes: nobody can guess whom a hash beside theirs is
about, and whoever is handed key and NIP can check both. With it a period keeps the name and titles of then (`then`):
a later roster renames nobody in what was already sealed.
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import run


def then(person: LiteralString, period: LiteralString, column: LiteralString) -> LiteralString:
    """SQL for the name (or front_title, back_title) that a row of `person` had in a period; of today without one."""
    return (
        "coalesce((SELECT y." + column + " FROM pseudonym y WHERE y.period_id = " + period + " AND y.person_id = "
        + person + ".id), " + person + "." + column + ")"
    )  # fmt: skip


#: Everybody who stands in the sealed rows of a unit.
_OF_UNIT: LiteralString = """
SELECT unnest(ARRAY[person_id, rater_id, superior_id]) AS id FROM segment
 WHERE period_id = %(period)s AND unit_id = %(unit)s
UNION
SELECT actor_id FROM audit_event WHERE period_id = %(period)s AND unit_id = %(unit)s AND event = 'finding.waived'
"""
#: Everybody who did or decides anything in a period.
_OF_PERIOD: LiteralString = """
SELECT unnest(ARRAY[person_id, rater_id, superior_id]) AS id FROM segment WHERE period_id = %(period)s
UNION
SELECT unnest(ARRAY[actor_id, acting_for_id]) FROM audit_event WHERE period_id = %(period)s
UNION
SELECT unnest(ARRAY[a.assignee_id, d.decided_by, d.acting_for_id])
  FROM approval a LEFT JOIN decision d ON d.approval_id = a.id WHERE a.period_id = %(period)s
UNION
SELECT unnest(ARRAY[d.principal_id, d.deputy_id]) FROM delegation d JOIN period p ON p.id = %(period)s
 WHERE d.starts <= p.ends + 366 AND d.ends >= p.starts
UNION
SELECT setter_id FROM period_unit WHERE period_id = %(period)s
"""
#: In the order of people, so that two units that seal at once never wait for each other.
_GIVE: LiteralString = """
INSERT INTO pseudonym (period_id, person_id, key, pseudonym, name, front_title, back_title)
SELECT %(period)s, id, key, encode(substr(sha256(key || convert_to(number, 'UTF8')), 1, 16), 'hex'), name, front_title,
       back_title
  FROM (SELECT p.id, coalesce(p.nip, p.official_code) AS number, p.name, p.front_title, p.back_title,
               uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS key
          FROM person p JOIN who USING (id)
         WHERE NOT EXISTS (SELECT FROM pseudonym o WHERE o.period_id = %(period)s AND o.person_id = p.id)
         ORDER BY p.id OFFSET 0) AS nameless
 ORDER BY id
ON CONFLICT (period_id, person_id) DO NOTHING
"""


def give(session: Session, period_id: int, unit_id: int | None = None) -> int:
    """Give a pseudonym to everybody of a unit (or, without one, of the whole period) who has none; returns how many."""
    people = _OF_UNIT if unit_id else _OF_PERIOD
    return run(session, "WITH who AS (" + people + ")" + _GIVE, period=period_id, unit=unit_id).rowcount
