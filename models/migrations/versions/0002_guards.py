"""Triggers that keep history as it was, and grants: what each role may do.

Only the owner migrates. The application writes history but never changes it; the auditor only reads.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: Rows that never change once written, whoever asks (a superuser who switches triggers off is found by the ledger).
IMMUTABLE = ("audit_event", "decision", "evaluation", "organization_evaluation", "result", "stage_seal")

FUNCTIONS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is history: rows are added, never changed or removed', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE FUNCTION refuse_ended_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> 'running' THEN
    RAISE EXCEPTION 'stage run % has ended: its record stays as it is', OLD.id USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_frozen_work_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM changed JOIN plan ON plan.id = changed.plan_id WHERE plan.status <> 'draft';
  IF FOUND THEN
    RAISE EXCEPTION 'a submitted plan stays as it was submitted: make a new version' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_frozen_indicators() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM changed JOIN work_result ON work_result.id = changed.work_result_id
    JOIN plan ON plan.id = work_result.plan_id WHERE plan.status <> 'draft';
  IF FOUND THEN
    RAISE EXCEPTION 'a submitted plan stays as it was submitted: make a new version' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_overlapping_segments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM added JOIN segment other USING (period_id, person_id)
   WHERE other.id <> added.id AND NOT added.is_acting AND NOT other.is_acting
     AND daterange(added.starts, added.ends, '[]') && daterange(other.starts, other.ends, '[]');
  IF FOUND THEN
    RAISE EXCEPTION 'two main segments of one person overlap in one period' USING ERRCODE = '23P01';
  END IF;
  PERFORM FROM added JOIN segment other USING (period_id, unit_id)
   WHERE other.id <> added.id AND added.is_agency_head AND other.is_agency_head
     AND daterange(added.starts, added.ends, '[]') && daterange(other.starts, other.ends, '[]');
  IF FOUND THEN
    RAISE EXCEPTION 'two heads of one agency on one day' USING ERRCODE = '23P01';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stage_run_ends_once BEFORE UPDATE OR DELETE ON stage_run
  FOR EACH ROW EXECUTE FUNCTION refuse_ended_run();
CREATE TRIGGER work_result_added AFTER INSERT ON work_result
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_work_results();
CREATE TRIGGER work_result_changed AFTER UPDATE ON work_result
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_work_results();
CREATE TRIGGER work_result_removed AFTER DELETE ON work_result
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_work_results();
CREATE TRIGGER indicator_added AFTER INSERT ON indicator
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_indicators();
CREATE TRIGGER indicator_changed AFTER UPDATE ON indicator
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_indicators();
CREATE TRIGGER indicator_removed AFTER DELETE ON indicator
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_indicators();
CREATE TRIGGER segment_added AFTER INSERT ON segment
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlapping_segments();
"""

#: Beyond reading and adding, the application may change only this.
GRANTS = """
GRANT USAGE ON SCHEMA public TO kinerja_app, kinerja_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO kinerja_app, kinerja_auditor;
GRANT INSERT ON ALL TABLES IN SCHEMA public TO kinerja_app;
REVOKE INSERT ON alembic_version FROM kinerja_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kinerja_app;
GRANT UPDATE ON person, unit, finding, stage_run, wake, notice TO kinerja_app;
GRANT UPDATE (closed_at) ON period TO kinerja_app;
GRANT UPDATE (position) ON period_unit TO kinerja_app;
GRANT UPDATE (status, content_hash, submitted_at) ON plan TO kinerja_app;
GRANT UPDATE (superseded_at) ON realization TO kinerja_app;
GRANT UPDATE (closed_at, assignee_id, due_at) ON approval TO kinerja_app;
GRANT UPDATE (delivered_at, objection_until, accepted_at) ON publication TO kinerja_app;
GRANT UPDATE (rater_answer, answered_at) ON objection TO kinerja_app;
GRANT UPDATE (justified_by) ON distribution_check TO kinerja_app;
GRANT UPDATE (realized, percent, signal) ON indicator_attainment TO kinerja_app;
GRANT DELETE ON work_result, indicator, wake, role_assignment TO kinerja_app;
"""

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kinerja_app') THEN CREATE ROLE kinerja_app; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kinerja_auditor') THEN CREATE ROLE kinerja_auditor; END IF;
END $$;
"""


def upgrade() -> None:
    op.execute(ROLES)
    op.execute(FUNCTIONS)
    for table in IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(GRANTS)


def downgrade() -> None:
    for table in IMMUTABLE:
        op.execute(f"DROP TRIGGER {table}_is_history ON {table}")
    for name in ("change", "ended_run", "frozen_work_results", "frozen_indicators", "overlapping_segments"):
        op.execute(f"DROP FUNCTION refuse_{name} CASCADE")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM kinerja_app, kinerja_auditor")
    op.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM kinerja_app, kinerja_auditor")
    op.execute("REVOKE USAGE ON SCHEMA public FROM kinerja_app, kinerja_auditor")
