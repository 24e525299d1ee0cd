"""What each database role may do, tried with the roles themselves: history is added to, never changed, by nobody.

The owner is stopped by triggers; who switches triggers off is found by the ledger, which is tested elsewhere.
"""

from collections.abc import Callable

import psycopg
import pytest

from models import postgres
from models.tables import metadata
from models.vocabulary import Stage
from tests.factories import SmallPeriod
from tests.worlds import using

#: History: whoever asks, these rows stay.
HISTORY = (
    "audit_event",
    "decision",
    "evaluation",
    "organization_evaluation",
    "result",
    "stage_seal",
    "ledger_leaf",
    "ledger_node",
    "ledger_root",
    "letter",
    "explanation",
    "dialogue",
    "notice_delivery",
    "evidence_check",
    "evidence_summary",
    "quality_rule",
    "validation",
    "validation_fault",
    "stage_validation",
    "destroyed_rows",
)
FACTS = (
    "attendance",
    "bkn_rating",
    "bkn_target",
    "budget_line",
    "complaint",
    "evidence",
    "feedback",
    "leave",
    "outage",
    "service_standard",
    "survey_answer",
)
#: table → the columns (or "*") that the application may change, beyond reading and adding; all else is refused.
CHANGEABLE = {
    "person": "*",
    "unit": "*",
    "finding": "*",
    "stage_run": "*",
    "wake": "*",
    "notice": "*",
    "period": {"closed_at"},
    "period_unit": {"position"},
    "plan": {"status", "content_hash", "submitted_at"},
    "realization": {"superseded_at"},
    "approval": {"closed_at", "assignee_id", "due_at", "escalated_at", "escalated_to"},
    "publication": {"delivered_at", "objection_until", "accepted_at", "proof"},
    "objection": {"rater_answer", "answered_at", "answered_by"},
    "delegation": {"ended_at", "ended_by"},
    "distribution_check": {"justified_by"},
    "coaching": {"superseded_at", "confirmed_at", "remark"},
    "log_photo": {"withdrawn_at"},
    "library_indicator": {"superseded_at", "retired_at", "retired_reason"},
    "round_giver": {"answered_at"},
    "feedback_round": {"closes_at", "closing_reason"},
    "second_factor": {"secret", "begun_at", "confirmed_at", "last_step", "failures"},
    "recovery_code": {"used_at"},
    "sign_in_step": {"ended_at"},
    "indicator_attainment": {"realized", "percent", "signal"},
    **{table: {"superseded_at"} for table in FACTS},
    "activity_log": {"superseded_at", "status", "decided_by", "decided_at", "decision_reason"},
    "service_case": {"superseded_at", "working_minutes"},
    "source": {"retired_at", "pulled_at", "pull_problem"},
    "delivery": {"rows", "added", "corrected", "unchanged", "held"},
    "held_row": {"settled_by"},
    "account": {"password_hash", "password_set_at", "failures", "locked_until", "disabled_at"},
    "sign_in_link": {"used_at"},
    "web_session": {"seen_at", "ended_at", "delegation_id"},
    "api_token": {"ended_at", "used_on"},
    "notice_preference": "*",
    "heartbeat": "*",
    "legal_hold": {"lifted_at", "lifted_reason"},
    "erased_file": {"removed_at"},
    "pseudonym": {"key"},
    "letter_content": {"content", "proof"},
    "flow_run": {"ended_at", "outcome", "said"},
    "ledger_check": {"began_at", "ended_at", "verdict"},
    "asked_archive": {"began_at", "percent", "ended_at", "name", "bytes", "manifest", "problem", "removed_at"},
}
#: What proves who somebody is: nobody reads it for the sake of reading.
SECRET = {"account", "api_token", "recovery_code", "second_factor", "sign_in_link", "sign_in_step", "web_session"}
SECRET |= {"notice_preference"}
#: What was said without a name: whoever traces what was done need not read it.
SECRET |= {"round_text", "round_value"}
REMOVABLE = {"work_result", "indicator", "wake", "role_assignment", "second_factor", "recovery_code"}
REMOVABLE |= {"sign_in_link", "sign_in_step", "web_session"}
#: Who only reads leaves a note that they did, and the database says when.
NOTED = {"operator_look": {"segment_id", "operator", "day"}}
TABLES = sorted(metadata.tables)


@pytest.fixture
def login(server: postgres.Server, worlds_of_run: Callable[[Stage], str]) -> Callable[[str], psycopg.Connection]:
    """A connection of a role to the world in which results are published."""
    name = worlds_of_run(Stage.OBJECTION)
    return lambda role: psycopg.connect(server.dsn(name, role))


def _refusal(connection: psycopg.Connection, statement: str) -> type[Exception] | None:
    """How the statement is refused; None when it works (it is rolled back)."""
    try:
        connection.execute(statement)  # type: ignore[call-overload]
    except psycopg.Error as problem:
        return type(problem)
    finally:
        connection.rollback()
    return None


@pytest.mark.parametrize("table", HISTORY)
def test_history_is_refused_to_everybody_by_name(login: Callable[[str], psycopg.Connection], table: str) -> None:
    column = next(iter(metadata.tables[table].columns)).name
    for role in (postgres.APPLICATION, postgres.AUDITOR, postgres.OWNER):
        with login(role) as connection:
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                assert _refusal(connection, statement) is psycopg.errors.InsufficientPrivilege, (role, statement)


@pytest.mark.parametrize("table", TABLES)
def test_the_application_changes_only_what_the_table_here_says(
    login: Callable[[str], psycopg.Connection], table: str
) -> None:
    allowed = CHANGEABLE.get(table, set())
    with login(postgres.APPLICATION) as connection:
        for column in metadata.tables[table].columns:
            if column.computed is None and column.identity is None:
                refused = _refusal(connection, f"UPDATE {table} SET {column.name} = {column.name} WHERE false")
                assert (refused is None) == (allowed == "*" or column.name in allowed), column.name
        assert (_refusal(connection, f"DELETE FROM {table} WHERE false") is None) == (table in REMOVABLE)
        for statement in (f"TRUNCATE {table}", f"DROP TABLE {table}", f"ALTER TABLE {table} ADD COLUMN x int"):
            assert _refusal(connection, statement) is psycopg.errors.InsufficientPrivilege


@pytest.mark.parametrize("table", TABLES)
def test_the_auditor_reads_everything_and_changes_nothing_but_the_note_of_it(
    login: Callable[[str], psycopg.Connection], table: str
) -> None:
    with login(postgres.AUDITOR) as connection:
        assert (_refusal(connection, f"SELECT * FROM {table}") is None) == (table not in SECRET)
        for column in metadata.tables[table].columns:
            added = f"INSERT INTO {table} ({column.name}) SELECT {column.name} FROM {table} WHERE false"
            if column.computed is None and table not in SECRET:
                refused = _refusal(connection, added)
                assert (refused is None) == (column.name in NOTED.get(table, ())), column.name
            assert _refusal(connection, f"UPDATE {table} SET {column.name} = DEFAULT WHERE false"), column.name
        for statement in (
            *([] if table in NOTED else [f"INSERT INTO {table} DEFAULT VALUES"]),
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"SELECT * FROM {table} FOR UPDATE",
        ):
            assert _refusal(connection, statement) is psycopg.errors.InsufficientPrivilege, statement


@pytest.mark.parametrize("role", [postgres.APPLICATION, postgres.AUDITOR])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_is_history ON audit_event",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0000'",
        "INSERT INTO alembic_version VALUES ('0000')",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_nobody_below_the_owner_gets_around_the_guards(
    login: Callable[[str], psycopg.Connection], role: str, statement: str
) -> None:
    with login(role) as connection:
        assert _refusal(connection, statement) in {
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.InvalidFunctionDefinition,
        }


def test_an_ended_stage_run_stays_as_it_is(login: Callable[[str], psycopg.Connection]) -> None:
    for role in (postgres.APPLICATION, postgres.OWNER):
        with login(role) as connection:
            refused = _refusal(connection, "UPDATE stage_run SET counts = '{}', outcome = 'running', ended_at = NULL")
            assert refused is psycopg.errors.InsufficientPrivilege


def test_when_the_event_cannot_be_written_nothing_is_decided(
    server: postgres.Server, fresh: Callable[[Stage], SmallPeriod]
) -> None:
    """A4: the business change and its audit event are one transaction."""
    from models import database  # noqa: PLC0415
    from models.database import transaction  # noqa: PLC0415
    from tests.acts import World, approve  # noqa: PLC0415
    from tests.factories import HEAD, REGIONAL_HEAD, changed_tables, snapshot  # noqa: PLC0415

    period = fresh(Stage.TARGET_SETTING)
    request = period.submit_plan(HEAD)
    name = database.engine().url.database or ""
    with psycopg.connect(server.dsn(name, postgres.OWNER)) as owner:
        owner.execute("REVOKE INSERT ON audit_event FROM kinerja_app")
    before = snapshot()
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction() as session:
        approve(World(session, period), request, REGIONAL_HEAD)
    assert changed_tables(before) == set()


def test_the_program_itself_connects_as_the_application(
    server: postgres.Server, worlds_of_run: Callable[[Stage], str]
) -> None:
    from models import database  # noqa: PLC0415

    with using(server, worlds_of_run(Stage.OBJECTION)), database.engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == postgres.APPLICATION
