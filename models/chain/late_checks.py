"""What came into the ledger later than it says: events with a number or a time from before others that were signed.

An event gets its place in the ledger within seconds of its commit. Whoever puts one in afterwards can choose its number
and its time, so that a waiver, a delegation or a rating seems to have been there before; they cannot choose its place.

Belongs here: place against number and time. Does not: what had to come before what (order_checks), the tree
(tree_checks).
"""

from typing import LiteralString

from models.chain.row_checks import RowCheck
from models.language import N_

_NONE: LiteralString = "SELECT 0 AS count"

#: A root's watermark is below every event that could still be committed when the root was signed.
_PUT_IN = RowCheck(
    "put_in_late",
    N_(
        "event {number} ({act}) came into the ledger when {after} events were signed, and has a number from before "
        "that: it was put in"
    ),
    """
SELECT l.event_id AS event, l.event_id AS number, e.event AS act, r.size AS after
  FROM (SELECT size, watermark, lead(size, 1, 9223372036854775807) OVER (ORDER BY size) AS until FROM ledger_root) r
  JOIN ledger_leaf l ON l.place >= r.size AND l.place < r.until AND l.event_id <= r.watermark
  JOIN audit_event e ON e.id = l.event_id ORDER BY l.place""",
    _NONE,
)

#: No act takes a day to be committed.
_ANTEDATED = RowCheck(
    "antedated",
    N_("event {number} ({act}) is dated {at}, and came into the ledger after one of {before}: it was antedated"),
    """
SELECT x.event_id AS event, x.event_id AS number, x.event AS act, x.occurred_at::date::text AS at,
       x.before::date::text AS before
  FROM (SELECT l.place, l.event_id, e.event, e.occurred_at, lag(e.occurred_at) OVER (ORDER BY l.place) AS before
          FROM ledger_leaf l JOIN audit_event e ON e.id = l.event_id) x
 WHERE x.occurred_at < x.before - interval '1 day' ORDER BY x.place""",
    _NONE,
)

CHECKS = (_PUT_IN, _ANTEDATED)
