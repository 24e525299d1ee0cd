"""What the quality suites look at, one view per dataset, as the frozen SQL beside this file (SPEC §5).

A row holds all that a rule needs of other rows, so that one scan judges all rules of a suite. Every view can be asked
for a few units at the cost of those units: its windows are parted by period and unit first, the rest is looked up.
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

VIEWS = (
    "checked_indicator", "checked_plan", "checked_segment", "checked_log", "checked_budget", "checked_service",
    "checked_survey", "checked_survey_service", "checked_complaint", "checked_held", "checked_rating",
    "checked_national",
)  # fmt: skip

#: The view of revision 0004.
BEFORE = """
CREATE VIEW checked_indicator AS
SELECT s.period_id, s.unit_id, s.id AS segment_id, s.person_id AS owner_id, w.number AS work_result,
       i.number AS indicator, i.statement, i.unit_of_measure, i.data_source, i.direction, i.target_min, i.target_max,
       (extract(year FROM age(s.ends + 1, s.starts)) * 12 + extract(month FROM age(s.ends + 1, s.starts)))::int AS months,
       count(r.id)::int AS reported, max(r.value) AS highest
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
  JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  LEFT JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
        AND r.month BETWEEN date_trunc('month', s.starts)::date AND s.ends
 GROUP BY s.id, w.id, i.id;
GRANT SELECT ON checked_indicator TO kinerja_app, kinerja_auditor;
"""


def upgrade() -> None:
    op.execute("DROP VIEW checked_indicator")
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    op.execute(f"GRANT SELECT ON {', '.join(VIEWS)} TO kinerja_app, kinerja_auditor")


def downgrade() -> None:
    op.execute(f"DROP VIEW {', '.join(VIEWS)}")
    op.get_bind().exec_driver_sql(BEFORE)
