"""What is not published yet, kept from the person it is about: as a condition for the statements that would tell it.

Belongs here: the condition, alike for every page and file. Does not: who may see others' results (access, oversight).
An HR administrator or auditor sees everybody's ratings before publication, and is appraised like everybody: their own
they read when everybody reads theirs (SPEC §9; ../shared/reference/faults.md L4). `%(reader)s` is the number of the
person who reads; where it is null (the machine, the command line) nothing is hidden.
"""

from typing import LiteralString

#: Of segment `s` and its result `r`: the reader's own, and not published.
OWN_RESULT: LiteralString = """
(coalesce(s.person_id = %(reader)s::bigint, false)
  AND NOT EXISTS (SELECT FROM publication hidden WHERE hidden.result_id = r.id))
"""
#: Of segment `s`: the reader's own, and its newest evaluation is not published.
OWN_RATINGS: LiteralString = """
(coalesce(s.person_id = %(reader)s::bigint, false)
  AND NOT EXISTS (SELECT FROM result made JOIN publication told ON told.result_id = made.id
                   WHERE made.evaluation_id = (SELECT max(id) FROM evaluation WHERE segment_id = s.id)))
"""
#: Of event `e` on segment `s`: it tells ratings of the reader, or the organization predicate that is the work rating of
#: the reader as head of the agency, and what follows from it is not published.
TOLD_BY_EVENT: LiteralString = """
(coalesce((e.content ? 'behavior_rating' AND s.person_id = %(reader)s::bigint
   AND NOT EXISTS (SELECT FROM evaluation made JOIN result r ON r.evaluation_id = made.id
                     JOIN publication told ON told.result_id = r.id
                    WHERE made.approval_id = (e.content ->> 'approval')::bigint))
  OR (e.event = 'organization.set' AND EXISTS (
    SELECT FROM segment headed WHERE headed.period_id = e.period_id AND headed.unit_id = e.unit_id
       AND headed.is_agency_head AND headed.person_id = %(reader)s::bigint
       AND NOT EXISTS (SELECT FROM result r JOIN publication told ON told.result_id = r.id
                        WHERE r.segment_id = headed.id))), false))
"""
#: Of unit `u` of a period: the reader is its head, whose work rating its predicate is, and has no published result.
OWN_ORGANIZATION: LiteralString = """
EXISTS (SELECT FROM segment headed WHERE headed.period_id = u.period_id AND headed.unit_id = u.unit_id
           AND headed.is_agency_head AND headed.person_id = %(reader)s::bigint
           AND NOT EXISTS (SELECT FROM result made JOIN publication told ON told.result_id = made.id
                            WHERE made.segment_id = headed.id))
"""
