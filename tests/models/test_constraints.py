"""What the database itself refuses, whatever the program does: one row of IMPOSSIBLE is one wrong state."""

from collections.abc import Callable

import psycopg
import pytest

from models import postgres
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER

CHECK, KEY, UNIQUE, EXCLUDED, NULL, FROZEN = (
    psycopg.errors.CheckViolation,
    psycopg.errors.ForeignKeyViolation,
    psycopg.errors.UniqueViolation,
    psycopg.errors.ExclusionViolation,
    psycopg.errors.NotNullViolation,
    psycopg.errors.InsufficientPrivilege,
)
_SEGMENT = """
INSERT INTO segment (period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level,
                     rater_id, superior_id, is_agency_head, is_acting, level, starts, ends)
SELECT period_id, unit_id, person_id, subunit_id, post, post_kind, grade, echelon, functional_level, rater_id,
       superior_id, is_agency_head, is_acting, level, starts, ends FROM changed
"""


def _segment(**changes: str) -> str:
    """A copy of the member's segment with columns replaced by SQL."""
    columns = [
        "period_id",
        "unit_id",
        "person_id",
        "subunit_id",
        "post",
        "post_kind",
        "grade",
        "echelon",
        "functional_level",
        "rater_id",
        "superior_id",
        "is_agency_head",
        "is_acting",
        "level",
        "starts",
        "ends",
    ]
    chosen = ", ".join(f"{changes.get(name, name)} AS {name}" for name in columns)
    member = f"(SELECT id FROM person WHERE nip = '{MEMBER}')"
    return f"WITH changed AS (SELECT {chosen} FROM segment WHERE person_id = {member}) {_SEGMENT}"


_PERIOD = """
INSERT INTO period (code, title, kind, region_name, regional_head_id, starts, ends, timezone, rule_pack,
                    definition_digest, roster_digest, software_version)
SELECT code || '-b', title, kind, region_name, regional_head_id, {}, timezone, rule_pack, '', '', '' FROM period
"""
_PLAN = f"(SELECT p.id FROM plan p JOIN segment s ON s.id = p.segment_id JOIN person e ON e.id = s.person_id WHERE e.nip = '{HEAD}')"  # noqa: E501
_RESULT = f"(SELECT id FROM work_result WHERE plan_id = {_PLAN})"
_INDICATOR = f"(SELECT id FROM indicator WHERE work_result_id = {_RESULT})"


def _indicator(low: str, high: str) -> str:
    return (
        "INSERT INTO indicator (work_result_id, number, aspect, statement, unit_of_measure, target_min, target_max, "
        f"direction, data_source) SELECT {_RESULT}, 2, 'quality', 'x', 'x', {low}, {high}, 'normal', 'x'"
    )


def _seal(position: int) -> str:
    return (
        "INSERT INTO stage_seal (period_id, unit_id, position, stage_run_id, outputs_digest) SELECT period_id, unit_id,"
        f" {position}, id, '' FROM stage_run WHERE id NOT IN (SELECT stage_run_id FROM stage_seal) LIMIT 1"
    )


_DECISION = (
    "INSERT INTO decision (approval_id, outcome, reason, content_hash, decided_by) "
    "SELECT id, {outcome}, '', '', assignee_id FROM approval WHERE {which} LIMIT 1"
)
_FINDING = """
INSERT INTO finding (period_id, unit_id, segment_id, code, severity, subject, observed, expected, owner_id,
                     stage_run_id, waived_reason)
SELECT s.period_id, s.unit_id, s.id, 'DQ-R01', {severity}, '1.1', '', '', person_id,
       (SELECT min(id) FROM stage_run), {waived} FROM segment s LIMIT 1
"""
#: name → (a statement of the application's role, how it is refused, the constraint or words that refuse it).
IMPOSSIBLE: dict[str, tuple[str, type[psycopg.Error], str]] = {
    "a seal without its predecessor": (_seal(9), KEY, "stage_seal_in_order"),
    "a stage sealed twice": (_seal(3), UNIQUE, "stage_seal_pkey"),
    "a tenth seal": (_seal(10), CHECK, "stage_seal_position"),
    "two main segments at one time": (_segment(starts="starts + 10"), EXCLUDED, "two main segments"),
    "a segment that ends before it starts": (_segment(starts="ends + 1"), CHECK, "segment_dates"),
    "a person who rates themselves": (_segment(rater_id="person_id"), CHECK, "segment_rater_is_another"),
    "a rater who is their own superior": (_segment(superior_id="rater_id"), CHECK, "segment_superior_is_third"),
    "a person who is their rater's superior": (_segment(superior_id="person_id"), CHECK, "segment_superior_is_third"),
    "a second head of an agency": (
        _segment(is_agency_head="true", is_acting="true"),
        EXCLUDED,
        "two heads of one agency",
    ),
    "a segment of a unit that does not take part": (
        _segment(unit_id="10000", starts="starts + 1", is_acting="true"),
        KEY,
        "segment_period_id_unit_id_fkey",
    ),
    "an unknown kind of post": (_segment(post_kind="'CEO'"), CHECK, "segment_post_kind"),
    "two annual periods on one day": (_PERIOD.format("ends, ends + 1"), EXCLUDED, "period_annual_overlap"),
    "a period that ends before it starts": (_PERIOD.format("ends + 9, ends + 8"), CHECK, "period_dates"),
    "a period with a used code": (
        _PERIOD.format("ends + 8, ends + 9").replace("code || '-b'", "code"),
        UNIQUE,
        "period_code_key",
    ),
    "an NIP of other digits": ("INSERT INTO person (nip, kind, name) VALUES ('１９８０', 'PNS', 'x')", CHECK, "nip"),  # noqa: RUF001
    "an NIP with a line break": (
        f"INSERT INTO person (nip, kind, name) VALUES (E'{MEMBER[:-1]}9\\n', 'PNS', 'x')",
        CHECK,
        "person_nip_is_18_digits",
    ),
    "a person with neither NIP nor code": ("INSERT INTO person (kind, name) VALUES ('PNS', 'x')", CHECK, "one_key"),
    "one NIP twice": (
        f"INSERT INTO person (nip, kind, name) VALUES ('{MEMBER}', 'PNS', 'x')",
        UNIQUE,
        "person_nip_key",
    ),
    "a unit administrator of no unit": (
        "INSERT INTO role_assignment (person_id, role) SELECT min(id), 'unit_admin' FROM person",
        CHECK,
        "role_assignment_unit",
    ),
    "a second decision on a request": (
        _DECISION.format(outcome="'approved'", which="id IN (SELECT approval_id FROM decision)"),
        UNIQUE,
        "decision_pkey",
    ),
    "an unknown outcome": (_DECISION.format(outcome="'maybe'", which="true"), CHECK, "decision_outcome"),
    "a request asked twice": (
        (
            "INSERT INTO approval (key, kind, period_id, unit_id, subject_id, subject_version, content_hash, "
            "assignee_id) SELECT key, kind, period_id, unit_id, subject_id, subject_version, content_hash, assignee_id "
            "FROM approval"
        ),
        UNIQUE,
        "approval_key_key",
    ),
    "a result more in a submitted plan": (
        f"INSERT INTO work_result (plan_id, number, kind, statement) SELECT {_PLAN}, 2, 'main', 'x'",
        FROZEN,
        "a submitted plan stays",
    ),
    "an indicator more in a submitted plan": (_indicator("1", "1"), FROZEN, "a submitted plan stays"),
    "a target that is not a number": (_indicator("'NaN'", "'NaN'"), CHECK, "indicator_m"),
    "a target without an end": (_indicator("1", "'Infinity'"), CHECK, "indicator_max_finite"),
    "a range the wrong way round": (_indicator("2", "1"), CHECK, "indicator_range"),
    "a realization that is not a number": (
        (
            "INSERT INTO realization (indicator_id, month, version, value, source) "
            f"SELECT {_INDICATOR}, '2020-01-01', 1, 'NaN', 'self'"
        ),
        CHECK,
        "realization_finite",
    ),
    "a month that begins on its second day": (
        (
            "INSERT INTO realization (indicator_id, month, version, value, source) "
            f"SELECT {_INDICATOR}, '2020-01-02', 1, 1, 'self'"
        ),
        CHECK,
        "realization_month_starts",
    ),
    "two values in force for one month": (
        (
            "INSERT INTO realization (indicator_id, month, version, value, source) SELECT indicator_id, month, "
            "version + 1, value, source FROM realization"
        ),
        UNIQUE,
        "realization_current",
    ),
    "an evaluation without a decision": (
        (
            "INSERT INTO evaluation (segment_id, version, behavior_rating, feedback, approval_id) "
            "SELECT min(id), 9, 'SESUAI', '', 10000 FROM segment"
        ),
        KEY,
        "evaluation_approval_id_fkey",
    ),
    "an unknown rating": (
        (
            "INSERT INTO evaluation (segment_id, version, behavior_rating, feedback, approval_id) "
            "SELECT min(id), 9, 'GREAT', '', 10000 FROM segment"
        ),
        CHECK,
        "evaluation_behavior_rating",
    ),
    "two results of one evaluation": (
        (
            "INSERT INTO result (segment_id, version, evaluation_id, work_rating, behavior_rating, predicate, "
            "rule_pack, stage_run_id) SELECT segment_id, 9, evaluation_id, work_rating, behavior_rating, predicate, "
            "rule_pack, stage_run_id FROM result"
        ),
        UNIQUE,
        "result_evaluation_id_key",
    ),
    "an objection to what was not published": (
        "INSERT INTO objection (result_id, statement) VALUES (10000, 'x')",
        KEY,
        "objection_result_id_fkey",
    ),
    "an objection without words": (
        "INSERT INTO objection (result_id, statement) SELECT min(result_id), ' ' FROM publication",
        CHECK,
        "objection_statement",
    ),
    "half a waiver": (_FINDING.format(severity="'block'", waived="'x'"), CHECK, "finding_waiver_complete"),
    "an unknown severity": (_FINDING.format(severity="'bad'", waived="NULL"), CHECK, "finding_severity"),
    "an event without an actor": (
        "INSERT INTO audit_event (event, actor_kind) VALUES ('a.b', 'person')",
        CHECK,
        "audit_event_actor",
    ),
    "an event without a subject": (
        "INSERT INTO audit_event (event, actor_kind) VALUES ('approved', 'system')",
        CHECK,
        "audit_event_name",
    ),
    "a run that ended and still runs": (
        (
            "INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, rule_pack, software_version, ended_at) "
            "SELECT period_id, unit_id, 'closing', 9, '', '', '', now() FROM period_unit"
        ),
        CHECK,
        "stage_run_ended",
    ),
    "a stage beyond the last": ("UPDATE period_unit SET position = 11", CHECK, "period_unit_position"),
    "a notice to nobody": (
        "INSERT INTO notice (key, kind, person_id) VALUES ('x', 'x', NULL)",
        NULL,
        "person_id",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_wrong_state_is_impossible(server: postgres.Server, worlds_of_run: Callable[[Stage], str], name: str) -> None:
    statement, refused, words = IMPOSSIBLE[name]
    world = worlds_of_run(Stage.OBJECTION)
    with (
        psycopg.connect(server.dsn(world, postgres.APPLICATION)) as connection,
        pytest.raises(refused) as problem,
    ):
        connection.execute(statement)  # type: ignore[call-overload]
    assert words in f"{problem.value.diag.constraint_name} {problem.value}"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM indicator",
        "UPDATE indicator SET target_min = target_min",
        "UPDATE work_result SET statement = 'easier'",
        "WITH gone AS (DELETE FROM indicator) DELETE FROM work_result",
    ],
)
def test_not_even_the_owner_changes_what_a_submitted_plan_says(
    server: postgres.Server, worlds_of_run: Callable[[Stage], str], statement: str
) -> None:
    world = worlds_of_run(Stage.COLLECTION)
    with (
        psycopg.connect(server.dsn(world, postgres.OWNER)) as connection,
        pytest.raises(FROZEN, match="a submitted plan stays as it was submitted"),
    ):
        connection.execute(statement)  # type: ignore[call-overload]


def test_two_acting_posts_beside_the_main_one_are_possible(
    server: postgres.Server, worlds_of_run: Callable[[Stage], str]
) -> None:
    """SPEC §2.7: an acting post (Plt) is a segment of its own beside the main one."""
    with psycopg.connect(server.dsn(worlds_of_run(Stage.OBJECTION), postgres.APPLICATION)) as connection:
        assert connection.execute(_segment(is_acting="true")).rowcount == 1  # type: ignore[call-overload]
        connection.rollback()
