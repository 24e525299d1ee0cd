"""People of the sample whom a visitor of the demo can be in the portal, one for each kind of work.

Belongs here: whom, and a password made for this demo alone. Does not: how anybody else signs in (models/accounts).
"""

import secrets
from typing import LiteralString

from models import accounts
from models.database import Row, rows, transaction

#: Somebody who administers, whoever has most to decide, one of their people, the regional head, and an auditor.
_WHO: LiteralString = """
WITH asked AS (SELECT assignee_id, count(*) AS open FROM approval WHERE closed_at IS NULL GROUP BY assignee_id),
rater AS (SELECT e.id FROM asked JOIN person e ON e.id = assignee_id AND e.nip IS NOT NULL
           WHERE NOT EXISTS (SELECT FROM role_assignment r
                              WHERE r.person_id = e.id AND r.role IN ('hr_admin', 'auditor'))
           ORDER BY open DESC, e.id LIMIT 1),
chosen AS (
  SELECT 1 AS place, 'hr_admin' AS part, (SELECT min(person_id) FROM role_assignment WHERE role = 'hr_admin') AS id
  UNION ALL SELECT 2, 'rater', (SELECT id FROM rater)
  UNION ALL SELECT 3, 'regional_head', (SELECT max(regional_head_id) FROM period)
  UNION ALL SELECT 4, 'auditor', (SELECT min(person_id) FROM role_assignment WHERE role = 'auditor'))
SELECT c.part, e.id, e.name, coalesce(e.nip, e.official_code) AS nip FROM chosen c JOIN person e ON e.id = c.id
 ORDER BY c.place
"""
_EMPLOYEE: LiteralString = """
SELECT 'employee' AS part, e.id, e.name, e.nip FROM segment s JOIN person e ON e.id = s.person_id
 WHERE NOT EXISTS (SELECT FROM segment m WHERE m.rater_id = e.id)
   AND NOT EXISTS (SELECT FROM role_assignment r WHERE r.person_id = e.id)
 ORDER BY EXISTS (SELECT FROM publication b JOIN result t ON t.id = b.result_id WHERE t.segment_id = s.id), s.id LIMIT 1
"""


def invite() -> tuple[list[Row], str]:
    """Let a few people of the sample sign in with one password, made now; returns them with their part, and it."""
    password = f"demo-{secrets.token_hex(5)}"
    with transaction() as session:
        chosen = rows(session, _WHO) + rows(session, _EMPLOYEE)
        for each in chosen:
            accounts.keep_password(session, each["id"], password, known=[each["name"]])
    return chosen, password
