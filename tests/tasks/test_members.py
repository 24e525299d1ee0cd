"""The pattern of SE MenPANRB 3/2023 counts people: who has two segments in a unit is one member (SPEC §2.7, §3.2)."""

from models.database import one, transaction
from models.impact import impact
from models.stage_records import Scope
from models.vocabulary import Stage
from tasks.scoring import check_distribution
from tests.models.test_annual import SCORED, _launch

_PREDICATE = """
WITH request AS (INSERT INTO approval (key, kind, period_id, unit_id, subject_id, subject_version, content_hash,
                                       assignee_id)
  SELECT 'organization', 'organization', period_id, unit_id, unit_id, 1, '', setter_id FROM period_unit RETURNING *),
decided AS (INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by)
  SELECT id, 'set', '', '{}', '', assignee_id FROM request)
INSERT INTO organization_evaluation (period_id, unit_id, predicate, note, approval_id)
SELECT period_id, unit_id, 'BAIK', '', id FROM request RETURNING period_id, unit_id
"""
_COUNTED = (
    "SELECT very_good, good, very_good + good + needs_improvement + poor + very_poor AS all FROM distribution_check"
)


def test_a_member_of_two_segments_is_counted_once(db: str) -> None:
    """MEMBER was BAIK until April and SANGAT_BAIK since: of three members one is SANGAT_BAIK, in both twins."""
    _launch()
    with transaction() as session:
        session.connection().exec_driver_sql(SCORED)
        unit = one(session, _PREDICATE)
        assert unit
        check_distribution(session, Scope(unit["period_id"], unit["unit_id"], Stage.SCORING, 0, "", None))
        assert one(session, _COUNTED) == {"very_good": 1, "good": 2, "all": 3}
        # In the replay all three are BAIK; a group of four would be held against the pattern, three people are not.
        assert impact(session, "2026", settings={"minimum_group": 4}).units == []
        assert [row["code"] for row in impact(session, "2026", settings={"minimum_group": 3}).units] == ["DINKES"]
