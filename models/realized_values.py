"""How realized values are hashed: what a report, its approval, the ledger's check and the archive are all bound to.

Belongs here: that one text, as SQL. Does not: who reports or decides.
It is asked of work results `w`, indicators `i` and realizations `r`, and adds up those of one segment.
"""

from typing import LiteralString

#: One line for each value: number of the work result, number of the indicator, month, value.
LINES: LiteralString = (
    "string_agg(concat_ws('|', w.number, i.number, r.month, r.value), chr(10) ORDER BY w.number, i.number, r.month)"
)
#: SHA-256 (hex) of those lines, of nothing when there are none.
DIGEST: LiteralString = "encode(sha256(convert_to(coalesce(" + LINES + ", ''), 'UTF8')), 'hex')"
#: That of the realizations of %(segment)s as they are now.
OF_SEGMENT: LiteralString = (
    "(SELECT "
    + DIGEST
    + """
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE p.segment_id = %(segment)s AND p.status = 'approved')"""
)
