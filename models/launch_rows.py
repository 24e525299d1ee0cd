"""The statements of a launch, each over the whole roster at once, and the rows that go into them.

Belongs here: SQL and row shapes. Does not: their order and their errors (launch).
"""

from typing import Any, LiteralString

from models.period_file import Target
from models.roster.entry import RosterEntry, UnitEntry

EXISTING: LiteralString = """
SELECT p.id, definition_digest, roster_digest, launched_at,
       (SELECT count(*) FROM period_unit WHERE period_id = p.id) AS units,
       (SELECT count(*) FROM segment WHERE period_id = p.id) AS segments
  FROM period p WHERE code = %(code)s
"""

MAKE_ENTRIES: LiteralString = """
CREATE TEMP TABLE roster_entry (nip text, name text, front_title text, back_title text, nik text, birth_date date,
  sex text, kind text, grade text, post text, post_kind text, echelon text, functional_level text, unit_code text,
  agency_code text, rater_nip text, by_regional_head bool, superior_nip text, is_agency_head bool, is_acting bool,
  level int, starts date, ends date, email text, phone text) ON COMMIT DROP
"""
MAKE_UNITS: LiteralString = """
CREATE TEMP TABLE roster_unit (code text, parent_code text, agency_code text, name text, head_post text, echelon text)
ON COMMIT DROP
"""
#: Only what the statements join by: statistics of all columns cost a tenth of a launch.
ANALYZE_ENTRIES: LiteralString = "ANALYZE roster_entry (nip, unit_code, agency_code, rater_nip, superior_nip)"


def entry_row(entry: RosterEntry) -> tuple[Any, ...]:
    """One accepted row in the order of `roster_entry`."""
    return (
        entry.nip,
        entry.name,
        entry.front_title,
        entry.back_title,
        entry.nik or None,
        entry.birth_date,
        entry.sex,
        entry.employment,
        entry.grade,
        entry.post,
        entry.post_kind,
        entry.echelon,
        entry.functional_level,
        entry.unit_code,
        entry.agency_code,
        entry.rater_nip,
        entry.rated_by_regional_head,
        entry.superior_nip,
        entry.is_agency_head,
        entry.is_acting,
        entry.level,
        entry.starts,
        entry.ends,
        entry.email or None,
        entry.phone or None,
    )


def unit_row(unit: UnitEntry) -> tuple[str | None, ...]:
    """One unit in the order of `roster_unit`."""
    return (unit.code, unit.parent_code, unit.agency_code, unit.name, unit.head_post, unit.echelon)


def target_row(target: Target) -> tuple[Any, ...]:
    """One strategic target without its period; the file's word "khusus" is stored as "reversed"."""
    direction = "normal" if target.direction == "normal" else "reversed"
    return (target.code, target.statement, target.indicator, target.unit_of_measure, target.target, direction)


UPSERT_UNITS: LiteralString = """
INSERT INTO unit (code, name, head_post, echelon) SELECT code, name, head_post, echelon FROM roster_unit
ON CONFLICT (code) DO UPDATE SET name = excluded.name, head_post = excluded.head_post, echelon = excluded.echelon
"""
LINK_UNITS: LiteralString = """
UPDATE unit SET parent_id = parent.id, agency_id = agency.id
  FROM roster_unit r LEFT JOIN unit parent ON parent.code = r.parent_code
  LEFT JOIN unit agency ON agency.code = r.agency_code
 WHERE unit.code = r.code
"""
#: Position 13-14 of an NI PPPK is 21, where an NIP has a month.
ADD_HELD_PEOPLE: LiteralString = """
INSERT INTO person (nip, kind, name)
SELECT DISTINCT ON (nip) nip, CASE substr(nip, 13, 2) WHEN '21' THEN 'PPPK' ELSE 'PNS' END, name
  FROM unnest(%(nips)s::text[], %(names)s::text[]) AS held(nip, name)
ON CONFLICT (nip) DO NOTHING
"""
UPSERT_PEOPLE: LiteralString = """
INSERT INTO person (nip, kind, nik, name, front_title, back_title, birth_date, sex, email, phone)
SELECT DISTINCT ON (nip) nip, kind, nik, name, front_title, back_title, birth_date, sex, email, phone
  FROM roster_entry ORDER BY nip, is_acting
ON CONFLICT (nip) DO UPDATE SET kind = excluded.kind, nik = coalesce(excluded.nik, person.nik), name = excluded.name,
  front_title = excluded.front_title, back_title = excluded.back_title, birth_date = excluded.birth_date,
  sex = excluded.sex, email = coalesce(excluded.email, person.email), phone = coalesce(excluded.phone, person.phone)
"""

#: A new regional head is another person; the former one keeps their decisions under another code.
RETIRE_REGIONAL_HEAD: LiteralString = """
UPDATE person SET official_code = 'KDH-' || id WHERE official_code = 'KDH' AND name <> %(name)s
"""
ADD_REGIONAL_HEAD: LiteralString = """
INSERT INTO person (official_code, kind, name) VALUES ('KDH', 'OFFICIAL', %(name)s)
ON CONFLICT (official_code) DO NOTHING
"""

ADD_PERIOD: LiteralString = """
INSERT INTO period (code, title, kind, region_name, regional_head_id, starts, ends, timezone, rule_pack, definition,
                    definition_digest, roster_digest, software_version)
VALUES (%(code)s, %(title)s, %(kind)s, %(region)s, %(head)s, %(starts)s, %(ends)s, %(zone)s, %(pack)s, %(definition)s,
        %(digest)s, %(roster_digest)s, %(version)s) RETURNING id
"""
#: A deadline ends with its day, in the region's time zone.
ADD_DEADLINE: LiteralString = """
INSERT INTO deadline (period_id, stage, due_at, reason)
VALUES (%(period)s, %(stage)s, (%(due)s::date + 1)::timestamp AT TIME ZONE %(zone)s, '')
"""

ADD_PERIOD_UNITS: LiteralString = """
INSERT INTO period_unit (period_id, unit_id, name, setter_id)
SELECT DISTINCT ON (u.id) %(period)s, u.id, u.name,
       CASE WHEN e.is_agency_head THEN coalesce(rater.id, %(head)s) ELSE %(head)s END
  FROM roster_entry e JOIN unit u ON u.code = e.agency_code LEFT JOIN person rater ON rater.nip = e.rater_nip
 ORDER BY u.id, e.is_agency_head DESC, e.starts DESC NULLS LAST
"""
#: Whose rows cannot stand together: one person in two main posts, or twice in one post, or two heads of one agency, on
#: the same days; or somebody who would rate themselves. An open end of a row is an open end of its days.
CLASHES: LiteralString = """
SELECT DISTINCT nip, name FROM (
  SELECT e.nip, e.name FROM roster_entry e JOIN roster_entry o
      ON o.nip = e.nip AND o.ctid <> e.ctid AND daterange(o.starts, o.ends, '[]') && daterange(e.starts, e.ends, '[]')
     AND (NOT (o.is_acting OR e.is_acting)
          OR (o.is_acting, o.unit_code, o.post) = (e.is_acting, e.unit_code, e.post))
  UNION ALL
  SELECT e.nip, e.name FROM roster_entry e JOIN roster_entry o
      ON o.agency_code = e.agency_code AND o.is_agency_head AND e.is_agency_head AND o.ctid <> e.ctid
     AND daterange(o.starts, o.ends, '[]') && daterange(e.starts, e.ends, '[]')
  UNION ALL
  SELECT nip, name FROM roster_entry WHERE nip IN (rater_nip, superior_nip) OR rater_nip = superior_nip) AS clash
 ORDER BY nip LIMIT 5
"""
#: Where the regional head rates, there is no superior in this region; one level below, the regional head is it.
ADD_SEGMENTS: LiteralString = """
INSERT INTO segment (period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level,
                     rater_id, superior_id, is_agency_head, is_acting, level, starts, ends)
SELECT p.id, agency.id, person.id, sub.id, e.post, e.post_kind, e.grade, e.echelon, e.functional_level,
       CASE WHEN e.by_regional_head THEN %(head)s ELSE rater.id END,
       CASE WHEN e.by_regional_head THEN NULL WHEN e.superior_nip IS NULL THEN %(head)s ELSE superior.id END,
       e.is_agency_head, e.is_acting, e.level,
       greatest(coalesce(e.starts, p.starts), p.starts), least(coalesce(e.ends, p.ends), p.ends)
  FROM roster_entry e JOIN period p ON p.id = %(period)s
  JOIN unit agency ON agency.code = e.agency_code JOIN unit sub ON sub.code = e.unit_code
  JOIN person ON person.nip = e.nip LEFT JOIN person rater ON rater.nip = e.rater_nip
  LEFT JOIN person superior ON superior.nip = e.superior_nip
 WHERE coalesce(e.starts, p.starts) <= p.ends AND coalesce(e.ends, p.ends) >= p.starts
 ORDER BY agency.id, e.level, e.nip
"""
