"""Replay: the machine's own results worked out again from recorded inputs; nothing is written, nothing adopted.

Belongs here: running scoring and attainment again beside the record, and what differs. Does not: the work itself
(scoring, attainment), checking by whoever has not this program (deployments/verifier).
The statements write into temporary tables that stand before the real ones, in a transaction that may write nothing
else and is taken back: the very code that scores is what is tried, whatever its version is now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from sqlmodel import Session

from models import digests
from models.chain import erased_seals, results
from models.database import Row, connection_of, one, rows, run
from models.errors import NotFoundError
from models.language import N_
from models.made_with import made_with
from models.stage_records import Scope
from models.vocabulary import Stage
from tasks import attainment, scoring

#: What the statements write, and what they read as it stood was.
_SHADOWS = ("result", "distribution_check", "indicator_attainment", "evaluation", "realization")
_UNITS: LiteralString = """
SELECT u.period_id, u.unit_id, a.name AS unit, p.rule_pack, s.position, s.outputs_digest, s.sealed_at, r.id AS run,
       r.software_version, e.content ->> 'results_root' AS results_root, e.content -> 'made_with' AS made_with
  FROM period p JOIN period_unit u ON u.period_id = p.id
  JOIN agency_then a ON (a.period_id, a.id) = (u.period_id, u.unit_id)
  JOIN stage_seal s ON (s.period_id, s.unit_id) = (u.period_id, u.unit_id) AND s.position = ANY(%(positions)s)
  JOIN stage_run r ON r.id = s.stage_run_id
  LEFT JOIN audit_event e ON e.event = 'stage.sealed'
   AND (e.period_id, e.unit_id, e.subject_id) = (s.period_id, s.unit_id, s.position)
 WHERE p.code = %(period)s AND (%(unit)s::text IS NULL OR u.unit_id = (SELECT id FROM unit WHERE code = %(unit)s))
 ORDER BY a.name, s.position
"""
#: All first ratings; of later ones those that have their result already.
_RATINGS: LiteralString = """
INSERT INTO evaluation OVERRIDING SYSTEM VALUE SELECT v.* FROM public.evaluation v JOIN segment s ON s.id = v.segment_id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s AND (%(version)s::int IS NULL OR v.version = %(version)s)
   AND (v.version = 1 OR EXISTS (SELECT FROM public.result r WHERE r.evaluation_id = v.id))
"""
_VERSIONS: LiteralString = """
SELECT coalesce(max(v.version), 0) AS versions FROM public.result v JOIN segment s ON s.id = v.segment_id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
"""
#: Whoever stands in the record under a number keeps it, so that later lines find them.
_NUMBERS: LiteralString = """
UPDATE result SET id = recorded.id FROM public.result recorded WHERE recorded.evaluation_id = result.evaluation_id
"""
#: The values as they stood when the stage was sealed.
_VALUES: LiteralString = """
INSERT INTO realization OVERRIDING SYSTEM VALUE
SELECT r.* FROM public.realization r JOIN indicator i ON i.id = r.indicator_id
  JOIN work_result w ON w.id = i.work_result_id JOIN plan p ON p.id = w.plan_id JOIN segment s ON s.id = p.segment_id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s AND r.recorded_at <= %(sealed_at)s
   AND (r.superseded_at IS NULL OR r.superseded_at > %(sealed_at)s)
"""
_IN_FORCE: LiteralString = "UPDATE realization SET superseded_at = NULL WHERE superseded_at IS NOT NULL"

_STEPS: LiteralString = """
CROSS JOIN LATERAL (VALUES ('work result', was.work_rating, now.work_rating),
  ('behavior', was.behavior_rating, now.behavior_rating), ('predicate', was.predicate, now.predicate),
  ('credit points', trim_scale(was.credit_points)::text, trim_scale(now.credit_points)::text),
  ('rule pack', was.rule_pack, now.rule_pack)) AS x (step, recorded, replayed)
"""
_RESULTS: LiteralString = (
    """
SELECT e.name AS who, coalesce(e.nip, e.official_code) AS nip, v.version, x.step, x.recorded, x.replayed
  FROM (SELECT r.* FROM public.result r JOIN segment s ON s.id = r.segment_id
         WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s) was
  FULL JOIN result now ON now.evaluation_id = was.evaluation_id
  CROSS JOIN LATERAL (SELECT coalesce(was.segment_id, now.segment_id) AS segment,
                             coalesce(was.version, now.version) AS version) v
  JOIN segment s ON s.id = v.segment JOIN person e ON e.id = s.person_id
"""
    + _STEPS
    + " WHERE x.recorded IS DISTINCT FROM x.replayed ORDER BY e.name, nip, v.version"
)
#: A justification is a superior's act, which is part of what was sealed: nothing that a machine works out.
_JUSTIFIED: LiteralString = """
UPDATE distribution_check c SET justified_by = recorded.justified_by FROM public.distribution_check recorded
 WHERE (recorded.period_id, recorded.unit_id) = (c.period_id, c.unit_id)
"""
_DISTRIBUTION: LiteralString = """
SELECT NULL AS who, NULL AS nip, NULL AS version, 'distribution' AS step, was.said AS recorded, now.said AS replayed
  FROM (SELECT (to_jsonb(c) - ARRAY['justified_by', 'period_id', 'unit_id'])::text AS said
          FROM public.distribution_check c WHERE c.period_id = %(period)s AND c.unit_id = %(unit)s) was
  FULL JOIN (SELECT (to_jsonb(c) - ARRAY['justified_by', 'period_id', 'unit_id'])::text AS said
               FROM distribution_check c) now ON true
 WHERE was.said IS DISTINCT FROM now.said
"""
_ATTAINMENT: LiteralString = """
SELECT e.name AS who, coalesce(e.nip, e.official_code) AS nip, NULL AS version,
       concat('attainment ', w.number, '.', i.number) AS step,
       concat_ws(' ', trim_scale(was.realized), trim_scale(was.percent), was.signal) AS recorded,
       concat_ws(' ', trim_scale(now.realized), trim_scale(now.percent), now.signal) AS replayed
  FROM (SELECT t.* FROM public.indicator_attainment t JOIN segment s ON s.id = t.segment_id
         WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s) was
  FULL JOIN indicator_attainment now ON now.indicator_id = was.indicator_id
  JOIN indicator i ON i.id = coalesce(was.indicator_id, now.indicator_id)
  JOIN work_result w ON w.id = i.work_result_id JOIN segment s ON s.id = coalesce(was.segment_id, now.segment_id)
  JOIN person e ON e.id = s.person_id
 WHERE (was.realized, was.percent, was.signal) IS DISTINCT FROM (now.realized, now.percent, now.signal)
 ORDER BY e.name, nip, w.number, i.number
"""


@dataclass(frozen=True)
class Difference:
    """One step that gives another result now; without a person it is the unit's."""

    unit: str
    step: str
    recorded: str | None
    replayed: str | None
    who: str | None = None
    nip: str | None = None
    version: int | None = None


@dataclass
class Replay:
    """What was worked out again, and every step that differs."""

    units: int = 0
    results: int = 0
    indicators: int = 0
    #: Sealed stages whose digest the replay gave again, byte for byte.
    stages: int = 0
    differences: list[Difference] = field(default_factory=list)
    #: Parts (made_with) that are not those with which something was worked out then, and what they were; None: a seal
    #: of before this was recorded.
    changed: dict[str, set[str | None]] = field(default_factory=dict)
    made_now: dict[str, str] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.differences


def replay(session: Session, period: str, *, unit: str | None = None) -> Replay:
    """Work out attainment, results, credit points and distributions of a period (code) again, unit by unit.

    The session may write nothing afterwards, and must be rolled back.

    Raises:
        NotFoundError: nothing of that period (or unit) was sealed yet that a machine worked out.
    """
    wanted = {"period": period, "unit": unit, "positions": [Stage.APPROVAL.position, Stage.SCORING.position]}
    sealed = rows(session, _UNITS, **wanted)
    if not sealed:
        raise NotFoundError(
            N_("Nothing that the machine worked out is sealed in period {period}. `kinerja period show` says more."),
            period=period,
        )
    standing = erased_seals.standing(session)
    done = Replay(units=len({each["unit_id"] for each in sealed}))
    done.made_now = dict(made_with(session, sealed[0]["rule_pack"]))
    _stand_before(session)
    for each in sealed:
        _compare(each["made_with"] or {"software": each["software_version"]}, done)
        place = {"period": each["period_id"], "unit": each["unit_id"]}
        if each["position"] == Stage.APPROVAL.position:
            _measure(session, each, place, done)
        else:
            _score(session, each, place, standing[each["period_id"], each["unit_id"], each["position"]], done)
    return done


def _compare(then: Mapping[str, str], done: Replay) -> None:
    for part, now in done.made_now.items():
        if then.get(part) != now:
            done.changed.setdefault(part, set()).add(then.get(part))


def _stand_before(session: Session) -> None:
    connection = connection_of(session)
    for name in _SHADOWS:
        connection.execute(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP")
    # A statement that was planned before would still find the real tables, and be refused.
    connection.execute("DISCARD PLANS")
    connection.execute("SET TRANSACTION READ ONLY")


def _emptied(session: Session) -> None:
    for name in _SHADOWS:
        connection_of(session).execute(f"DELETE FROM pg_temp.{name}")


def _scope(sealed: Row, stage: Stage) -> Scope:
    return Scope(sealed["period_id"], sealed["unit_id"], stage, sealed["run"], sealed["rule_pack"], None)


def _measure(session: Session, sealed: Row, place: dict[str, Any], done: Replay) -> None:
    _emptied(session)
    run(session, _VALUES, **place, sealed_at=sealed["sealed_at"])
    run(session, _IN_FORCE)
    done.indicators += attainment.measure(session, _scope(sealed, Stage.APPROVAL))
    _note(session, _ATTAINMENT, sealed, place, done)


def _score(session: Session, sealed: Row, place: dict[str, Any], standing: str, done: Replay) -> None:
    _emptied(session)
    scope = _scope(sealed, Stage.SCORING)
    versions = (one(session, _VERSIONS, **place) or {"versions": 0})["versions"]
    for version in range(1, versions + 1):
        _rated(session, place, version)
        done.results += scoring.score_unit(session, scope)
        if version == 1:
            scoring.check_distribution(session, scope)
            run(session, _JUSTIFIED)
            _note(session, _DISTRIBUTION, sealed, place, done)
    _rated(session, place, None)
    run(session, "UPDATE result SET id = -id")
    run(session, _NUMBERS)
    before = len(done.differences)
    _note(session, _RESULTS, sealed, place, done)
    place_of = (sealed["period_id"], sealed["unit_id"], Stage.SCORING)
    digest, root = digests.outputs(session, *place_of), sealed["results_root"]
    pairs = [(standing, digest)] + ([(root, results.tree(session, *place_of).root)] if root else [])
    other = [(was, now) for was, now in pairs if was != now]
    if not other:
        done.stages += 1
    elif before == len(done.differences):
        done.differences.append(Difference(sealed["unit"], "digest", *other[0]))


def _rated(session: Session, place: dict[str, Any], version: int | None) -> None:
    run(session, "DELETE FROM pg_temp.evaluation")
    run(session, _RATINGS, **place, version=version)


def _note(session: Session, statement: LiteralString, sealed: Row, place: dict[str, Any], done: Replay) -> None:
    done.differences += [Difference(sealed["unit"], **row) for row in rows(session, statement, **place)]
