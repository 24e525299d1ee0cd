"""Sources, deliveries, facts, evidence, validations: the tables as the frozen SQL beside this file, and their grants.

Findings may be about a unit's datum, name their rule and keep its words.
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FACTS = (
    "activity_log", "attendance", "bkn_rating", "bkn_target", "budget_line", "complaint", "evidence", "feedback",
    "leave", "outage", "service_case", "service_standard", "survey_answer",
)  # fmt: skip
#: Added to, never changed.
IMMUTABLE = (
    "explanation", "evidence_check", "evidence_summary", "quality_rule", "validation", "validation_fault",
    "stage_validation",
)  # fmt: skip
TABLES = (
    "stage_validation", "validation_fault", "validation", "evidence_summary", "evidence_check", "explanation",
    "work_day", *FACTS, "held_row", "delivery", "source", "quality_rule",
)  # fmt: skip

CHANGES = """
ALTER TABLE realization ADD source_id BIGINT REFERENCES source (id), ADD delivery_id BIGINT REFERENCES delivery (id),
  ADD source_row INTEGER;
ALTER TABLE evaluation ADD summary_id BIGINT REFERENCES evidence_summary (id);
ALTER TABLE finding ALTER segment_id DROP NOT NULL, ADD rule TEXT DEFAULT '' NOT NULL,
  ADD rule_id BIGINT REFERENCES quality_rule (id), ADD details JSONB DEFAULT '{}'::jsonb NOT NULL,
  ADD owner_role TEXT DEFAULT 'employee' NOT NULL,
  ADD CONSTRAINT finding_owner_role CHECK (owner_role IN ('employee', 'rater', 'superior', 'unit_admin', 'hr_admin'));
DROP INDEX finding_once;
CREATE UNIQUE INDEX finding_once ON finding (period_id, unit_id, rule, subject, coalesce(segment_id, 0))
  WHERE fixed_at IS NULL;
CREATE INDEX finding_of_segment ON finding (segment_id);
CREATE INDEX finding_of_owner ON finding (owner_id) WHERE fixed_at IS NULL;
DROP INDEX audit_event_of_new_data;
CREATE INDEX audit_event_of_new_data ON audit_event (period_id, unit_id, occurred_at)
  WHERE event IN ('realization.recorded', 'report.submitted', 'finding.waived', 'objection.changed', 'objection.upheld',
                  'data.imported', 'log.recorded', 'log.decided', 'evidence.attached', 'evidence.withdrawn',
                  'evidence.checked', 'feedback.given', 'shortfall.explained');
"""
BACK = """
DROP INDEX audit_event_of_new_data;
CREATE INDEX audit_event_of_new_data ON audit_event (period_id, unit_id, occurred_at)
  WHERE event IN ('realization.recorded', 'report.submitted', 'finding.waived', 'objection.changed', 'objection.upheld');
DELETE FROM finding WHERE segment_id IS NULL;
DROP INDEX finding_once, finding_of_segment, finding_of_owner;
ALTER TABLE finding ALTER segment_id SET NOT NULL, DROP rule, DROP rule_id, DROP details, DROP owner_role;
CREATE UNIQUE INDEX finding_once ON finding (code, subject, segment_id) WHERE fixed_at IS NULL;
ALTER TABLE evaluation DROP summary_id;
ALTER TABLE realization DROP source_id, DROP delivery_id, DROP source_row;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    op.get_bind().exec_driver_sql(CHANGES)
    for table in IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    names = ", ".join(TABLES)
    op.execute(f"GRANT SELECT ON {names} TO kinerja_app, kinerja_auditor")
    op.execute(f"GRANT INSERT ON {names} TO kinerja_app")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kinerja_app")
    op.execute(f"GRANT UPDATE (superseded_at) ON {', '.join(FACTS)} TO kinerja_app")
    op.execute("GRANT UPDATE (status, decided_by, decided_at, decision_reason) ON activity_log TO kinerja_app")
    op.execute("GRANT UPDATE (retired_at, pulled_at, pull_problem) ON source TO kinerja_app")
    op.execute("GRANT UPDATE (rows, added, corrected, unchanged, held) ON delivery TO kinerja_app")
    op.execute("GRANT UPDATE (settled_by) ON held_row TO kinerja_app")
    op.execute("GRANT UPDATE (working_minutes) ON service_case TO kinerja_app")


def downgrade() -> None:
    op.get_bind().exec_driver_sql(BACK)
    op.execute(f"DROP TABLE {', '.join(TABLES)}")
