"""A period of last year beside the small period of a test, for rules that compare with it.

Belongs here: the fewest rows that make such a year. Does not: living through one (factories).
"""

from decimal import Decimal

from sqlmodel import Session

from models.database import one

_YEAR = """
WITH before AS (
  INSERT INTO period (code, title, kind, region_name, regional_head_id, starts, ends, timezone, rule_pack,
                      definition_digest, roster_digest, software_version)
  SELECT 'before', title, kind, region_name, regional_head_id, (starts - interval '1 year')::date,
         (ends - interval '1 year')::date, timezone, rule_pack, definition_digest, roster_digest, software_version
    FROM period WHERE kind = 'annual' RETURNING id, starts, ends
), place AS (
  INSERT INTO period_unit (period_id, unit_id, name, setter_id)
  SELECT before.id, u.unit_id, u.name, u.setter_id FROM before, period_unit u RETURNING period_id
)
INSERT INTO segment (period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level,
                     rater_id, superior_id, is_agency_head, is_acting, level, starts, ends)
SELECT place.period_id, s.unit_id, s.person_id, s.subunit_id, s.post, s.post_kind, s.grade, s.echelon,
       s.functional_level, s.rater_id, s.superior_id, s.is_agency_head, s.is_acting, s.level, before.starts, before.ends
  FROM place, before, segment s JOIN person p ON p.id = s.person_id WHERE p.nip = %(nip)s
RETURNING id, starts
"""
_PLAN = """
WITH agreed AS (
  INSERT INTO plan (segment_id, version) VALUES (%(segment)s, 1) RETURNING id
), result AS (
  INSERT INTO work_result (plan_id, number, kind, statement) SELECT id, 1, 'main', 'Tahun lalu' FROM agreed RETURNING id
)
INSERT INTO indicator (work_result_id, number, aspect, statement, unit_of_measure, target_min, target_max, direction,
                       data_source)
SELECT id, 1, 'quantity', ' jumlah PUSKESMAS terakreditasi', %(unit)s, 80, 80, %(direction)s, 'x' FROM result
RETURNING id
"""
_APPROVE = """
UPDATE plan SET status = 'approved', content_hash = 'h', submitted_at = now()
 WHERE segment_id = %(segment)s RETURNING id
"""
_VALUES = """
INSERT INTO realization (indicator_id, month, version, value, source)
SELECT %(indicator)s, m::date, 1, CASE WHEN extract(month FROM m) = 12 THEN %(reached)s::numeric ELSE 1 END, 'test'
  FROM generate_series(%(starts)s::timestamp, %(starts)s::timestamp + interval '11 months', '1 month') m RETURNING id
"""


def add_previous_year(session: Session, nip: str, reached: str, unit: str, direction: str) -> int:
    """Last year `nip` reached `reached` in December, on an indicator worded as this year's; returns the segment."""
    segment = one(session, _YEAR, nip=nip)
    assert segment
    indicator = one(session, _PLAN, segment=segment["id"], unit=unit, direction=direction)
    assert indicator
    one(session, _APPROVE, segment=segment["id"])
    one(session, _VALUES, indicator=indicator["id"], reached=Decimal(reached), starts=segment["starts"])
    return int(segment["id"])
