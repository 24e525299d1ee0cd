"""What the quality suites look at: one view per dataset, so that suites, findings and reports see the same rows."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEW = """
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
    op.execute(VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW checked_indicator")
