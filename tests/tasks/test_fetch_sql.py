"""A source in another database: read only, exact, streamed, and nothing of its address in what is told."""

import json
import sqlite3
import time
import traceback

import pytest

from models.errors import InvalidInputError, UnavailableError
from models.sources.definition import Sql
from tasks import fetch_sql


@pytest.fixture
def address(db, monkeypatch):
    """The test's own database, under the login of its owner: only our read-only transaction protects it."""
    monkeypatch.setenv("SIMPEG_URL", db)
    return "env:SIMPEG_URL"


def lines(query, folder, reference="env:SIMPEG_URL", seconds=30):
    [answer] = fetch_sql.fetch(Sql(way="sql", url=reference, query=query, timeout_seconds=seconds), folder, "simpeg")
    assert answer.name == "simpeg.jsonl"
    return answer.path.read_text(encoding="utf-8").splitlines()


def test_values_lose_nothing(address, tmp_path):
    query = """SELECT 12345678901234567890.123456789012345678901 AS amount, 1e-30::numeric AS small,
      2^70::numeric AS big, 1.50::numeric AS zeros, 'a"b\u2028%s' AS text, NULL AS nothing,
      true AS flag, DATE '2026-02-28' AS day,
      TIMESTAMPTZ '2026-02-28 09:15+07' AS moment, TIMESTAMP '2026-02-28 09:15' AS local, TIME '07:30' AS clock,
      0.1::float8 AS binary, 'NaN'::numeric AS none, 7::bigint AS whole"""
    [line] = lines(query, tmp_path)
    assert '"amount":12345678901234567890.123456789012345678901,' in line
    assert '"small":0.000000000000000000000000000001,' in line
    assert '"zeros":1.50,' in line
    said = json.loads(line)
    assert said["text"] == 'a"b\u2028%s'
    assert said["big"] == 2**70
    assert said["nothing"] is None
    assert said["flag"] is True
    assert (said["day"], said["moment"]) == ("2026-02-28", "2026-02-28T02:15:00+00:00")
    assert (said["local"], said["clock"]) == ("2026-02-28T09:15:00", "07:30:00")
    assert (said["binary"], said["none"], said["whole"]) == (0.1, "NaN", 7)


def test_many_rows_are_streamed(address, tmp_path):
    assert len(lines("SELECT n, 'x' AS text FROM generate_series(1, 10000) n", tmp_path)) == 10_000


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * FROM no_such_table", 'relation "no_such_table" does not exist'),
        ("WITH gone AS (DELETE FROM period RETURNING 1) SELECT * FROM gone", "read"),
        ("SELECT 1; COMMIT; DROP TABLE wake", "cannot insert multiple commands"),
        ("SELECT 1 AS a, 2 AS a", "two columns the name a"),
        ("SELECT ARRAY[1] AS list", "column list a kind that cannot be read"),
        ("SELECT '{}'::jsonb AS json", "column json a kind that cannot be read"),
        ("SELECT 'infinity'::date AS day", "The query is refused"),
        ("SELECT 1 / (n - 5000) AS x FROM generate_series(1, 9000) n", "division by zero"),
        ("SELECT nextval('wake_id_seq') AS n", "read-only"),
    ],
)
def test_a_wrong_query_is_told_in_the_database_s_words(address, tmp_path, db, query, words):
    with pytest.raises(InvalidInputError, match=words) as told:
        lines(query, tmp_path)
    assert told.value.__context__ is None


def test_a_query_has_its_time(address, tmp_path):
    begun = time.monotonic()
    with pytest.raises(UnavailableError, match="longer than 1 s"):
        lines("SELECT pg_sleep(20)::text AS slept", tmp_path, seconds=1)
    assert time.monotonic() - begun < 5


def test_a_query_that_goes_on_and_on_is_ended(address, tmp_path):
    query = "SELECT n, pg_sleep(0.0005)::text AS slept FROM generate_series(1, 1000000) n"
    with pytest.raises(UnavailableError, match="longer than 1 s"):
        lines(query, tmp_path, seconds=1)


def test_too_many_rows_are_refused(address, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_sql, "MOST_ROWS", 100)
    with pytest.raises(InvalidInputError, match="more than 100 rows"):
        lines("SELECT n FROM generate_series(1, 101) n", tmp_path)
    assert len(lines("SELECT n FROM generate_series(1, 100) n", tmp_path)) == 100


def test_too_many_bytes_are_refused(address, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_sql, "MOST_BYTES", 1024 * 1024)
    with pytest.raises(InvalidInputError, match="more than 1 MiB"):
        lines("SELECT repeat('x', 1000) AS x FROM generate_series(1, 2000) n", tmp_path)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://bkpsdm:s3cr3t-w0rd@127.0.0.1:1/simpeg", "does not let us in"),
        ("postgresql://bkpsdm:s3cr3t-w0rd@/simpeg?host=/no/such/folder", "does not let us in"),
        ("s3cr3t-w0rd", "is no address of a database"),
        ("mysql+no_such_driver://bkpsdm:s3cr3t-w0rd@127.0.0.1/simpeg", "No driver for mysql"),
        ("strange://bkpsdm:s3cr3t-w0rd@127.0.0.1/simpeg", "No driver for strange"),
        ("postgresql://bkpsdm:s3cr3t-w0rd@127.0.0.1:notaport/simpeg", "env:SIMPEG_URL"),
    ],
)
def test_an_address_that_does_not_work_is_told_without_it(tmp_path, monkeypatch, caplog, url, words):
    monkeypatch.setenv("SIMPEG_URL", url)
    with pytest.raises((InvalidInputError, UnavailableError), match=words) as told:
        lines("SELECT 1 AS one", tmp_path)
    said = "".join(traceback.format_exception(told.value)) + caplog.text
    assert "s3cr3t-w0rd" not in said
    assert told.value.__context__ is None


def test_a_login_that_is_refused_is_told_without_its_password(address, tmp_path, db, monkeypatch):
    monkeypatch.setenv("SIMPEG_URL", db.replace("://", "://nobody:s3cr3t-w0rd@", 1) if "@" not in db else db)
    monkeypatch.setenv("SIMPEG_URL", "postgresql://nobody_here:s3cr3t-w0rd@/x?" + db.partition("?")[2])
    with pytest.raises(UnavailableError, match="does not let us in") as told:
        lines("SELECT 1 AS one", tmp_path)
    assert "s3cr3t-w0rd" not in str(told.value)


def test_another_kind_of_database_can_be_read_and_only_read(tmp_path, monkeypatch):
    place = tmp_path / "other.db"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE skm (u1 INTEGER, said TEXT)")
        other.execute("INSERT INTO skm VALUES (3, 'cukup')")
    monkeypatch.setenv("SIMPEG_URL", f"sqlite:///{place}")
    assert lines("SELECT * FROM skm", tmp_path) == ['{"u1":3,"said":"cukup"}']
    with pytest.raises(InvalidInputError, match="The query is refused"):
        lines("WITH x AS (SELECT 1) INSERT INTO skm SELECT 1, 'x' FROM x", tmp_path)


def test_a_database_that_freezes_is_hung_up_on(address, tmp_path, monkeypatch):
    """It answers nothing, and keeps no time limit: as if its machine had stopped."""
    monkeypatch.setattr(fetch_sql, "_GRACE", -3)
    begun = time.monotonic()
    with pytest.raises(UnavailableError):
        lines("SELECT pg_sleep(60)::text AS slept", tmp_path, seconds=5)
    assert time.monotonic() - begun < 4.5
