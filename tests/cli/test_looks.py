"""Whatever command shows somebody's record, its person reads that the operator looked, and so does an auditor."""

from collections.abc import Callable

import pytest

from models import database, looks, postgres
from models.actors import operator
from models.database import one, rows, run, transaction
from models.vocabulary import Rating, Stage
from tests.acts import World, decide
from tests.acts import log as write_log
from tests.factories import DIVISION_HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.journeys.commands import said, told
from tests.models.lived import lived
from tests.models.test_erasure import owner

MINE = ("--as", MEMBER, "--period", "2026")
_FINDING = "SELECT id FROM finding WHERE segment_id = %(segment)s ORDER BY id LIMIT 1"
_REQUEST = "SELECT id FROM approval WHERE segment_id = %(segment)s AND kind = 'evaluation'"


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod], tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    for name in ("FILES_FOLDER", "MAIL_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", f"{tmp_path}/{name}")
    return lived(fresh)


def seen(period: SmallPeriod, nip: str = MEMBER) -> list[tuple[str, str]]:
    """Who stands among those who looked; forgotten afterwards, so that the next command is seen alone."""
    with transaction() as session:
        found = looks.looks_at(session, period.segments[nip])
    with transaction(owner()) as session:
        run(session, "TRUNCATE operator_look")
    return [(row["name"], row["seen_as"]) for row in found]


def number(statement: str, period: SmallPeriod) -> int:
    with transaction() as session:
        return int((one(session, statement, segment=period.segments[MEMBER]) or {})["id"])  # type: ignore[arg-type]


def test_a_command_that_shows_a_record_says_so_to_its_person(period: SmallPeriod) -> None:
    finding, request = number(_FINDING, period), number(_REQUEST, period)
    for command in (
        ("trace", MEMBER),
        ("trace", "--unit", "DINKES"),
        ("my", "plan", *MINE),
        ("my", "result", *MINE),
        ("my", "summary", *MINE),
        ("my", "evidence", *MINE),
        ("my", "shortfalls", *MINE),
        ("log", "list", *MINE),
        ("feedback", "list", *MINE),
        ("approvals", "summary", request, "--as", DIVISION_HEAD),
        ("period", "people", "2026", "--find", "Pegawai 3"),
        ("period", "results", "2026", "--nip", MEMBER),
        ("findings", "list", "--period", "2026", "--all"),
        ("findings", "show", finding),
        ("lists", "candidates", "2026"),
    ):
        said(*command)
        assert seen(period) == [(operator().name, "operator")], command
        if "--find" in command or MEMBER in command:
            assert seen(period, OTHER_MEMBER) == [], command


def test_the_role_that_changes_nothing_leaves_the_note_that_it_looked(
    period: SmallPeriod, server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = number(_FINDING, period)
    name = database.engine().url.database or ""
    for command in (
        ("trace", MEMBER),
        ("my", "plan", *MINE),
        ("period", "people", "2026"),
        ("period", "results", "2026"),
        ("findings", "list", "--period", "2026", "--all"),
        ("findings", "show", finding),
    ):
        with monkeypatch.context() as environment:
            environment.setenv("KINERJA_DATABASE_URL", server.url(name, postgres.AUDITOR))
            said(*command)
        assert seen(period) == [(operator().name, "operator")], command


def test_entries_that_wait_are_seen_too(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        write_log(World(session, period), MEMBER, description="Menyiram")
    assert told("log", "waiting", "--as", DIVISION_HEAD)
    assert seen(period) == [(operator().name, "operator")]


def test_what_became_of_a_result_is_seen_too(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    said("receipts", "list", "2026", period.unit)
    assert seen(period) == [(operator().name, "operator")]
    period.accept_all(but=(MEMBER,))
    with transaction() as session:
        w = World(session, period)
        decide(w, w.objected(), work=Rating.ABOVE, behavior=Rating.ABOVE)
    period.run(Stage.OBJECTION)
    said("approvals", "changes", "2026", "--nip", OTHER_MEMBER)
    assert seen(period) == [], "they were left out"
    said("approvals", "changes", "2026")
    assert seen(period) == [(operator().name, "operator")]
    decision = ("--as", "KDH", "--purpose", "Rencana suksesi", "--decree", "800/21")
    said("lists", "name", "2026", *decision, "--person", f"{OTHER_MEMBER}=Cermat")
    said("lists", "show", "2026")
    with transaction() as session:
        looked = rows(session, "SELECT segment_id FROM operator_look")
    assert [row["segment_id"] for row in looked] == [period.segments[OTHER_MEMBER]]


def test_what_shows_nobody_notes_nobody(period: SmallPeriod) -> None:
    said("period", "show", "2026")
    said("trace", "19700101 000000 0 000", code=1)
    with transaction() as session:
        assert one(session, "SELECT FROM operator_look") is None
