"""Finding whose each row of a file is: segment, unit, indicator; what has no owner, or came too late, is held back.

Belongs here: set-based statements over the temporary table, each marking rows with their problem. Does not: reading
cells (converting), storing (storing). The first problem of a row counts; each says what was expected instead.
"""

from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import Row, run
from models.datasets.dataset import Anchor, Dataset, Kind
from models.language import N_
from models.sources.staging import is_person
from models.vocabulary import Stage

#: Of a person's segments the one on that day, not acting before acting, longer before shorter (SPEC §2.7); without a
#: day the longest. A month counts for a segment that has begun in it.
_FIND_SEGMENTS: LiteralString = """
UPDATE incoming SET segment_id = found.segment_id, unit_id = coalesce(incoming.unit_id, found.unit_id)
  FROM (SELECT DISTINCT ON (i.row) i.row, s.id AS segment_id, s.unit_id
          FROM incoming i JOIN person p ON p.nip = coalesce(i.nip, i.officer)
          JOIN segment s ON s.person_id = p.id AND s.period_id = %(period)s
         WHERE (i.starts_on IS NULL OR s.starts = i.starts_on)
           AND (i.on_day IS NULL OR i.on_day BETWEEN CASE WHEN %(by_month)s THEN date_trunc('month', s.starts)::date
                                                          ELSE s.starts END AND s.ends)
         ORDER BY i.row, (i.starts_on IS NULL AND s.is_acting), s.ends - s.starts DESC, s.id) AS found
 WHERE found.row = incoming.row
"""
_FIND_UNITS: LiteralString = """
UPDATE incoming SET unit_id = u.id
  FROM unit u JOIN period_unit p ON p.unit_id = u.id AND p.period_id = %(period)s WHERE u.code = incoming.unit_code
"""
_FIND_INDICATORS: LiteralString = """
UPDATE incoming SET indicator_id = i.id
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
 WHERE p.segment_id = incoming.segment_id AND p.status = 'approved' AND w.number = incoming.work_result_value
   AND i.number = incoming.indicator_value
"""
#: No unit that rows belong to is sealed while they are stored: people's verbs and imports take the same lock.
_HOLD_UNITS: LiteralString = """
SELECT FROM period_unit WHERE period_id = %(period)s AND unit_id IN (SELECT unit_id FROM incoming)
 ORDER BY unit_id FOR SHARE
"""
_CLOSED: LiteralString = """
unit_id IN (SELECT unit_id FROM period_unit WHERE period_id = %(period)s AND position > %(last)s)
"""
_NOT_BEGUN: LiteralString = """
month_value > (SELECT (now() AT TIME ZONE timezone)::date FROM period WHERE id = %(period)s)
"""
_GIVE_KEYS: LiteralString = """
UPDATE incoming SET key = CASE %(anchor)s WHEN 'person' THEN 'segment:' || segment_id
                                          WHEN 'unit' THEN 'unit:' || unit_id ELSE '' END || key_tail
 WHERE problem IS NULL
"""
#: The same row twice in one file is one row; two rows that contradict each other are for their giver to settle.
_FORGET_DOUBLES: LiteralString = """
DELETE FROM incoming USING incoming first
 WHERE first.key = incoming.key AND first.content_hash = incoming.content_hash AND first.row < incoming.row
   AND first.problem IS NULL AND incoming.problem IS NULL
"""
_CONTRADICTIONS: LiteralString = """
UPDATE incoming SET problem = jsonb_build_array(%(problem)s::jsonb || jsonb_build_object(
         'observed', coalesce(cells::jsonb ->> %(field)s, ''), 'values', jsonb_build_object('first', d.first::text)))
  FROM (SELECT row, min(row) OVER (PARTITION BY key) AS first FROM incoming WHERE problem IS NULL) AS d
 WHERE d.row = incoming.row AND d.first < d.row
"""

_NO_UNIT = N_("the code of an agency that takes part in the period")
_OTHER_UNIT = N_("the agency of the source: data of another agency come from its own source")
_NOBODY = N_("the NIP of somebody who is appraised in this period; nobody has this one")
_NOT_THEN = N_("a day or month in which this person is appraised, in a segment that the period knows")
_OTHER_PERSON = N_("somebody of the agency of the source: other people's data come from their own agency")
_NO_OFFICER = N_("the NIP of an officer who served in the period on that day, or an empty cell")
_CLOSED_TEXT = N_("an agency whose data are not yet rated on; this one is past approval")
_RATED = N_("somebody who is not rated yet: what was rated on stays as it is")
_NO_INDICATOR = N_("the number of a work result and of an indicator of the approved plan")
_NOT_BEGUN_TEXT = N_("a month that has begun")
_CONTRADICTION = N_("one row for each thing; row {first} says something else about the same")
_UNKNOWN_PERSON = N_("a NIP that is known here, or an empty cell")
_OWN_FEEDBACK = N_("feedback by somebody else: nobody gives feedback to themselves")
_VALIDATED = N_("the entry as its rater validated it: a validated entry stays as it is")


def place(session: Session, dataset: Dataset, source: Row) -> None:
    """Give every row its unit, segment and key, or its problem; the units concerned stay as they are meanwhile."""
    period = source["period_id"]
    by_month = dataset.day_field is not None and dataset[dataset.day_field].kind is Kind.MONTH
    if dataset.anchor is Anchor.UNIT:
        _place_units(session, source)
    run(session, _FIND_SEGMENTS, period=period, by_month=by_month)
    if dataset.anchor is Anchor.PERSON:
        _place_people(session, source)
    elif dataset.anchor is Anchor.UNIT:
        _mark(session, "officer IS NOT NULL AND segment_id IS NULL", "officer", _NO_OFFICER, "officer")
    _check_others(session, dataset)
    run(session, _HOLD_UNITS, period=period)
    if dataset.anchor is not Anchor.NATIONAL:  # what another application says is compared, never rated on
        _check_time(session, dataset, period)
    if dataset.name == "realization":
        _place_indicators(session, period)
    run(session, _GIVE_KEYS, anchor=str(dataset.anchor))
    run(session, "ANALYZE incoming")  # whoever plans by the empty keys of before compares every row with every other
    run(session, _FORGET_DOUBLES)
    run(session, _CONTRADICTIONS, problem=_told(_CONTRADICTION, dataset.key[0]), field=dataset.key[0])


def _place_units(session: Session, source: Row) -> None:
    run(session, _FIND_UNITS, period=source["period_id"])
    if source["unit_id"]:
        strange = "unit_code IS NOT NULL AND unit_id IS DISTINCT FROM %(unit)s"
        _mark(session, strange, "unit_code", _OTHER_UNIT, "unit", unit=source["unit_id"])
        run(session, "UPDATE incoming SET unit_id = %(unit)s WHERE problem IS NULL", unit=source["unit_id"])
    _mark(session, "unit_id IS NULL", "unit_code", _NO_UNIT, "unit")


def _place_people(session: Session, source: Row) -> None:
    unknown = "segment_id IS NULL AND NOT EXISTS (SELECT FROM person WHERE person.nip = incoming.nip)"
    _mark(session, unknown, "nip", _NOBODY, "nip")
    _mark(session, "segment_id IS NULL", "concat_ws(' ', nip, coalesce(on_day, starts_on))", _NOT_THEN, "nip")
    if source["unit_id"]:
        _mark(session, "unit_id <> %(unit)s", "nip", _OTHER_PERSON, "nip", unit=source["unit_id"])


def _check_others(session: Session, dataset: Dataset) -> None:
    """People beside the owner are known; feedback comes from somebody else."""
    for each in dataset.stored:
        if is_person(dataset, each.name):
            column: Any = f"{each.name}_value"
            unknown = f"{column} IS NOT NULL AND NOT EXISTS (SELECT FROM person WHERE person.nip = {column})"
            _mark(session, unknown, column, _UNKNOWN_PERSON, each.name)
            _mark(session, f"{column} = nip", column, _OWN_FEEDBACK, each.name)


def _check_time(session: Session, dataset: Dataset, period_id: int) -> None:
    """After approval the data of a unit stay as they were rated on; so do those of a person who is rated already."""
    observed = "coalesce(nip, unit_code, '')"
    _mark(session, _CLOSED, observed, _CLOSED_TEXT, "unit", period=period_id, last=Stage.APPROVAL.position)
    if dataset.anchor is Anchor.PERSON:
        rated = "EXISTS (SELECT FROM evaluation v WHERE v.segment_id = incoming.segment_id)"
        _mark(session, rated, "nip", _RATED, "nip")


def _place_indicators(session: Session, period_id: int) -> None:
    run(session, _FIND_INDICATORS)
    observed = "concat_ws('.', work_result_value, indicator_value)"
    _mark(session, "indicator_id IS NULL", observed, _NO_INDICATOR, "indicator")
    _mark(session, _NOT_BEGUN, "month_value::text", _NOT_BEGUN_TEXT, "month", period=period_id)


def mark_validated(session: Session) -> None:
    """Hold back changes of log entries that their rater validated."""
    validated = """EXISTS (SELECT FROM activity_log l JOIN incoming_change c ON c.current_id = l.id
                            WHERE c.row = incoming.row AND l.status = 'validated')"""
    _mark(session, validated, "on_day::text", _VALIDATED, "day")


def _mark(session: Session, condition: str, observed: str, text: str, field: str, **values: Any) -> None:
    # Conditions are constants of this module; names of columns come from models/datasets, which is code of ours.
    statement: Any = (
        "UPDATE incoming SET problem = jsonb_build_array(%(problem)s::jsonb || jsonb_build_object('observed',"
        f" coalesce({observed}, ''))) WHERE problem IS NULL AND ({condition})"
    )
    run(session, statement, problem=_told(text, field), **values)


def _told(text: str, field: str) -> Jsonb:
    return Jsonb({"code": "DQ-X01", "field": field, "text": text, "values": {}})
